import CrossValidating
import Packs
import Reports
import Runs
import Synchronization
import Training

/// Shows several models on their way: how far they are where a person watches, a line for each that
/// is done where nobody does, JSON where a machine reads.
final class ModelSetMonitor<Run: WatchedRun>: Sendable {
  private let printing: OutputOptions
  private let lanes: Int
  /// How many models there will be; nil where time decides.
  private let count: Int?
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  private struct State {
    var terminal = Terminal()
    var records: [ModelRecord<Run>] = []
    /// The seconds that models took which were trained since the start.
    var seconds: [Double] = []
    /// How far those on their way are: each epoch and how many there are.
    var underWay: [Run: (epoch: Int, count: Int)] = [:]
    var drawn = ContinuousClock.now
  }

  init(_ printing: OutputOptions, lanes: Int, count: Int?) {
    self.printing = printing
    self.lanes = lanes
    self.count = count
  }

  /// Takes in how far a model is.
  func show(_ run: Run, _ progress: TrainingProgress) {
    guard printing.showsProgress else { return }
    state.withLock { state in
      state.underWay[run] = (progress.epoch, progress.epochCount)
      guard state.drawn.duration(to: .now) > .milliseconds(200) else { return }
      draw(&state)
    }
  }

  /// Takes in what became of a model.
  func show(_ record: ModelRecord<Run>) {
    state.withLock { state in
      state.records.append(record)
      state.underWay[record.run] = nil
      if let seconds = record.fitted?.history.seconds,
        seconds <= start.duration(to: .now) / .seconds(1)
      {
        state.seconds.append(seconds)
      }
      if printing.json {
        try? Console.printJSON(ModelLine(record.run, record.outcome), onOneLine: true)
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

  private func line(_ record: ModelRecord<Run>, _ state: State) -> String {
    let result =
      record.fitted.map { fitted in
        fitted.evaluations.meanSkill.map { "mean skill \($0.short)" } ?? "done"
      } ?? "failed"
    return "\(done(state)): \(record.run.words.printable): \(result)\(left(state))"
  }

  private func done(_ state: State) -> String {
    "\(state.records.count)\(count.map { " of \($0)" } ?? "")"
  }

  private func left(_ state: State) -> String {
    guard let count, !state.seconds.isEmpty, count > state.records.count else { return "" }
    let usual = state.seconds.reduce(0, +) / Double(state.seconds.count)
    let seconds = usual * Double(count - state.records.count) / Double(lanes)
    return ", about \(Int(seconds.rounded()).asClock) left"
  }

  private func draw(_ state: inout State) {
    state.drawn = .now
    let underWay = state.underWay.sorted { $0.key.place < $1.key.place }.map {
      "\($0.key.words.printable): epoch \($0.value.epoch)/\($0.value.count)"
    }
    let best = state.records.filter { $0.run.task == nil }
      .compactMap { $0.fitted?.evaluations.meanSkill }.max()
    state.terminal.draw(
      ["\(done(state)) models\(best.map { ", best mean skill \($0.short)" } ?? "")\(left(state))"]
        + underWay)
  }
}

/// One of several models that somebody watches.
protocol WatchedRun: KeptRun {
  /// Where it stands among the others.
  var place: Int { get }
  /// What it is called.
  var words: String { get }
  /// The one task that it learns; nil where all.
  var task: String? { get }
  /// What tells it from the others where a machine reads.
  var line: ModelLine.Name { get }
}

extension PackSettings: WatchedRun {
  var place: Int { number }
  var words: String { "model \(number)" + (task.map { " of \($0)" } ?? "") }
  var line: ModelLine.Name { ModelLine.Name(model: number, task: task) }
}

extension FoldRun: WatchedRun {
  var place: Int { if case .fold(let fold) = self { fold } else { .max } }
  var words: String { if case .fold(let fold) = self { "fold \(fold + 1)" } else { "all rows" } }
  var task: String? { nil }
  var line: ModelLine.Name {
    if case .fold(let fold) = self {
      ModelLine.Name(fold: fold + 1)
    } else {
      ModelLine.Name(isOfAllRows: true)
    }
  }
}

/// What `equipoise train --pack --json`, and with `--folds`, prints for each model.
struct ModelLine: Encodable {
  private let name: Name
  private let meanSkill: Double?
  private let failure: String?

  /// What tells a model from the others.
  struct Name: Encodable {
    var model: Int?
    var task: String?
    var fold: Int?
    var isOfAllRows: Bool?
  }

  init(_ run: some WatchedRun, _ outcome: RunOutcome) {
    name = run.line
    meanSkill = outcome.fitted?.evaluations.meanSkill
    failure = outcome.failure
  }

  enum CodingKeys: CodingKey { case meanSkill, failure }

  func encode(to encoder: any Encoder) throws {
    try name.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(meanSkill, forKey: .meanSkill)
    try container.encodeIfPresent(failure, forKey: .failure)
  }
}
