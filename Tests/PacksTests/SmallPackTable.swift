import Balancing
import Datasets
import NeuralNetwork
import Packs
import RandomNumbers
import Synchronization
import Training

/// A table of drawn rows with two labels.
struct SmallPackTable {
  let table: LabelledTable

  init(rows: Int = 300) throws {
    var generator = SeededGenerator(seed: 11, stream: .split)
    func draw() -> [Double] { (0..<rows).map { _ in generator.normal() } }
    let (x, z, noise) = (draw(), draw(), draw())
    let columns = [
      ("x", x), ("z", z), ("near", zip(x, noise).map { 3 * $0 + 0.3 * $1 }),
      ("flag", zip(x, z).map { $0 > $1 ? 1 : 0 }),
    ]
    table = try LabelledTable(
      Dataset(
        rowCount: rows,
        columns: columns.map { Column(name: $0.0, values: .numeric(Numbers($0.1))) }),
      labels: LabelSpecification.parse(labels: ["near", "flag"]))
  }

  func prepared(
    _ embedding: NumericEmbedding, validation: Double = 0.25
  ) throws -> PreparedData {
    try table.prepared(
      Split(
        rowCount: table.dataset.rowCount,
        fractions: (train: 0.9 - validation, validation: validation, test: 0.1), seed: 2),
      encoding: EncodingOptions(numericEmbedding: embedding))
  }

  /// How small models are trained: the first as it would be alone.
  static func settings(count: Int = 5, learningRate: Double = 1e-3) -> [PackSettings] {
    var training = TrainingConfiguration()
    training.network = NetworkConfiguration(hidden: [6])
    training.epochs = 2
    training.batchSize = 32
    training.learningRate = learningRate
    return PackDraw(
      training, numericEmbedding: .none, scheme: "prior", tasks: ["near", "flag"],
      given: [.hidden]
    ).settings(count: count)
  }
}
