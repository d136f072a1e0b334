import Balancing
import Datasets
import Foundation
import LinearAlgebra
import NeuralNetwork
import Optimizers
import PythonReference
import Testing
import Training

private let python = PythonInterpreter(
  importing: "torchjd", "qpsolvers", "quadprog", "scipy", "tabm")

/// Ten training steps as TorchJD takes them: in double precision, by its own solvers and PyTorch's
/// derivatives, losses and optimizers, through dense layers and through embedded numbers, a linear
/// path and members, whose layers are package tabm's. `Benchmarks/peers/trajectory.py` says how in
/// full.
struct TrajectoryTests {
  @Test(
    "ten steps under a scheme that reads gradients are TorchJD's",
    arguments: ["upgrad", "dualproj", "imtl-g", "config", "aligned", "fairgrad"])
  func recorded(scheme: String) throws {
    let reference = try recordedReference()
    let trajectories = reference.trajectories.filter { $0.scheme == scheme }
    #expect(trajectories.count(where: { $0.network == "dense" }) == 3)
    #expect(trajectories.count(where: { $0.network == "table" }) == 2)
    for trajectory in trajectories { try expectSteps(of: trajectory, in: reference) }
  }

  @Test(
    "they are those that TorchJD takes now",
    .enabled(if: python != nil, "needs a Python with what Benchmarks/peers/requirements.txt names"))
  func fresh() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let script = try String(
      contentsOf: root.appending(path: "Benchmarks/peers/trajectory.py"), encoding: .utf8)
    let reference = try Reference(#require(python).run(script))
    #expect(reference.trajectories.count == 30)
    for trajectory in reference.trajectories { try expectSteps(of: trajectory, in: reference) }
  }

  @Test("another scheme's steps would not pass for them")
  func distinct() throws {
    let trajectories = try recordedReference().trajectories
    for (index, one) in trajectories.enumerated() {
      for other in trajectories[..<index]
      where one.network == other.network
        && (one.activation, one.optimizer) == (other.activation, other.optimizer)
      {
        let differences = one.parameters.map { name, values in
          relativeDifference(values, other.parameters[name] ?? [])
        }
        #expect(
          differences.contains { $0 > 1000 * Self.tolerance }, "\(one.scheme), \(other.scheme)")
      }
    }
  }

  private func recordedReference() throws -> Reference {
    let file = try #require(Bundle.module.url(forResource: "trajectories", withExtension: "json"))
    return try Reference(Data(contentsOf: file))
  }

  /// For ten steps in single precision, relative to a loss or to the greatest number of a tensor.
  private static let tolerance = 1e-5

  private func expectSteps(of trajectory: Trajectory, in reference: Reference) throws {
    let name =
      "\(trajectory.network), \(trajectory.scheme), \(trajectory.activation), "
      + trajectory.optimizer
    let given = try #require(reference.networks[trajectory.network])
    let table = reference.table(for: given)
    let network = reference.network(given, trajectory, reading: table)
    let parameters = FloatBuffer(
      try network.layout.segments.flatMap { try #require(given.parameters[$0.name]) })
    var step = try reference.step(trajectory, network: network, parameters: parameters)
    let rows = (0..<Int32(reference.inputs.count)).map { $0 }
    #expect(trajectory.losses.count == 10)
    for (number, expected) in trajectory.losses.enumerated() {
      let first = number * reference.batch % rows.count
      try step.take(
        BatchRows(table, rows[first..<first + reference.batch]), rate: trajectory.rate)
      #expect(step.losses.map(\.isNaN) == expected.map { $0 == nil })
      for (loss, expected) in zip(step.losses, expected) {
        guard let expected else { continue }
        #expect(abs(loss - expected) <= Self.tolerance * expected, "\(name), step \(number)")
      }
    }
    for segment in network.layout.segments {
      let expected = try #require(trajectory.parameters[segment.name])
      let found = Array(parameters.values[segment.range])
      let difference = relativeDifference(found, expected)
      #expect(difference <= Self.tolerance, "\(name), \(segment.name)")
    }
  }
}

/// The greatest difference between numbers in the same places, relative to the greatest number.
private func relativeDifference(_ a: [Float], _ b: [Float]) -> Double {
  greatestDifference(a, b) / Double(b.map(\.magnitude).max() ?? 0)
}

/// What the script prints: one problem and many ways through it.
private struct Reference: Decodable {
  let tasks: [Label]
  let batch: Int
  let inputs: [[Double]]
  let labels: [String: [Float?]]
  let networks: [String: Network]
  let trajectories: [Trajectory]

  init(_ document: Data) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Reference.self, from: document)
  }

  /// The first numbers embedded as a network asks, the others as they are given.
  func table(for network: Network) -> TrainingTable {
    let scaling = Standardisation(mean: 0, deviation: 1, indicatesMissing: false)
    let columns = inputs[0].indices.map { column in
      Column(
        name: "x\(column)", values: .numeric(Numbers(inputs.map { $0[column] })))
    }
    let features = columns.enumerated().map { index, column in
      Feature(
        name: column.name,
        encoding: index < network.numbers.count
          ? .embeddedNumber(network.numbers[index].preparation) : .numeric(scaling))
    }
    return TrainingTable(
      features: EncodedFeatures(
        Dataset(rowCount: inputs.count, columns: columns), features: features),
      targets: tasks.map { (labels[$0.name] ?? []).map { $0 ?? .nan } })
  }

  func network(
    _ given: Network, _ trajectory: Trajectory, reading table: TrainingTable
  ) -> MultiTaskNetwork {
    var configuration = NetworkConfiguration(
      hidden: given.hidden, activation: trajectory.activation, dropout: 0)
    configuration.members = given.members
    configuration.linearPath = given.linearPath
    return MultiTaskNetwork(
      configuration, inputs: table.features.layout,
      heads: tasks.map { HeadConfiguration(label: $0, location: 0, scale: 1, prior: []) })
  }

  /// The heads of TorchJD learn from their losses as they are: from those over prior losses of 1.
  func step(
    _ trajectory: Trajectory, network: MultiTaskNetwork, parameters: FloatBuffer
  ) throws -> TrainingStep {
    var configuration = TrainingConfiguration()
    configuration.clip = nil
    let (names, ones) = (tasks.map(\.name), tasks.map { _ in 1.0 })
    let scheme = try SchemeCatalogue.parse(trajectory.scheme).makeScheme(
      SchemeContext(taskNames: names, initialLosses: ones, priorLosses: ones))
    return TrainingStep(
      pass: ShardedPass(network: network, capacity: batch, gradients: .perTask, threads: 1),
      parameters: parameters,
      optimizer: Optimizer(
        trajectory.optimizer == "sgd" ? .sgd(momentum: 0) : .standard,
        weightDecay: trajectory.weightDecay,
        parts: network.layout.segments.map { .init(count: $0.count, decays: $0.decays) }),
      balancer: try Balancer(
        named: "a scheme", scheme: scheme, taskNames: names, priorLosses: ones),
      configuration: configuration)
  }
}

/// A network and the parameters it begins with.
private struct Network: Decodable {
  let hidden: [Int]
  let members: Int
  let linearPath: Bool
  let numbers: [Number]
  let parameters: [String: [Float]]

  struct Number: Decodable {
    let embedding: NumericEmbedding
    let centre: Double
    let scale: Double
    let knots: [Double]

    var preparation: EmbeddedNumber {
      EmbeddedNumber(
        embedding: embedding, centre: centre, scale: scale, knots: knots, indicatesMissing: false)
    }
  }
}

/// The losses before each step, nil for an absent task, and the parameters after the last.
private struct Trajectory: Decodable {
  let network: String
  let scheme: String
  let activation: Activation
  let optimizer: String
  let rate: Double
  let weightDecay: Double
  let losses: [[Double?]]
  let parameters: [String: [Float]]
}
