public import Balancing
public import Training

/// The memory that the runs of a comparison take beside each other, in bytes.
public struct ComparisonMemory: Sendable {
  private let memory: MemoryBesideOthers

  /// - Parameters:
  ///   - comparator: Who trains them.
  ///   - data: The table under one of the seeds.
  /// - Throws: `BalancingError` for a scheme that cannot be asked for so.
  public init(_ comparator: ComparisonTrainer, data: PreparedData) throws(BalancingError) {
    let seed = comparator.plan.seeds[0]
    var runs: [MemoryEstimate] = []
    for scheme in comparator.plan.schemes {
      let planned = PlannedRun(subject: .scheme(scheme.name), seed: seed)
      runs.append(try comparator.trainer(of: planned).memory(for: data, isSaved: true))
    }
    // Where a seed ends, runs of two of them are on their way.
    memory = MemoryBesideOthers(runs, tables: min(comparator.plan.seeds.count, 2))
  }

  /// What so many runs at one time take.
  public func total(lanes: Int) -> Double { memory.total(lanes: lanes) }

  /// The most runs at one time that fit; nil where not even one does.
  public func lanes(within limit: Double) -> Int? { memory.lanes(within: limit) }
}
