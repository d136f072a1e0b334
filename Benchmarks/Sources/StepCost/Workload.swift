import Datasets
import Losses
import NeuralNetwork
import Training

/// A network and a batch of a size that people train on tables.
struct Workload {
  let name: String
  let inputs: Int
  let hidden: [Int]
  let regressions: Int
  let binaries: Int
  let tenClasses: Int
  let batch: Int
  /// Whether numbers are embedded and reach the outputs by a linear path too, as by default.
  var isTable = false
  var members = 1

  static let all = [
    Workload(
      name: "S", inputs: 21, hidden: [256, 256, 128], regressions: 7, binaries: 0, tenClasses: 0,
      batch: 256),
    Workload(
      name: "M", inputs: 128, hidden: [512, 512, 256], regressions: 4, binaries: 2, tenClasses: 2,
      batch: 1024),
    Workload(
      name: "L", inputs: 256, hidden: [1024, 1024, 512], regressions: 16, binaries: 0,
      tenClasses: 0, batch: 4096),
    Workload(
      name: "T", inputs: 24, hidden: [256, 256], regressions: 7, binaries: 0, tenClasses: 0,
      batch: 256, isTable: true),
    Workload(
      name: "T8", inputs: 24, hidden: [256, 256], regressions: 7, binaries: 0, tenClasses: 0,
      batch: 256, isTable: true, members: 8),
  ]

  var taskCount: Int { regressions + binaries + tenClasses }

  /// The options of a run of some epochs over `batch` rows a step: AdamW, no dropout, no clipping.
  func configuration(epochs: Int) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.network = NetworkConfiguration(
      hidden: hidden, dropout: 0, linearPath: isTable, members: members)
    configuration.epochs = epochs
    configuration.batchSize = batch
    configuration.patience = nil
    return configuration
  }

  /// A table of noise and labels that follow from it, enough for `steps` batches, all of it for
  /// training.
  func data(steps: Int) throws -> PreparedData {
    let rows = steps * batch
    var noise = Noise()
    let features = (0..<inputs).map { column in
      Column(name: "x\(column)", values: .numeric(Numbers((0..<rows).map { _ in noise.next() })))
    }
    let numbers = features.map { column -> [Float] in
      guard case .numeric(let values) = column.values else { return [] }
      return values.floats
    }
    func label(_ task: Int, _ row: Int) -> Float {
      numbers[task % inputs][row] + numbers[(task + 1) % inputs][row] * numbers[2][row]
    }
    let kinds =
      Array(repeating: LabelKind.regression, count: regressions)
      + Array(repeating: .binary, count: binaries)
      + Array(repeating: .multiclass, count: tenClasses)
    let labels = try kinds.enumerated().map { task, kind in
      let numbers = (0..<rows).map { label(task, $0) }
      let values: Column.Values =
        switch kind {
        case .binary: .numeric(Numbers(numbers.map { Double($0 > 0 ? 1 : 0) }))
        case .multiclass:
          .categorical(
            .init(
              codes: numbers.map { Int32(min(max(Int($0 * 3 + 5), 0), 9)) },
              categories: (0..<10).map(String.init)))
        default: .numeric(Numbers(numbers.map(Double.init)))
        }
      return try LabelColumn(
        column: Column(name: "y\(task)", values: values),
        specification: LabelSpecification("y\(task)", kind: kind))
    }
    return try PreparedData(
      Dataset(rowCount: rows, columns: features), features: features.map(\.name), labels: labels,
      rowWeights: nil, split: Split(parts: repeatElement(.train, count: rows)),
      encoding: EncodingOptions(numericEmbedding: isTable ? .both : .none))
  }
}

/// Reproducible numbers from −1 to 1 (Knuth's linear congruence, its upper bits).
private struct Noise {
  private var state: UInt64 = 1

  mutating func next() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(state >> 40) / Float(1 << 23) - 1
  }
}
