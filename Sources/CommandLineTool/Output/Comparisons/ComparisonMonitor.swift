import Comparing
import Datasets
import Reports
import Synchronization
import Training

/// Shows a comparison on its way: how long it takes after the first steps, then what has been found
/// so far where a person watches, a line for each model that is done where nobody does, JSON where
/// a machine reads.
final class ComparisonMonitor: Sendable {
  private let printing: OutputOptions
  private let plan: ComparisonPlan
  private let tasks: [PredictionTask]
  private let lanes: Int
  /// The runs that are to be trained, rather than known already.
  private let missing: [PlannedRun]
  private let start = ContinuousClock.now
  private let state: Mutex<State>

  private struct State {
    var terminal = Terminal()
    var records: [RunRecord] = []
    /// How far those on their way are: each epoch and how many there are.
    var underWay: [PlannedRun: (epoch: Int, count: Int)] = [:]
    var clock: RemainingTime
    var drawn = ContinuousClock.now
    /// When those were first heard of that were trained.
    var begun: [PlannedRun: ContinuousClock.Instant] = [:]
    var hasToldTime = false
  }

  init(
    _ printing: OutputOptions, trainer: ComparisonTrainer, tasks: [PredictionTask],
    missing: [PlannedRun]
  ) {
    self.printing = printing
    self.missing = missing
    plan = trainer.plan
    lanes = trainer.lanes
    self.tasks = tasks
    state = Mutex(State(clock: RemainingTime(trainer.plan)))
  }

  /// Takes in how far a run is.
  func show(_ run: PlannedRun, _ progress: TrainingProgress) {
    guard !printing.quiet, !printing.json else { return }
    state.withLock { state in
      let began = state.begun[run, default: .now]
      state.begun[run] = began
      if !state.hasToldTime, progress.tellsTime(after: began.duration(to: .now) / .seconds(1)) {
        state.terminal.draw([])
        let (time, clock) = (progress.time, state.clock)
        let whole = time.secondsPerEpoch * Double(time.epochs)
        Console.tell(
          time.inWords(
            models: missing.count, lanes: lanes,
            seconds: clock.bound(of: missing, by: (run.subject, whole), lanes: lanes)))
        state.hasToldTime = true
      }
      guard printing.showsProgress else { return }
      state.underWay[run] = (progress.epoch, progress.epochCount)
      guard state.drawn.duration(to: .now) > .milliseconds(200) else { return }
      draw(&state)
    }
  }

  /// Takes in what became of a run.
  func show(_ record: RunRecord) {
    state.withLock { state in
      state.records.append(record)
      state.underWay[record.run] = nil
      state.clock.add(record, at: secondsSoFar)
      if printing.json {
        try? Console.printJSON(RunLine(record), onOneLine: true)
      } else if printing.showsProgress {
        draw(&state)
      } else if !printing.quiet {
        Console.tell(line(record, state))
      }
    }
  }

  /// Clears what was drawn.
  func finish() {
    guard printing.showsProgress else { return }
    state.withLock { $0.terminal.draw([]) }
  }

  private var secondsSoFar: Double { start.duration(to: .now) / .seconds(1) }

  private func line(_ record: RunRecord, _ state: State) -> String {
    let result =
      record.fitted.map { "mean skill \($0.evaluations.meanSkill.short)" } ?? "failed"
    return "\(state.records.count) of \(plan.runs.count): \(record.run.inWords): \(result)"
      + left(state)
  }

  private func left(_ state: State) -> String {
    let waiting = Set(plan.runs).subtracting(state.records.map(\.run))
    guard !waiting.isEmpty, let seconds = state.clock.seconds(of: waiting, lanes: lanes) else {
      return ""
    }
    return ", about \(Int(seconds.rounded()).asClock) left"
  }

  private func draw(_ state: inout State) {
    state.drawn = .now
    let comparison = Comparison(tasks: tasks, plan: plan, records: state.records)
    var table = TextTable([
      "so far", plan.folds == nil ? "seeds" : "rounds", "mean skill", "delta_m", "s/epoch",
    ])
    for scheme in comparison.schemes {
      let done = state.records.count { $0.run.subject == .scheme(scheme.name) }
      let skills = scheme.tasks.compactMap(\.skill)
      table.add([
        scheme.name, "\(done)/\(plan.rounds.count)",
        skills.isEmpty ? "–" : (skills.reduce(0, +) / Double(skills.count)).fixed(4),
        scheme.deltaM.signed, scheme.secondsPerEpoch.brief,
      ])
    }
    let underWay = state.underWay.sorted { $0.key.inWords < $1.key.inWords }.map {
      "\($0.key.inWords): epoch \($0.value.epoch)/\($0.value.count)"
    }
    state.terminal.draw(
      ["\(state.records.count) of \(plan.runs.count) models\(left(state))"] + table.lines + underWay
    )
  }
}

/// What `equipoise compare --json` prints for each model.
private struct RunLine: Encodable {
  let model: String
  let seed: UInt64
  let fold: Int?
  let meanSkill: Double?
  let failure: String?

  init(_ record: RunRecord) {
    model = record.run.subject.identifier
    seed = record.run.seed
    fold = record.run.fold
    meanSkill = record.fitted?.evaluations.meanSkill
    failure = record.outcome.failure
  }
}
