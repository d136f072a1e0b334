import Balancing
import Datasets
import Foundation
import LinearAlgebra
import Losses
import NeuralNetwork
import Optimizers
import RandomNumbers
import Statistics
import Testing
import Training

/// The first step of a drawn network on drawn labels, whose units can be changed.
private struct FirstStep: CustomStringConvertible {
  let seed: UInt64
  /// Regressions under three losses, and a class label.
  var labels: [[Float]]
  let isMissing: [[Bool]]
  private let rowCount: Int
  private let features: [[Float]]

  static let seeds = Array(UInt64(1)...200)
  private static let classes = ["no", "yes"]

  init(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: .split)
    let rowCount = 16 + Int(generator.next() % 32)
    func column() -> [Float] { (0..<rowCount).map { _ in Float(generator.normal()) } }
    let features = [column(), column(), column()]
    let count = 1 + Int(generator.next() % 5)
    let numbers = (0..<count).map { task -> [Float] in
      let noise = column()
      return zip(features[task % 3], noise).map { 2 + $0 + $1 / 2 }
    }
    let signs = (0..<rowCount).map { row -> Float in
      // Both classes are there.
      if row < 2 { return Float(row) }
      return generator.uniform() < 0.6 ? 0 : 1
    }
    self.seed = seed
    self.rowCount = rowCount
    self.features = features
    labels = numbers + [signs]
    isMissing = labels.map { _ in
      (0..<rowCount).map { row in row > 3 && generator.uniform() < 0.2 }
    }
  }

  var description: String { "FirstStep(\(seed))" }

  /// The same labels in other units: its regressions' numbers times σ.
  func scaled(by factors: [Float]) -> FirstStep {
    var step = self
    for (task, factor) in factors.enumerated() where task < labels.count - 1 {
      step.labels[task] = labels[task].map { $0 * factor }
    }
    return step
  }

  /// The statistics of each label. δ is a multiple of the deviation, as it is by default.
  func statistics() throws -> [LabelStatistics] {
    try labels.indices.map { task in
      let isClass = task == labels.count - 1
      let losses = try ["squared", "absolute", "huber"].map { try #require(LossRequest($0)) }
      let crossEntropy = try #require(LossRequest("cross-entropy"))
      let values = zip(labels[task], isMissing[task]).map { $1 ? .nan : Double($0) }
      return try LabelStatistics(
        label: LabelRequest(
          name: "t\(task)", kind: isClass ? .binary : .regression,
          loss: isClass ? crossEntropy : losses[task % 3],
          classes: isClass ? Self.classes : []),
        values: values)
    }
  }

  /// A network, and all that its first step takes.
  struct Start {
    let network: MultiTaskNetwork
    let table: TrainingTable
    let pass: ShardedPass
    let parameters: FloatBuffer
  }

  /// A pass over all rows.
  ///
  /// - Parameter drawsHeads: Whether head weights are drawn. A head's output is in units of its
  ///   label's deviation: with labels in another unit its output layer is scaled with them.
  func pass(
    _ statistics: [LabelStatistics], heads: HeadInitialisation = .prior, drawsHeads: Bool
  ) -> Start {
    let configurations = statistics.map {
      HeadConfiguration(
        label: $0.label, location: $0.location, scale: $0.scale, prior: $0.priorOutput)
    }
    let inputs = InputLayout(
      features: features.indices.map { index in
        Feature(
          name: "x\(index)",
          encoding: .numeric(.init(mean: 0, deviation: 1, indicatesMissing: false)))
      })
    let network = MultiTaskNetwork(
      NetworkConfiguration(hidden: [6, 5], dropout: 0, headInitialisation: heads), inputs: inputs,
      heads: configurations)
    var values = network.initialParameters(seed: seed)
    if drawsHeads {
      var generator = SeededGenerator(seed: seed, stream: .initialisation)
      for index in network.layout.sharedCount..<values.count {
        values[index] += Float(0.5 * generator.normal())
      }
    }
    let targets = statistics.indices.map { task in
      zip(labels[task], isMissing[task]).map { $1 ? .nan : configurations[task].target(Double($0)) }
    }
    let table = TrainingTable(
      features: EncodedFeatures(
        layout: inputs, rowCount: rowCount,
        numbers: (0..<rowCount).flatMap { row in features.map { $0[row] } }, hot: [],
        embedded: []),
      targets: targets, rowWeights: nil)
    let pass = ShardedPass(
      network: network, capacity: rowCount, gradients: .perTask, threads: 1)
    let start = Start(
      network: network, table: table, pass: pass, parameters: FloatBuffer(values))
    pass.gather(BatchRows(table, rows))
    pass.forwardToLosses(parameters: start.parameters)
    return start
  }

  /// All of them.
  private var rows: ArraySlice<Int32> { ArraySlice(0..<Int32(rowCount)) }

  /// The shared parameters' part of the first update under a scheme, as training takes it.
  func update(_ scheme: SchemeRequest) throws -> [Float] {
    let statistics = try statistics()
    let start = pass(statistics, drawsHeads: true)
    let names = statistics.map(\.label.name)
    let priors = statistics.map(\.priorLoss)
    let context = SchemeContext(
      taskNames: names, initialLosses: statistics.map(\.initialLoss), priorLosses: priors,
      primary: 0, seed: seed)
    var modifiers = BalanceModifiers()
    // Over all shared layers, also for a scheme that would be content with the last one.
    if case .gramian = scheme.entry.evidence { modifiers.scope = .shared }
    var configuration = TrainingConfiguration()
    configuration.clip = nil
    let layout = start.network.layout
    var step = TrainingStep(
      pass: start.pass, parameters: start.parameters,
      optimizer: Optimizer(
        .sgd(momentum: 0), weightDecay: 0,
        parts: layout.segments.map { .init(count: $0.count, decays: $0.decays) }),
      balancer: try Balancer(
        named: "a scheme", scheme: scheme.makeScheme(context), taskNames: names,
        priorLosses: priors,
        modifiers: modifiers), configuration: configuration)
    // The parameters stay, so that FAMO sees no change of losses.
    try step.take(BatchRows(start.table, rows), rate: 0)
    return Array(start.pass.gradient.values[..<layout.sharedCount])
  }
}

struct FirstStepTests {
  /// The schemes that forget units without a condition, and those whose condition is met.
  static let invariant =
    SchemeCatalogue.entries.filter { $0.invariances.scale == .yes }.map(\.name) + [
      "power:0", "power:2:prior", "power:-1:initial", "gradnorm-closed:0", "mgda:l2", "imtl-g",
      "fairgrad:1", "db-mtl:0",
    ]

  /// The schemes that mind units; fixed weights depend on the tasks' names.
  static let minding = SchemeCatalogue.entries.filter {
    $0.invariances.scale == .no && $0.name != "fixed"
  }.map(\.name)

  @Test(
    "labels in other units, heads scaled with them, turn the first update of shared layers nowhere",
    arguments: invariant)
  func scaledLabels(scheme: String) throws {
    let request = try SchemeCatalogue.parse(scheme)
    for seed in FirstStep.seeds {
      var generator = SeededGenerator(seed: seed, stream: .balancing)
      let step = FirstStep(seed)
      // FAMO adds 10⁻⁸ to each loss: losses are to be far above that.
      let factors = step.labels.map { _ in Float(pow(10, 6 * generator.uniform() - 1)) }
      let before = try step.update(request)
      let after = try step.scaled(by: factors).update(request)
      #expect(cosine(before, after) > 1 - 1e-5, "\(step), units \(factors)")
    }
  }

  @Test("under a scheme that minds units it turns", arguments: minding)
  func mindedUnits(scheme: String) throws {
    let request = try SchemeCatalogue.parse(scheme)
    let turned = try FirstStep.seeds.filter { seed in
      let step = FirstStep(seed)
      let factors = step.labels.indices.map { Float($0 == 0 ? 1000 : 1) }
      return try cosine(step.update(request), step.scaled(by: factors).update(request)) < 0.999
    }
    #expect(turned.count > FirstStep.seeds.count / 2)
  }

  private func cosine(_ a: [Float], _ b: [Float]) -> Double {
    func dot(_ a: [Float], _ b: [Float]) -> Double {
      zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
  }

  @Test("an untrained network's losses are the constants of the labels, at either beginning")
  func untrainedLosses() throws {
    for seed in FirstStep.seeds {
      let step = FirstStep(seed)
      let statistics = try step.statistics()
      let prior = step.pass(statistics, heads: .prior, drawsHeads: false).pass.losses
      let initial = step.pass(statistics, heads: .zero, drawsHeads: false).pass.losses
      for (task, label) in statistics.enumerated() {
        #expect(abs(prior[task] / label.priorLoss - 1) < 1e-5, "\(step), task \(task)")
        #expect(abs(initial[task] / label.initialLoss - 1) < 1e-5, "\(step), task \(task)")
      }
    }
  }

  @Test("the Gramian of a network's gradients is symmetric and has no eigenvalue below rounding")
  func gramian() throws {
    var eigen = SymmetricEigen()
    for seed in FirstStep.seeds {
      var generator = SeededGenerator(seed: seed, stream: .balancing)
      let step = FirstStep(seed)
      let units = step.labels.map { _ in Float(pow(10, 3 * generator.uniform())) }
      let scaled = step.scaled(by: units)
      let start = scaled.pass(try scaled.statistics(), drawsHeads: true)
      start.pass.backwardPerTask(parameters: start.parameters, scope: .shared)
      let gramian = start.pass.gramian
      let tasks = 0..<gramian.count
      #expect(tasks.allSatisfy { i in tasks.allSatisfy { gramian[i, $0] == gramian[$0, i] } })
      eigen.decompose(gramian)
      let trace = tasks.reduce(0) { $0 + gramian[$1, $1] }
      #expect(eigen.values.allSatisfy { $0 >= -1e-12 * trace }, "\(step)")
    }
  }
}
