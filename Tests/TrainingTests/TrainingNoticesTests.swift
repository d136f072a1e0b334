import Datasets
import Losses
import NeuralNetwork
import Testing
import Training

struct TrainingNoticesTests {
  private func notices(
    _ table: ExampleTable, batchSize: Int = 16
  ) -> [String] {
    table.data.notices(for: .small(batchSize: batchSize)).map(\.description)
  }

  /// A table of which all labels are in many validation rows.
  private static func ample(rows: Int = 200) -> Dataset {
    .synthetic(rows: rows).replacing("y_rare") { row, _ in Double(row * 37 % 11) }
  }

  @Test("what will surprise is said before training begins, and nothing else")
  func notices() throws {
    let table = try ExampleTable(Self.ample())
    #expect(notices(table) == [])
    let rows = table.data.split.train.count
    #expect(notices(table, batchSize: rows) == [])
    #expect(
      notices(table, batchSize: rows + 1) == [
        "batchSize is \(rows + 1), but there are \(rows) training rows: every epoch is a single "
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
    let table = try ExampleTable(Self.ample())
    let name = try #require(table.data.schema.labels.first { $0.kind == .regression }?.name)
    let index = try #require(table.data.schema.labels.firstIndex { $0.name == name })
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

  @Test("a label in few validation rows is named, and so are few validation rows")
  func fewRows() throws {
    // Of the validation rows 1, 6, 11, … every eighth has the label.
    #expect(
      notices(try ExampleTable(.synthetic(rows: 200))) == [
        "column \"y_rare\": this label is in 5 of the 40 validation rows only: a single row can decide "
          + "which epoch is best; give validation more rows with it"
      ])
    let few = try ExampleTable(Self.ample(), part: { $0 % 50 == 1 ? .validation : .train })
    #expect(
      notices(few) == [
        "there are 4 validation rows only: a single row can decide which epoch is best; give "
          + "validation more rows"
      ])
  }

  @Test(
    "a validation row that outweighs all others is told of, with its part of the constant's loss")
  func singleRow() throws {
    // Training labels are -1 and 1 in turn; those of validation, too, but for one.
    func outlier(_ value: Double) throws -> [String] {
      let dataset = Self.ample().replacing("y_rare") { row, _ in
        row == 21 ? value : row % 2 == 0 ? 1 : -1
      }
      return notices(try ExampleTable(dataset))
    }
    // 39 rows cost about 1 each: of 19² + 39 the one is 90.2 %, of 5² + 39 it is 39 %.
    #expect(try outlier(5) == [])
    #expect(
      try outlier(19) == [
        "column \"y_rare\": a single one of the 40 validation rows with this label makes up 90 % of "
          + "what the training labels' best constant costs there, so that it decides which epoch is "
          + "best; give validation more rows, or take a loss that makes less of it: labels of "
          + "\"y_rare\" = \"regression:huber\""
      ])
  }

  @Test(
    "a label whose constant is right on the validation rows, but for rounding, has no part in the choice",
    arguments: [[0, 0.5, 1], [0.1, 0.2, 0.3]])
  func settled(values: [Double]) throws {
    let dataset = Self.ample().replacing("y_rare") { row, _ in
      row % 5 == 1 ? values[1] : row % 5 == 2 ? values[0] : row % 5 == 3 ? values[2] : .nan
    }
    let table = try ExampleTable(dataset)
    #expect(
      notices(table) == [
        "column \"y_rare\": the training labels' best constant is right on all validation rows with "
          + "this label (40 of the 40 validation rows): it has no part in choosing the best epoch, and "
          + "no skill there"
      ])
    let configuration = TrainingConfiguration.small(epochs: 2)
    let result = try table.fit(configuration, "prior")
    let tasks = table.model(result.parameters, network: configuration.network)
      .evaluate(table.data.table, rows: table.data.split.validation, threads: 1)
    let rare = try table.task("y_rare")
    #expect(tasks[rare].constantLoss == 0 && tasks[rare].skill == nil && tasks[rare].loss != nil)
    let ratios = try tasks.indices.filter { $0 != rare }.map { 1 - (try #require(tasks[$0].skill)) }
    let score = try #require(result.history.epochs[result.history.bestEpoch - 1].validationScore)
    #expect(abs(score - ratios.reduce(0, +) / 4) < 1e-12)
  }

  @Test("classes that training rows lack are named with their rows, those without weight left out")
  func unlearntClasses() throws {
    let rows = 200
    let codes = (0..<rows).map { row -> Int32 in
      switch (row, row % 50) {
      case (5, _), (_, 1): 2
      case (_, 0): 3
      default: Int32(row % 2)
      }
    }
    let dataset = Self.ample(rows: rows)
    let columns = dataset.columns.map { column in
      column.name == "y_class"
        ? Column(
          name: "y_class",
          values: .categorical(.init(codes: codes, categories: ["ash", "elm", "fir", "yew"])))
        : column
    }
    let weights = (0..<rows).map { $0 == 5 ? Float(0) : 1 }
    let table = try ExampleTable(
      Dataset(rowCount: rows, columns: columns), rowWeights: weights)
    #expect(
      notices(table) == [
        "column \"y_class\": no training row has the classes \"fir\" (4 rows), \"yew\" (4 rows) of "
          + "the validation and test rows: they cannot be learnt, and each such row costs much; move "
          + "some to training, or leave them out"
      ])
  }

  @Test("where validation rows have no weight, no label is said to be missing")
  func weightless() throws {
    let weights = (0..<200).map { $0 % 5 == 1 ? Float(0) : 1 }
    let found = notices(try ExampleTable(Self.ample(), rowWeights: weights))
    #expect(found.count == 4 && found.last == "2 more labels have no part in it either")
    for notice in found.dropLast() {
      #expect(
        notice.contains("none of the 40 validation rows has this label and a weight above zero"))
    }
  }
}
