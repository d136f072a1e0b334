public import Balancing
public import Training

/// The memory that the runs of a comparison take beside each other, in bytes.
public struct ComparisonMemory: Sendable {
  /// The program, and all that there is once.
  private let base: Double
  /// What a run adds at most.
  private let run: Double

  /// - Parameters:
  ///   - comparator: Who trains them.
  ///   - data: The table under one of the seeds.
  /// - Throws: `BalancingError` for a scheme that cannot be asked for so.
  public init(_ comparator: ComparisonTrainer, data: PreparedData) throws(BalancingError) {
    let seed = comparator.plan.seeds[0]
    var run = 0.0
    var table = 0.0
    var columns = 0.0
    for scheme in comparator.plan.schemes {
      let planned = PlannedRun(subject: .scheme(scheme.name), seed: seed)
      let estimate = try comparator.trainer(of: planned).memory(for: data, isSaved: true)
      run = max(
        run, estimate.parameters + estimate.step + estimate.tasks + estimate.checkpoint)
      (table, columns) = (estimate.table, estimate.columns)
    }
    // Where a seed ends, runs of two of them are on their way.
    let tables = Double(min(comparator.plan.seeds.count, 2))
    base = MemoryEstimate.base + columns + tables * table
    self.run = run
  }

  /// What so many runs at one time take.
  public func total(lanes: Int) -> Double { base + Double(lanes) * run }

  /// The most runs at one time that fit; nil where not even one does.
  public func lanes(within limit: Double) -> Int? {
    let most = run > 0 ? (limit - base) / run : limit - base
    return most >= 1 ? Int(min(most, 1e6)) : nil
  }
}
