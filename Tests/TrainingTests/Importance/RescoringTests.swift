import Datasets
import NeuralNetwork
import RandomNumbers
import Testing
import Training

@Suite struct RescoringTests {
  /// Rows of numbers, some missing, and texts of few and many kinds, with labels of two kinds; means
  /// are read in the cells of columns together.
  private static func table(rows: Int = 80) throws -> LabelledTable {
    var generator = SeededGenerator(seed: 5, stream: .split)
    let x = (0..<rows).map { _ in generator.normal() }
    func texts(_ name: String, _ count: Int) -> Column {
      Column(
        name: name,
        values: .categorical(
          .init(
            codes: (0..<rows).map { _ in Int32.random(in: -1..<Int32(count), using: &generator) },
            categories: (10..<10 + count).map { "k\($0)" })))
    }
    let columns = [
      texts("many", 12), Column(name: "x", values: .numeric(Numbers(x))),
      Column(
        name: "gappy",
        values: .numeric(Numbers(x.map { generator.uniform() < 0.7 ? $0 * $0 : .nan }))),
      texts("few", 3),
      Column(name: "z", values: .numeric(Numbers(x.map { Float($0) + 1 }, from: 1e6))),
      Column(name: "y", values: .numeric(Numbers(x.map { 3 * $0 + generator.normal() }))),
      Column(name: "flag", values: .numeric(Numbers(x.map { $0 > 0 ? 1 : 0 }))),
    ]
    return try LabelledTable(
      Dataset(rowCount: rows, columns: columns),
      labels: LabelSpecification.parse(labels: ["y", "flag:binary"]))
  }

  /// A model with random parameters.
  private static func model(
    _ table: LabelledTable, seed: UInt64, embedding: NumericEmbedding = .both
  ) throws -> MultiTaskModel {
    let data = try table.prepared(
      Split(
        rowCount: table.dataset.rowCount, fractions: (train: 0.6, validation: 0.2, test: 0.2),
        seed: 1),
      encoding: EncodingOptions(
        oneHotLimit: 6, numericEmbedding: embedding, crosses: [["few", "many"], ["few", "x"]]))
    return MultiTaskModel(randomFor: data, reading: table.reading, seed: seed)
  }

  /// The table with some columns in another order of the rows, as a whole.
  private static func turned(_ dataset: Dataset, _ names: [String]) -> Dataset {
    let rows = (0..<Int32(dataset.rowCount)).map { ($0 + 13) % Int32(dataset.rowCount) }
    return Dataset(
      rowCount: dataset.rowCount,
      columns: dataset.columns.map { names.contains($0.name) ? $0.rows(rows) : $0 })
  }

  private static func figures(_ table: ScoredTable) -> [[Double]] {
    table.labels.flatMap { [$0.losses, $0.rows.predictions, $0.constantLosses] }
  }

  private static let changes = [
    [], ["x"], ["gappy"], ["few"], ["many"], ["z", "few"], ["many", "x", "gappy", "few", "z"],
  ]

  /// All changes, each from the table as it was.
  private func check(_ predictor: some Predictor, _ table: LabelledTable) throws {
    let labels = table.labelledRows
    let score = predictor.rescoring(table.dataset, labels: labels, threads: 2)
    let all = Array(0..<Int32(table.dataset.rowCount))
    for names in Self.changes {
      let turned = Self.turned(table.dataset, names)
      let found = score(names.compactMap { turned[$0] })
      let whole = predictor.score(turned, labels: labels, rows: all, threads: 1)
      #expect(Self.figures(found) == Self.figures(whole), "\(names)")
      #expect(found.rows == all)
      let before = predictor.score(table.dataset, labels: labels, rows: all, threads: 1)
      #expect((Self.figures(found) == Self.figures(before)) == names.isEmpty, "\(names)")
    }
  }

  @Test(
    "rows whose cells changed are scored as if all had been encoded anew", arguments: [false, true])
  func model(embeds: Bool) throws {
    let table = try Self.table()
    let model = try Self.model(table, seed: 1, embedding: embeds ? .both : .none)
    #expect(model.schema.crosses.count == 2 && model.networkCount == 1)
    try check(model, table)
  }

  @Test("of a pack each model reads the changed cells as it encodes them")
  func pack() throws {
    let table = try Self.table()
    let models = [
      try Self.model(table, seed: 1), try Self.model(table, seed: 2),
      try Self.model(table, seed: 3, embedding: .none),
    ]
    let pack = ModelPack(
      tasks: models[0].tasks,
      members: models.enumerated().map { .init(number: $0 + 1, model: $1) },
      shares: [[0.25, 0.25, 0.5], [0, 1, 0]])
    #expect(pack.networkCount == 3)
    try check(pack, table)
  }
}
