import LinearAlgebra
import Losses
import NeuralNetwork
import Testing

@Suite("The memory of a pass, before it is allocated")
struct PassMemoryTests {
  struct Setting: CustomTestStringConvertible, Sendable {
    let hidden: [Int]
    var towers: [Int] = []
    var layerNorm = false
    var linearPath = false
    var members = 1
    var sharing: Sharing?
    var sharesTasks = false
    let rows: Int
    let gradients: BatchPass.Gradients
    var jacobianBytes = BatchPass.mostJacobianBytes
    var stackedBytes = BatchPass.mostStackedBytes
    var threads = 2

    var testDescription: String {
      """
      \(hidden), \(towers), \(rows) rows, \(gradients), norm \(layerNorm), path \(linearPath), \
      \(members) members, \(jacobianBytes) bytes, tasks shared \(sharesTasks), \
      sharing \(sharing?.rawValue ?? "-")
      """
    }
  }

  static let settings = [
    Setting(hidden: [8], rows: 40, gradients: .none),
    Setting(hidden: [24, 16], rows: 900, gradients: .none, threads: 3),
    Setting(hidden: [], rows: 100, gradients: .weighted),
    Setting(hidden: [24, 16, 8], layerNorm: true, rows: 200, gradients: .weighted),
    Setting(hidden: [24, 40], rows: 1500, gradients: .weighted, threads: 1),
    Setting(hidden: [16], rows: 90, gradients: .perTask),
    Setting(hidden: [24, 16], layerNorm: true, rows: 1500, gradients: .perTask, stackedBytes: 0),
    Setting(hidden: [24, 16], rows: 1500, gradients: .perTask, jacobianBytes: 0),
    Setting(hidden: [64, 16], layerNorm: true, rows: 128, gradients: .sketched(columns: 8)),
    Setting(hidden: [24], towers: [16, 8], layerNorm: true, rows: 900, gradients: .perTask),
    Setting(hidden: [24], towers: [16, 8], rows: 100, gradients: .none),
    Setting(hidden: [24], sharesTasks: true, rows: 900, gradients: .perTask),
    Setting(hidden: [24], towers: [8], sharesTasks: true, rows: 90, gradients: .weighted),
    Setting(hidden: [24, 16, 40], rows: 1100, gradients: .sketched(columns: 64), threads: 1),
    Setting(hidden: [24], linearPath: true, rows: 90, gradients: .weighted),
    Setting(hidden: [24], towers: [8], linearPath: true, rows: 900, gradients: .perTask),
    Setting(hidden: [], linearPath: true, rows: 100, gradients: .weighted),
    Setting(hidden: [24], linearPath: true, rows: 600, gradients: .sketched(columns: 8)),
    Setting(hidden: [24, 16], members: 3, rows: 40, gradients: .none),
    Setting(hidden: [24, 16], members: 3, rows: 40, gradients: .weighted),
    Setting(
      hidden: [24], layerNorm: true, linearPath: true, members: 2, rows: 900, gradients: .weighted),
    Setting(
      hidden: [24, 16], linearPath: true, members: 3, rows: 300, gradients: .perTask,
      stackedBytes: 0),
    Setting(hidden: [24, 16], members: 2, rows: 90, gradients: .perTask, jacobianBytes: 0),
    Setting(
      hidden: [24], towers: [16, 8], layerNorm: true, members: 3, rows: 300, gradients: .perTask),
    Setting(hidden: [], towers: [8], linearPath: true, members: 2, rows: 60, gradients: .weighted),
    Setting(
      hidden: [24, 16], layerNorm: true, members: 8, rows: 128, gradients: .sketched(columns: 8)),
    Setting(hidden: [24, 16], sharing: .separate, rows: 90, gradients: .weighted),
    Setting(hidden: [24, 16], layerNorm: true, sharing: .separate, rows: 900, gradients: .perTask),
    Setting(hidden: [24, 16], sharing: .separate, rows: 90, gradients: .sketched(columns: 8)),
    Setting(hidden: [24, 16], sharing: .adapters, rows: 40, gradients: .none),
    Setting(hidden: [24, 16], sharing: .experts(count: 3), rows: 40, gradients: .none),
    Setting(
      hidden: [24, 16], layerNorm: true, linearPath: true, sharing: .experts(count: 3), rows: 60,
      gradients: .weighted),
    Setting(
      hidden: [24, 16], towers: [8], sharing: .experts(count: 2), rows: 900, gradients: .perTask,
      stackedBytes: 0),
    Setting(
      hidden: [24, 16], sharing: .experts(count: 2), rows: 900, gradients: .perTask,
      jacobianBytes: 0),
    Setting(
      hidden: [24, 16, 8], sharing: .experts(count: 3), rows: 90, gradients: .sketched(columns: 8)),
    Setting(hidden: [24, 16], sharing: .cgc(count: 2), rows: 40, gradients: .none),
    Setting(
      hidden: [24, 16], layerNorm: true, linearPath: true, sharing: .cgc(count: 1), rows: 60,
      gradients: .weighted),
    Setting(
      hidden: [24, 16], towers: [8], sharing: .cgc(count: 2), rows: 900, gradients: .perTask,
      stackedBytes: 0),
    Setting(
      hidden: [24], sharing: .cgc(count: 2), rows: 900, gradients: .perTask, jacobianBytes: 0),
    Setting(
      hidden: [24, 16, 8], sharing: .cgc(count: 3), rows: 90, gradients: .sketched(columns: 8)),
    Setting(hidden: [24, 16], layerNorm: true, sharing: .adapters, rows: 20, gradients: .weighted),
    Setting(
      hidden: [24, 16], linearPath: true, sharing: .adapters, rows: 300, gradients: .perTask),
    Setting(
      hidden: [24, 16], sharing: .adapters, rows: 200, gradients: .perTask, jacobianBytes: 0),
    Setting(hidden: [24, 16], sharing: .adapters, rows: 90, gradients: .sketched(columns: 8)),
  ]

  @Test("it is what a pass allocates, to the byte", arguments: settings)
  func bytes(_ setting: Setting) {
    let example = Example(
      NetworkConfiguration(
        hidden: setting.hidden, towers: setting.towers.isEmpty ? nil : setting.towers,
        layerNorm: setting.layerNorm,
        linearPath: setting.linearPath, members: setting.members, sharing: setting.sharing),
      tasks: setting.sharesTasks ? TaskConfigurationTests.labels : Example.tasks,
      shared: setting.sharesTasks ? TaskConfigurationTests.shared(.mean) : nil,
      rowCount: setting.rows, seed: 21)
    let pass = BatchPass(
      network: example.network, capacity: setting.rows, gradients: setting.gradients,
      threads: setting.threads, jacobianBytes: setting.jacobianBytes,
      stackedBytes: setting.stackedBytes)
    let (all, parameters) = (
      ArraySlice(0..<Int32(setting.rows)), FloatBuffer(example.parameters)
    )
    pass.gather(example.table, at: all)
    if setting.gradients != .none { pass.announce(example.table, at: all) }
    pass.forwardToLosses(parameters: parameters)
    let weights = pass.losses.map { _ in 1.0 }
    if setting.gradients != .none {
      pass.backward(weights: weights, headWeights: weights, parameters: parameters)
    }
    if setting.gradients == .perTask {
      pass.backwardPerTask(parameters: parameters, scope: .shared)
    }
    if case .sketched = setting.gradients { pass.sketchGramian(parameters: parameters, key: 1) }
    let memory = PassMemory(
      network: example.network, capacity: setting.rows, gradients: setting.gradients,
      threads: setting.threads, jacobianBytes: setting.jacobianBytes,
      stackedBytes: setting.stackedBytes)
    var allocated = Allocated()
    allocated.add(pass)
    #expect(memory.step + memory.tasks == Double(allocated.bytes))
  }
}

/// The bytes of all buffers that something holds, each counted once: its parts are looked through
/// by reflection, so that nothing is asked what it takes.
private struct Allocated {
  private(set) var bytes = 0
  private var seen: Set<ObjectIdentifier> = []

  mutating func add(_ value: Any) {
    if type(of: value) is AnyClass {
      guard seen.insert(ObjectIdentifier(value as AnyObject)).inserted else { return }
    }
    func part<T>(_ name: String, of whole: Any, as type: T.Type) -> T? {
      Mirror(reflecting: whole).children.first { $0.label == name }?.value as? T
    }
    switch value {
    case let buffer as FloatBuffer: bytes += 4 * buffer.count
    case let buffer as CodeBuffer: bytes += 4 * buffer.count
    case let buffer as FactorBuffer:
      let isShort = part("precision", of: buffer, as: FactorPrecision.self) == .bfloat16
      bytes += (part("count", of: buffer, as: Int.self) ?? 0) * (isShort ? 2 : 4)
    case let sums as GramianParts:
      let count = part("count", of: sums, as: Int.self) ?? 0
      bytes += 8 * sums.partCount * count * count
    case let product as PlannedProduct:
      // What is packed is a right factor.
      guard part("packs", of: product, as: Bool.self) == true,
        let right = part("right", of: product, as: FactorShape.self)
      else { return }
      let sides = ["rows", "columns"].map { part($0, of: right, as: Int.self) ?? 0 }
      bytes += 4 * sides[0] * sides[1]
    default:
      for child in Mirror(reflecting: value).children { add(child.value) }
    }
  }
}
