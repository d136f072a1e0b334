import Datasets
import NeuralNetwork
import RandomNumbers
import Testing
import Training

struct ModelPackTests {
  /// Rows of two numbers and a text, with a number, a class and a class of three as labels.
  private static func table(rows: Int = 60) throws -> LabelledTable {
    var generator = SeededGenerator(seed: 5, stream: .split)
    let x = (0..<rows).map { _ in generator.normal() }
    let z = (0..<rows).map { _ in generator.normal() }
    func column(_ name: String, _ values: [Double]) -> Column {
      Column(name: name, values: .numeric(Numbers(values)))
    }
    let flags = x.map { $0 > 0.2 ? 1.0 : 0 }
    let sorts = Column.Categorical(
      codes: (0..<Int32(rows)).map { $0 % 3 }, categories: ["high", "low", "mid"])
    let dataset = Dataset(
      rowCount: rows,
      columns: [
        column("x", x), column("z", z),
        column("y", zip(x, z).enumerated().map { $0 % 7 == 0 ? .nan : 100 + 3 * $1.0 - $1.1 }),
        column("flag", flags), Column(name: "sort", values: .categorical(sorts)),
      ])
    return try LabelledTable(
      dataset,
      labels: LabelSpecification.parse(labels: ["y", "flag:binary", "sort:multiclass"]))
  }

  private static func split(_ rows: Int) throws -> Split {
    try Split(rowCount: rows, fractions: (train: 0.6, validation: 0.2, test: 0.2), seed: 1)
  }

  /// A model with random parameters, of all tasks or one.
  private static func model(
    _ table: LabelledTable, seed: UInt64, task: Int? = nil,
    embedding: NumericEmbedding = .none
  ) throws -> MultiTaskModel {
    let whole = try table.prepared(
      split(table.dataset.rowCount), encoding: EncodingOptions(numericEmbedding: embedding))
    let data = task.map(whole.keeping) ?? whole
    return MultiTaskModel(randomFor: data, reading: table.reading, seed: seed)
  }

  @Test("predictions are the means of the models', each label's by the shares of its task")
  func means() throws {
    let table = try Self.table()
    let first = try Self.model(table, seed: 1)
    let second = try Self.model(table, seed: 2, task: 2)
    let third = try Self.model(table, seed: 3, embedding: .both)
    let pack = ModelPack(
      tasks: first.tasks,
      members: [
        .init(number: 1, model: first), .init(number: 4, model: second),
        .init(number: 5, model: third),
      ], shares: [[0.25, 0, 0.75], [1, 0, 0], [0.5, 0.5, 0]])
    let rows: [Int32] = [7, 3, 11, 3]
    let found = pack.predictions(for: table.dataset, rows: rows, threads: 2)
    let (one, two, three) = (
      first.predictions(for: table.dataset, rows: rows, threads: 1),
      second.predictions(for: table.dataset, rows: rows, threads: 1),
      third.predictions(for: table.dataset, rows: rows, threads: 1)
    )
    for row in rows.indices {
      #expect(abs(found[0][row] - 0.25 * one[0][row] - 0.75 * three[0][row]) < 1e-9)
      #expect(found[1][row] == one[1][row])
    }
    for cell in 0..<3 * rows.count {
      #expect(abs(found[2][cell] - 0.5 * one[2][cell] - 0.5 * two[0][cell]) < 1e-12)
    }
    #expect(pack.labels.map(\.name) == ["y", "flag", "sort"])
    #expect(pack.heads == first.heads && pack.statistics == first.statistics)
  }

  @Test("a model without any share is left out")
  func unused() throws {
    let table = try Self.table()
    let members = try (1...3).map {
      ModelPack.Member(number: $0, model: try Self.model(table, seed: UInt64($0)))
    }
    let pack = ModelPack(
      tasks: members[0].model.tasks, members: members,
      shares: [[0, 0.5, 0.5], [0, 1, 0], [0, 0, 1]])
    #expect(pack.members.map(\.number) == [2, 3])
    #expect(pack.shares == [[0.5, 0.5], [1, 0], [0, 1]])
  }

  @Test("a pack of one model measures what the model does")
  func single() throws {
    let table = try Self.table()
    let model = try Self.model(table, seed: 1)
    let pack = ModelPack(
      tasks: model.tasks, members: [.init(number: 1, model: model)], shares: [[1], [1], [1]])
    let rows = try Self.split(table.dataset.rowCount).train
    let alone = model.evaluate(
      table.dataset, labels: table.labelledRows, rows: rows, threads: 1)
    let found = pack.evaluate(
      table.dataset, labels: table.labelledRows, rows: rows, threads: 1)
    for (found, alone) in zip(found, alone) {
      #expect(found.name == alone.name && found.labelled == alone.labelled)
      #expect(found.constantLoss == alone.constantLoss && found.priorLoss == alone.priorLoss)
      let (loss, expected) = (try #require(found.loss), try #require(alone.loss))
      #expect(abs(loss - expected) < 1e-5 * expected)
      #expect(found.metrics.entries.map(\.name) == alone.metrics.entries.map(\.name))
    }
  }

  @Test("losses are those of the mean predictions")
  func losses() throws {
    let table = try Self.table()
    let members = try (1...2).map {
      ModelPack.Member(number: $0, model: try Self.model(table, seed: UInt64($0)))
    }
    let pack = ModelPack(
      tasks: members[0].model.tasks, members: members,
      shares: [[0.25, 0.75], [0.5, 0.5], [0.75, 0.25]])
    let rows: [Int32] = Array(0..<30)
    let predictions = pack.predictions(for: table.dataset, rows: rows, threads: 1)
    let values = table.labelledRows.values
    let found = pack.evaluate(
      table.dataset, labels: table.labelledRows, rows: rows, threads: 1)
    let labelled = rows.indices.filter { !values[0][$0].isNaN }
    let squares = labelled.map { row in
      (predictions[0][row] - values[0][row]) * (predictions[0][row] - values[0][row])
    }
    let mean = squares.reduce(0, +) / Double(labelled.count)
    #expect(abs(try #require(found[0].loss) - mean) < 1e-4 * mean)
    #expect(found[0].labelled == labelled.count)
    let metric = try #require(found[0].metrics["rmse"])
    #expect(abs(metric - mean.squareRoot()) < 1e-9 * metric)
  }
}
