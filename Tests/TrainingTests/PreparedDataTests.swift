import Datasets
import NeuralNetwork
import Statistics
import Testing
import Training

struct PreparedDataTests {
  @Test("scales, categories and constants are those of the training rows alone")
  func trainingRowsOnly() throws {
    let dataset = Dataset.synthetic(rows: 200)
    var changed = dataset
    for name in ["x0", "y_near", "y_events"] {
      changed = changed.replacing(name) { row, cell in row % 5 < 2 ? 50 : cell }
    }
    let (before, after) = (try ExampleTable(dataset).data, try ExampleTable(changed).data)
    #expect(before.schema == after.schema)
    #expect(before.heads == after.heads)
    #expect(before.statistics == after.statistics)
    #expect(before.table.features.numbers != after.table.features.numbers)
  }

  @Test("a regression's targets have the training rows' mean 0 and deviation 1, missing ones stay")
  func targets() throws {
    let example = try ExampleTable(.synthetic(rows: 500))
    let near = try example.task("y_near")
    let targets = example.data.split.train.map { example.data.table.targets[near][Int($0)] }
    let present = targets.filter { !$0.isNaN }.map { Double($0) }
    #expect(present.count == example.data.statistics[near].labelled)
    #expect(present.count < targets.count)
    let mean = present.reduce(0, +) / Double(present.count)
    let variance = present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(present.count)
    #expect(abs(mean) < 1e-6)
    #expect(abs(variance - 1) < 1e-6)
  }

  @Test("a table without a column to learn from is an error")
  func noFeatures() throws {
    let labels = Dataset(
      rowCount: 200, columns: Dataset.synthetic(rows: 200).columns.filter { $0.name == "y_events" })
    #expect(throws: TrainingError.noFeatures) { try ExampleTable(labels) }
  }

  @Test("a label of one value in the training rows is another error than one of one value in all")
  func oneValue() throws {
    let dataset = Dataset.synthetic(rows: 200)
    let training = dataset.replacing("y_near") { row, cell in row % 5 >= 2 ? 7 : cell }
    let error = try #require(throws: TrainingError.self) { try ExampleTable(training) }
    guard case .oneValue(column: "y_near", value: "7.0", let labelled) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(labelled == 120)
    #expect(error.description.contains("all 120 labelled training rows have the value 7.0"))

    let everywhere = dataset.replacing("y_near") { _, _ in 7 }
    let constant = try #require(throws: StatisticsError.self) { try ExampleTable(everywhere) }
    #expect(constant == .constant(column: "y_near", value: "7.0", labelled: 120))
  }
}
