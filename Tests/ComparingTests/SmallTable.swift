import Balancing
import Comparing
import Datasets
import NeuralNetwork
import RandomNumbers
import Training

/// A table of drawn rows with two labels.
struct SmallTable {
  let dataset: Dataset

  init(rows: Int = 400) {
    var generator = SeededGenerator(seed: 11, stream: .split)
    func draw() -> [Float] { (0..<rows).map { _ in Float(generator.normal()) } }
    let (x, z, noise) = (draw(), draw(), draw())
    let columns = [
      ("x", x), ("z", z), ("y_near", zip(x, noise).map { 3 * $0 + 0.3 * $1 }),
      ("y_flag", zip(x, z).map { $0 > $1 ? 1 : 0 }),
    ]
    dataset = Dataset(
      rowCount: rows, columns: columns.map { Column(name: $0.0, values: .numeric(Numbers($0.1))) })
  }

  /// The table as it is for a seed, with some of its labels.
  func prepared(
    seed: UInt64, labels names: [String] = ["y_near", "y_flag"]
  ) throws -> PreparedData {
    let labels = try names.map { name in
      guard let column = dataset[name] else { preconditionFailure("a label of the table") }
      return try LabelColumn(
        column: column, specification: try LabelSpecification(parsing: name))
    }
    return try PreparedData(
      dataset, features: ["x", "z"], labels: labels, rowWeights: nil,
      split: try Split(
        rowCount: dataset.rowCount, fractions: (train: 0.6, validation: 0.2, test: 0.2),
        seed: seed))
  }
}

extension ComparisonTrainer {
  /// A short comparison of small networks.
  static func small(
    _ schemes: [String], seeds: [UInt64] = [3, 4], threads: Int = 2, learningRate: Double = 1e-3
  ) throws -> ComparisonTrainer {
    var configuration = TrainingConfiguration()
    configuration.network = NetworkConfiguration(hidden: [6])
    configuration.epochs = 2
    configuration.batchSize = 32
    configuration.learningRate = learningRate
    return ComparisonTrainer(
      ComparisonPlan(
        tasks: ["y_near", "y_flag"], schemes: try ComparedScheme.list(schemes), seeds: seeds),
      configuration: configuration, primary: nil, threads: threads)
  }
}
