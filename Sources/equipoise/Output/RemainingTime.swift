import Comparison
import Training

/// What is left of a comparison, by what such runs took so far.
package struct RemainingTime {
  private var seconds: [PlannedRun.Subject: [Double]] = [:]

  /// Takes in a run, unless it was found to be done when the comparison began.
  mutating func add(_ record: RunRecord, at time: Double) {
    guard let fitted = record.fitted else { return }
    let took = fitted.history.epochs.reduce(0) { $0 + $1.seconds }
    if took <= time { seconds[record.run.subject, default: []].append(took) }
  }

  /// The seconds that some runs will take, so many at a time; nil where nothing is known yet.
  func seconds(of runs: Set<PlannedRun>, lanes: Int) -> Double? {
    let known = seconds.values.joined()
    guard !known.isEmpty else { return nil }
    let usual = known.reduce(0, +) / Double(known.count)
    let sum = runs.reduce(0) { sum, run in
      let same = seconds[run.subject] ?? []
      return sum + (same.isEmpty ? usual : same.reduce(0, +) / Double(same.count))
    }
    return sum / Double(lanes)
  }
}
