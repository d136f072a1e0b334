import Datasets
import Foundation
import LinearAlgebra
import Losses
import NeuralNetwork
import RandomNumbers
import Testing

/// A small random table, network and parameters for comparing engine and reference.
struct Example {
  let network: MultiTaskNetwork
  let rows: [ReferenceNetwork.Row]
  let parameters: [Float]
  let table: TrainingTable

  static let tasks: [Label] = [
    Label(name: "price", kind: .regression, loss: .squaredError),
    Label(name: "delay", kind: .regression, loss: .absoluteError),
    Label(name: "size", kind: .regression, loss: .huber(delta: 1.5)),
    Label(
      name: "rain", kind: .binary, loss: .binaryCrossEntropy, classes: ["no", "yes"]),
    Label(
      name: "sort", kind: .multiclass, loss: .crossEntropy, classes: ["a", "b", "c"]),
    Label(name: "visits", kind: .count, loss: .poissonDeviance),
  ]

  /// An embedded number; of how it was scaled a network is told nothing.
  private static func number(
    _ embedding: NumericEmbedding, bins: Int, missing: Bool = false
  ) -> EmbeddedNumber {
    EmbeddedNumber(
      embedding: embedding, centre: 0, scale: 1,
      knots: embedding.hasSpline ? (0...bins).map(Double.init) : [], indicatesMissing: missing)
  }

  /// A loss of the caller's own, under each way of going backwards.
  static func logCosh() throws -> Label {
    let entry = LossEntry(
      named: "logcosh", of: .regression, value: { log(cosh($0 - $1)) }, slope: { tanh($0 - $1) })
    let losses = try LossCatalogue.standard.adding([entry])
    return Label(
      name: "late", kind: .regression, loss: try #require(TaskLoss(name: "logcosh", among: losses)))
  }

  /// - Parameters:
  ///   - shared: For each label the task it shares with its neighbours; nil where none does.
  ///   - missing: The share of missing labels.
  init(
    _ configuration: NetworkConfiguration, tasks: [Label] = Example.tasks,
    shared: [SharedTask?]? = nil,
    rowCount: Int = 7, missing: Double = 0.3, weighted: Bool = false, seed: UInt64
  ) {
    var generator = SeededGenerator(seed: seed, stream: .split)
    let features = [
      Feature(
        name: "x", encoding: .numeric(.init(mean: 0, deviation: 1, indicatesMissing: false))),
      Feature(
        name: "v", encoding: .numeric(.init(mean: 0, deviation: 1, indicatesMissing: true))),
      Feature(name: "u", encoding: .embeddedNumber(Self.number(.both, bins: 3, missing: true))),
      Feature(name: "w", encoding: .embeddedNumber(Self.number(.spline, bins: 1))),
      Feature(name: "t", encoding: .embeddedNumber(Self.number(.waves, bins: 0))),
      Feature(
        name: "k", encoding: .oneHot(.init(categories: ["a", "b"], hasMissingSlot: false))),
      Feature(
        name: "city",
        encoding: .embedding(
          .init(categories: ["p", "q", "r"], hasMissingSlot: true), dimension: 3)),
      Feature(
        name: "shop",
        encoding: .embedding(.init(categories: ["s"], hasMissingSlot: false), dimension: 2)),
    ]
    let inputs = InputLayout(features: features)
    let heads = tasks.map { task in
      HeadConfiguration(
        label: task, location: task.kind == .regression ? 2 : 0,
        scale: task.kind == .regression ? 1.75 : 1,
        prior: task.kind == .multiclass ? [0.5, 0.25, 0.25] : [0.5])
    }
    let schema = Schema(
      features: features,
      tasks: PredictionTask.tasks(of: tasks, shared: shared ?? tasks.map { _ in nil }))
    let network = MultiTaskNetwork(
      configuration, inputs: inputs, tasks: schema.taskConfigurations(heads))
    self.network = network
    parameters = network.initialParameters(seed: seed).map {
      // Heads begin at zero, which would hide the trunk.
      $0 + Float(0.2 * generator.normal())
    }
    var rows: [ReferenceNetwork.Row] = []
    for _ in 0..<rowCount {
      let targets = tasks.map { task -> Double in
        guard generator.uniform() >= missing else { return .nan }
        return switch task.kind {
        case .regression: Double(Float(generator.normal()))
        case .binary: Double(generator.next() % 2)
        case .multiclass: Double(generator.next() % UInt64(task.classes.count))
        case .count: Double(generator.next() % 4)
        }
      }
      rows.append(
        .init(
          numbers: [
            generator.normal(), generator.normal(), Double(generator.next() % 2),
            generator.normal(), Double(generator.next() % 2), generator.normal(),
            generator.normal(),
          ].map { Double(Float($0)) },
          hot: [inputs.numberCount + Int(generator.next() % 3)],
          slots: [Int(generator.next() % 5), Int(generator.next() % 2)],
          positions: inputs.splines.map {
            // Now and then at a knot, or at an end.
            let position = Double($0.bins) * generator.uniform()
            return generator.next() % 4 == 0 ? position.rounded() : Double(Float(position))
          }, targets: targets,
          weight: weighted ? Double(Float(0.5 + generator.uniform())) : 1))
    }
    self.rows = rows
    table = TrainingTable(
      features: EncodedFeatures(
        layout: inputs, rowCount: rowCount, numbers: rows.flatMap { $0.numbers.map(Float.init) },
        hot: rows.flatMap { $0.hot.map(Int32.init) },
        embedded: rows.flatMap { $0.slots.map(Int32.init) },
        positions: rows.flatMap { $0.positions.map(Float.init) }),
      targets: tasks.indices.map { task in rows.map { Float($0.targets[task]) } },
      rowWeights: weighted ? rows.map { Float($0.weight) } : nil)
  }

  var reference: ReferenceNetwork { ReferenceNetwork(network: network) }

  var doubles: [Double] { parameters.map(Double.init) }

  /// A pass that has gone forward over all rows, and the parameters as it reads them.
  func forward(
    gradients: BatchPass.Gradients = .weighted, threads: Int = 1, dropout: DropoutKey? = nil,
    jacobianBytes: Int = BatchPass.mostJacobianBytes,
    stackedBytes: Int = BatchPass.mostStackedBytes, precision: FactorPrecision = .fastest,
    sliceRows: Int? = nil
  ) -> (pass: BatchPass, parameters: FloatBuffer) {
    let pass = BatchPass(
      network: network, capacity: rows.count, gradients: gradients, threads: threads,
      jacobianBytes: jacobianBytes, stackedBytes: stackedBytes, precision: precision,
      sliceRows: sliceRows)
    let buffer = FloatBuffer(parameters)
    pass.gather(table, at: ArraySlice((0..<Int32(rows.count))))
    pass.forwardToLosses(parameters: buffer, dropout: dropout)
    return (pass, buffer)
  }
}

extension Gramian {
  /// All entries, row by row.
  var entries: [Double] {
    (0..<count).flatMap { i in (0..<count).map { self[i, $0] } }
  }
}

/// The largest difference relative to the largest entry of the second.
func relativeDifference(_ a: [Double], _ b: [Double]) -> Double {
  let scale = b.reduce(1e-300) { max($0, abs($1)) }
  return zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
}
