/// Wall-clock time since a run began, and when to report next.
struct Stopwatch {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastReport: ContinuousClock.Instant

  init() {
    start = clock.now
    lastReport = start
  }

  var seconds: Double { start.duration(to: clock.now) / .seconds(1) }

  /// Whether it is time for a report, about ten times a second; asking takes the turn.
  mutating func takeReportTurn() -> Bool {
    let now = clock.now
    guard lastReport.duration(to: now) >= .milliseconds(100) else { return false }
    lastReport = now
    return true
  }
}
