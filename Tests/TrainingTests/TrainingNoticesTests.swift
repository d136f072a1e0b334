import Datasets
import NeuralNetwork
import Testing
import Training

struct TrainingNoticesTests {
  private func notices(
    _ table: ExampleTable, batchSize: Int = 16
  ) -> [String] {
    table.data.notices(for: .small(batchSize: batchSize)).map(\.description)
  }

  @Test("what will surprise is said before training begins, and nothing else")
  func notices() throws {
    let table = try ExampleTable(.synthetic(rows: 200))
    #expect(notices(table) == [])
    let rows = table.data.split.train.count
    #expect(notices(table, batchSize: rows) == [])
    #expect(
      notices(table, batchSize: rows + 1) == [
        "--batch-size is \(rows + 1), but there are \(rows) training rows: every epoch is a single "
          + "step on all of them"
      ])
    let unchecked = try ExampleTable(table.dataset, part: { $0 % 5 == 0 ? .test : .train })
    #expect(
      notices(unchecked) == [
        "there are no validation rows: the last epoch counts as the best, and nothing stops the "
          + "training early"
      ])
  }

  @Test("a label that no validation row has is named")
  func missingInValidation() throws {
    let table = try ExampleTable(.synthetic(rows: 200))
    let name = try #require(table.data.schema.tasks.first { $0.kind == .regression }?.name)
    let index = try #require(table.data.schema.tasks.firstIndex { $0.name == name })
    let column = try #require(table.dataset[name])
    guard case .numeric(let cells) = column.values else {
      Issue.record("it is numeric")
      return
    }
    var numbers = cells.floats
    for row in table.data.split.validation { numbers[Int(row)] = .nan }
    let columns = table.dataset.columns.map {
      $0.name == name ? Column(name: name, values: .numeric(Numbers(numbers))) : $0
    }
    let split = table.data.split
    let changed = try ExampleTable(
      Dataset(rowCount: table.dataset.rowCount, columns: columns),
      part: { row in
        split.train.contains(Int32(row))
          ? .train : split.validation.contains(Int32(row)) ? .validation : .test
      })
    #expect(changed.data.table.targets[index].contains { !$0.isNaN })
    #expect(
      notices(changed) == [
        "column \"\(name)\": none of the \(split.validation.count) validation rows has this label: "
          + "it has no part in choosing the best epoch"
      ])
  }
}
