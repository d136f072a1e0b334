public import Balancing
internal import Datasets
internal import LinearAlgebra
internal import NeuralNetwork
internal import Optimizers
public import Remedies

/// The memory a run will take at its most, in bytes, before training begins: what it is made of, as
/// far as it depends on the table and the options. Doubles, since options may ask for any amount.
public struct MemoryEstimate: Equatable, Sendable {
  /// The program itself and its libraries, as a run of a few rows takes them.
  public static let base = 38e6
  /// The encoded rows, their labels and the order of the training rows.
  public let table: Double
  /// The table as it was read, which goes when it has been encoded.
  public let columns: Double
  /// The parameters, their average, those of the best epochs, the optimizer's moments, and what is
  /// kept of the gradients from step to step.
  public let parameters: Double
  /// A step's rows at all layers and its gradients, and the same for measuring.
  public let step: Double
  /// Every task's gradients, or what their inner products are estimated from.
  public let tasks: Double
  /// A checkpoint on its way to the disk.
  public let checkpoint: Double

  /// The most that is there at one time.
  public var total: Double {
    Self.base + table + max(columns, parameters + step + tasks + checkpoint)
  }

  /// The most that the columns may take as they are read, of so much memory: as they are encoded
  /// there are two copies of them.
  public static func columnBytes(within limit: Double) -> Int {
    Int(min(max(limit - base, 0) / 2, 1e18))
  }

  /// What a run on a table would take.
  ///
  /// - Parameter isSaved: Whether checkpoints are written.
  init(trainer: Trainer, data: PreparedData, isSaved: Bool) throws(BalancingError) {
    let network = trainer.network(for: data)
    let width = Double(MemoryLayout<Float>.stride)
    let (inputs, tasks) = (network.inputs, Double(network.tasks.count))
    let rowCount = Double(data.table.features.rowCount)
    let cells = Double(
      inputs.numberCount + inputs.oneHotCount + inputs.embeddings.count + inputs.splines.count)
    let labels = Double(network.labels.count)
    let perRow = cells + labels + 2
    // Of rows on disk there is a window in memory, the next one, and what that is read from.
    table = width * rowCount * perRow + 3 * Double(data.stored?.windowBytes ?? 0)
    // Labels are Doubles.
    columns = width * rowCount * (Double(data.schema.features.count) + 2 * labels)

    let evidence = try trainer.evidence()
    let configuration = trainer.configuration
    // Each of this rank's shards has a pass of its own.
    let plan = ShardPlan(count: configuration.shards, rankCount: trainer.ranks.count)
    let shards = Double(plan.shards(of: trainer.ranks.rank).count)
    let pass = PassMemory(
      network: network, capacity: plan.mostRows(among: configuration.stepRows(of: data)),
      // The products of gradients at the heads' inputs need no room.
      gradients: evidence == .gramian(.representation) ? .weighted : evidence.gradients,
      threads: trainer.threads,
      jacobianBytes: plan.count > 1 ? .max : evidence.jacobianBytes,
      sliceRows: configuration.sliceRows)
    let measuring = PassMemory(
      network: network, capacity: Evaluator.batchSize(of: network), gradients: .none,
      threads: trainer.threads)
    let summed = evidence.gradients == .perTask ? tasks * Double(network.layout.sharedCount) : 0
    step =
      shards * pass.step + measuring.step
      + ShardSum.bytes(plan, length: max(summed, Double(network.layout.count)))
    // Two schemes' kinds keep whole gradients: in Double from step to step, or one part's of a
    // batch.
    let kept = tasks * Double(network.layout.sharedCount)
    let memory = evidence == .jacobian ? 8 * kept : evidence == .crossGramian ? width * kept : 0
    self.tasks = shards * pass.tasks + memory
    let vector = width * Double(network.layout.count)
    let moments = Double(configuration.optimizer.entry.momentCount)
    let averages: Double = configuration.averaging == nil ? 0 : 1
    // At the most each task has another best epoch.
    let bests = 1 + (configuration.ownEpochs ? min(tasks, Double(configuration.epochs)) : 0)
    parameters = (2 + bests + moments + averages) * vector
    // The numbers and their bytes; gradients that are kept are written as text besides.
    checkpoint =
      isSaved
      ? 2 * (1 + bests + moments + averages) * vector + (evidence == .jacobian ? 3 * memory : 0) : 0
  }
}

extension Trainer {
  /// The memory a run on this table will take.
  ///
  /// - Parameter isSaved: Whether checkpoints are written.
  /// - Throws: `BalancingError` for modifiers that the scheme does not go with.
  public func memory(for data: PreparedData, isSaved: Bool) throws(BalancingError) -> MemoryEstimate
  {
    try MemoryEstimate(trainer: self, data: data, isSaved: isSaved)
  }

  /// What would take no more than a limit, in words that name a parameter; nil if nothing
  /// simple would.
  public func remedy(
    toFit limit: Double, data: PreparedData, isSaved: Bool
  ) throws(BalancingError) -> Wording? {
    func fits(_ change: (inout Trainer) -> Void) throws(BalancingError) -> Bool {
      var other = self
      change(&other)
      return try other.memory(for: data, isSaved: isSaved).total <= limit
    }
    let halvings = 1...20
    for halving in halvings {
      let rows = configuration.stepRows(of: data) >> halving
      guard rows >= 16 else { break }
      if try fits({ $0.configuration.batchSize = rows }) {
        return "\(.batchSize, .literal("\(rows)")) would fit"
      }
    }
    let evidence = try evidence()
    if evidence == .gramian(.shared), try fits({ $0.modifiers.scope = .representation }) {
      return "\(.scope, .literal("representation")) would fit"
    }
    for halving in halvings {
      let widths = configuration.network.hidden.map { max($0 >> halving, 1) }
      if try fits({ $0.configuration.network.hidden = widths }) {
        return "\(.hidden, .literal(widths.map(String.init).joined(separator: ","))) would fit"
      }
    }
    let estimate = try memory(for: data, isSaved: isSaved)
    let perRow = (estimate.table + estimate.columns) / Double(data.table.features.rowCount)
    let room = limit - MemoryEstimate.base
    guard room > 0, estimate.table + estimate.columns > room else { return nil }
    return "the table alone is too large: some \(Int(room / perRow)) rows of it would fit"
  }
}
