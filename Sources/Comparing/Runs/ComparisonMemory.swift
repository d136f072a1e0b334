public import Balancing
public import Training

extension ComparisonTrainer {
  /// The memory that the runs take beside each other.
  ///
  /// - Parameter data: The table in one of the rounds.
  /// - Throws: `BalancingError` for a scheme that cannot be asked for so.
  public func memory(for data: PreparedData) throws(BalancingError) -> MemoryBesideOthers {
    var runs: [MemoryEstimate] = []
    for scheme in plan.schemes {
      let planned = PlannedRun(subject: .scheme(scheme.name), round: plan.rounds[0])
      runs.append(try trainer(of: planned).memory(for: data, isSaved: true))
    }
    // Where a round ends, runs of two of them are on their way.
    return MemoryBesideOthers(runs, tables: min(plan.rounds.count, 2))
  }
}
