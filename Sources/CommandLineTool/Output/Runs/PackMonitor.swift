import Packs
import Reports
import Synchronization
import Training

/// Shows a pack on its way: how far its models are where a person watches, a line for each that is
/// done where nobody does, JSON where a machine reads.
final class PackMonitor: Sendable {
  private let printing: OutputOptions
  private let lanes: Int
  /// How many models there will be; nil where time decides.
  private let count: Int?
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  private struct State {
    var terminal = Terminal()
    var records: [PackRecord] = []
    /// The seconds that models took which were trained since the start.
    var seconds: [Double] = []
    /// How far those on their way are: each epoch and how many there are.
    var underWay: [Int: (epoch: Int, count: Int)] = [:]
    var drawn = ContinuousClock.now
  }

  init(_ printing: OutputOptions, lanes: Int, count: Int?) {
    self.printing = printing
    self.lanes = lanes
    self.count = count
  }

  /// Takes in how far a model is.
  func show(_ settings: PackSettings, _ progress: TrainingProgress) {
    guard printing.showsProgress else { return }
    state.withLock { state in
      state.underWay[settings.number] = (progress.epoch, progress.epochCount)
      guard state.drawn.duration(to: .now) > .milliseconds(200) else { return }
      draw(&state)
    }
  }

  /// Takes in what became of a model.
  func show(_ record: PackRecord) {
    state.withLock { state in
      state.records.append(record)
      state.underWay[record.settings.number] = nil
      if let seconds = record.fitted?.history.seconds,
        seconds <= start.duration(to: .now) / .seconds(1)
      {
        state.seconds.append(seconds)
      }
      if printing.json {
        try? Console.printJSON(ModelLine(record), onOneLine: true)
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

  private func line(_ record: PackRecord, _ state: State) -> String {
    let result =
      record.fitted.map { "mean skill \($0.evaluations.meanSkill.short)" } ?? "failed"
    let learns = record.settings.task.map { " of \($0.printable)" } ?? ""
    return "\(done(state)): model \(record.settings.number)\(learns): \(result)\(left(state))"
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
    let underWay = state.underWay.sorted { $0.key < $1.key }.map {
      "model \($0.key): epoch \($0.value.epoch)/\($0.value.count)"
    }
    let best = state.records.filter { $0.settings.task == nil }
      .compactMap { $0.fitted?.evaluations.meanSkill }.max()
    state.terminal.draw(
      ["\(done(state)) models\(best.map { ", best mean skill \($0.short)" } ?? "")\(left(state))"]
        + underWay)
  }
}

/// What `equipoise train --pack --json` prints for each model.
private struct ModelLine: Encodable {
  let model: Int
  let task: String?
  let meanSkill: Double?
  let failure: String?

  init(_ record: PackRecord) {
    model = record.settings.number
    task = record.settings.task
    meanSkill = record.fitted?.evaluations.meanSkill
    failure = record.outcome.failure
  }
}
