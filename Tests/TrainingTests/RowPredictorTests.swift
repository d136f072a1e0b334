import Datasets
import Losses
import ModelExamples
import NeuralNetwork
import RandomNumbers
import Testing
import Training

struct RowPredictorTests {
  /// Rows of the example's columns, as text and as cells.
  private static let rows: [[String]] = {
    var generator = SeededGenerator(seed: 5, stream: .split)
    func number() -> String {
      Int.random(in: 0..<7, using: &generator) == 0 ? "" : "\(Float(generator.normal() * 6))"
    }
    func one(of cells: String...) -> String { cells.randomElement(using: &generator) ?? "" }
    return (0..<200).map { _ in
      [
        number(), number(), one(of: "red", "blue", "green", ""), one(of: "S", "L", "XL", ""),
        one(of: "Köln", "Ko\u{308}ln", "Lyon", "Bari", ""), one(of: "a", "b", ""), number(),
        number(),
      ]
    }
  }()

  private static func cells(_ row: [String], _ features: [Feature]) -> [String: Cell] {
    var cells: [String: Cell] = [:]
    for (feature, text) in zip(features, row) where !text.isEmpty {
      cells[feature.name] =
        feature.encoding.isNumeric ? .number(Double(text) ?? .nan) : .text(text)
    }
    return cells
  }

  /// Holds single rows to a table's.
  private func check(
    _ predictor: RowPredictor, _ expected: [[Double]], labels: [Label],
    _ rows: [[String: Cell]]
  ) throws {
    for (index, cells) in rows.enumerated() {
      let found = predictor.predict(try predictor.row(cells)).values
      let wanted = zip(labels, expected).flatMap { label, values in
        values[index * label.outputCount..<(index + 1) * label.outputCount]
      }
      try #require(found.count == wanted.count)
      for (one, other) in zip(found, wanted) {
        #expect(abs(one - other) <= 1e-5 * max(abs(other), 1))
      }
    }
  }

  @Test("rows are predicted one by one as in a table, by networks of every shape", arguments: 0..<9)
  func rows(shape: Int) throws {
    let model =
      switch shape {
      case 0: try ExampleModel.make()
      case 1: try ExampleModel.make(ownEpochs: true)
      case 2: try ExampleModel.make(activation: .gelu, layerNorm: true)
      case 3: try ExampleModel.make(.init(hidden: [6, 5], linearPath: true, members: 4), seed: 3)
      case 4: try ExampleModel.make(.init(hidden: []), seed: 4)
      case 5: try ExampleModel.make(.init(hidden: [6], towers: [4]), seed: 5)
      case 6: try ExampleModel.make(.init(hidden: [6, 4], sharing: .adapters), seed: 6)
      case 7: try ExampleModel.make(.init(hidden: [6, 4], sharing: .separate), seed: 7)
      default: try ExampleModel.make(.init(hidden: [9, 8], sharing: .cgc(count: 2)), seed: 8)
      }
    let header = ExampleModel.features.map(\.name).joined(separator: ",") + "\n"
    let text = header + Self.rows.map { $0.joined(separator: ",") + "\n" }.joined()
    try check(
      RowPredictor(model), model.predictions(csv: text).values, labels: model.labels,
      Self.rows.map { Self.cells($0, ExampleModel.features) })
  }

  @Test("a pack's models are averaged, and what is learnt of a transform is made a mean")
  func pack() throws {
    let pack = try ExamplePack.make()
    let header = ExampleModel.features.map(\.name).joined(separator: ",") + "\n"
    let text = header + Self.rows.map { $0.joined(separator: ",") + "\n" }.joined()
    let (dataset, _) = try pack.read([.bytes(name: "t.csv", Array(text.utf8))])
    try check(
      RowPredictor(pack), pack.predictions(for: dataset, threads: 1), labels: pack.labels,
      Self.rows.map { Self.cells($0, ExampleModel.features) })
  }

  @Test("what a prediction says of a label")
  func prediction() throws {
    let model = try ExampleModel.make()
    let predictor = RowPredictor(model)
    let row = predictor.predict(try predictor.row(["x": .number(2), "colour": .text("red")]))
    #expect(row.values.count == 7)
    #expect(row.number(of: "price") == row.values[0])
    #expect(row.number(of: "rain") == row.values[2])
    #expect(row.probabilities(of: "rain") == [1 - row.values[2], row.values[2]])
    #expect(row.predictedClass(of: "rain") == (row.values[2] > 0.5 ? "yes" : "no"))
    let sort = Array(row.values[3..<6])
    #expect(row.probabilities(of: "sort") == sort)
    #expect(abs(sort.reduce(0, +) - 1) < 1e-12)
    let best = sort.firstIndex(of: sort.max() ?? 0) ?? 0
    #expect(row.predictedClass(of: "sort") == ["a", "b", "c"][best])
    #expect(row.number(of: "sort") == nil && row.number(of: "nothing") == nil)
    #expect(row.probabilities(of: "price") == nil && row.predictedClass(of: "visits") == nil)
  }

  @Test("names that are no columns, and cells of another type, are errors")
  func errors() throws {
    let predictor = RowPredictor(try ExampleModel.make())
    for (cells, message) in [
      (
        ["colours": .text("red")],
        #"column "colours": is no column that the model reads; did you mean "colour"?"#
      ),
      (["x": .text("3")], #"column "x": "3" is a text, where the model reads numbers"#),
      (
        ["city": .number(3)], #"column "city": "3.0" is a number, where the model reads categories"#
      ),
    ] as [([String: Cell], String)] {
      let error = try #require(throws: DatasetError.self) { _ = try predictor.row(cells) }
      #expect("\(error)".hasPrefix(message), "\(error)")
    }
  }
}
