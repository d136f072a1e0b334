import Balancing
package import Comparing
import Training

/// How long a comparison will go on, by what its models took so far.
package struct RemainingTime {
  /// The seconds that models of a kind took.
  private var seconds: [PlannedRun.Subject: [Double]] = [:]
  /// What a model costs, in steps of one that reads losses only.
  private let costs: [PlannedRun.Subject: Double]

  /// - Parameter plan: The models there are.
  package init(_ plan: ComparisonPlan) {
    // A step is a product forward and two backward in each layer, the latter for each task where
    // its gradients are read.
    let reading = (1 + 2 * Double(plan.tasks.count)) / 3
    let schemes = plan.schemes.map { scheme in
      (
        PlannedRun.Subject.scheme(scheme.name),
        scheme.request.entry.evidence == .losses ? 1 : reading
      )
    }
    costs = Dictionary(
      plan.tasks.map { (.task($0), 1) } + schemes, uniquingKeysWith: { first, _ in first })
  }

  /// Takes in a model, unless it was there when the comparison began.
  ///
  /// - Parameter time: The seconds since then.
  package mutating func add(_ record: RunRecord, at time: Double) {
    guard let fitted = record.fitted else { return }
    let took = fitted.history.seconds
    if took <= time { seconds[record.run.subject, default: []].append(took) }
  }

  /// The seconds that some models will take, so many at a time: what others of the same kind took,
  /// or else what all did for their cost.
  ///
  /// - Returns: The seconds; nil where nothing is known yet.
  package func seconds(of runs: some Sequence<PlannedRun>, lanes: Int) -> Double? {
    let known = seconds.flatMap { subject, times in times.map { (cost(of: subject), $0) } }
    guard !known.isEmpty else { return nil }
    let rate = known.reduce(0) { $0 + $1.1 } / known.reduce(0) { $0 + $1.0 }
    let sum = runs.reduce(0) { sum, run in
      let same = seconds[run.subject] ?? []
      return sum
        + (same.isEmpty
          ? rate * cost(of: run.subject) : same.reduce(0, +) / Double(same.count))
    }
    return sum / Double(lanes)
  }

  /// The seconds that some models will take, so many at a time, if each takes as many steps as one
  /// of them that is known: no less than the longest.
  ///
  /// - Parameter known: A model, and the seconds that it takes.
  package func bound(
    of runs: some Sequence<PlannedRun>, by known: (PlannedRun.Subject, seconds: Double), lanes: Int
  ) -> Double {
    let rate = known.seconds / cost(of: known.0)
    let costs = runs.map { cost(of: $0.subject) }
    return rate * max(costs.reduce(0, +) / Double(lanes), costs.max() ?? 0)
  }

  private func cost(of subject: PlannedRun.Subject) -> Double { costs[subject] ?? 1 }
}
