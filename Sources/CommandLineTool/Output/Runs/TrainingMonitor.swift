import Datasets
import Foundation
import Reports
import Training

/// Shows a run on its way: how long it takes after its first steps, then a bar and a line for each
/// task where a person watches; a line of JSON for each epoch where a machine reads.
final class TrainingMonitor {
  private let printing: OutputOptions
  private var terminal = Terminal()
  private let start = ContinuousClock.now
  private var hasToldTime = false
  /// When the bar was drawn last.
  private var drawn: ContinuousClock.Instant?

  /// More tasks than this are not shown one by one.
  private static let mostTaskLines = 16

  init(_ printing: OutputOptions) {
    self.printing = printing
  }

  func show(_ progress: TrainingProgress) {
    if printing.json {
      guard progress.isEpochEnd, let epoch = progress.lastEpoch else { return }
      // A run is not lost because nobody reads along; the result at its end will tell.
      try? Console.printJSON(EpochLine(epoch, tasks: progress.tasks), onOneLine: true)
      return
    }
    let elapsed = start.duration(to: .now) / .seconds(1)
    if !hasToldTime, !printing.quiet, progress.tellsTime(after: elapsed) {
      terminal.draw([])
      Console.tell(progress.time.inWords(after: elapsed))
      hasToldTime = true
    }
    if printing.showsProgress {
      // Epochs may end more often than anyone can read.
      guard drawn.map({ $0.duration(to: .now) >= .milliseconds(100) }) ?? true else { return }
      terminal.draw([bar(progress)] + tasks(progress))
      drawn = .now
    }
  }

  /// Clears what was drawn.
  func finish() {
    if printing.showsProgress { terminal.draw([]) }
  }

  private func bar(_ progress: TrainingProgress) -> String {
    let total = Double(progress.epochCount) * Double(progress.rowCount)
    let done = Double((progress.epoch - 1) * progress.rowCount + progress.rowsDone)
    let width = 24
    let filled = Int(Double(width) * done / max(total, 1))
    let left = Int(min(progress.time.seconds.upperBound, 1e9))
    let score = progress.lastEpoch?.validationScore.map { "  validation \($0.short)" } ?? ""
    return "epoch \(progress.epoch)/\(progress.epochCount)  "
      + String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
      + "  \(Int(progress.rowsPerSecond).grouped) rows/s  at most "
      + "\(left.asClock) left" + score
  }

  /// Each task's loss, in its unit and as a share of the prior loss, and its weight.
  private func tasks(_ progress: TrainingProgress) -> [String] {
    var table = TextTable(["task", "loss", "of prior", "weight"])
    for task in progress.tasks.indices.prefix(Self.mostTaskLines) {
      table.add([
        progress.tasks[task], progress.losses[task].short,
        (progress.losses[task] / progress.priorLosses[task]).short,
        progress.weights[task].short,
      ])
    }
    let hidden = progress.tasks.count - Self.mostTaskLines
    return table.lines + (hidden > 0 ? ["… and \(hidden) more tasks"] : [])
  }
}

extension TrainingProgress {
  fileprivate var isEpochEnd: Bool { lastEpoch?.number == epoch }

  /// Whether enough has been trained to tell the time by: the steps of a second, or an epoch.
  func tellsTime(after seconds: Double) -> Bool { isEpochEnd || seconds >= 1 }
}

/// What `equipoise train --json` prints at the end of each epoch.
private struct EpochLine: Encodable {
  let epoch: Int
  let learningRate: Double
  let seconds: Double
  let valScore: Double?
  let tasks: [Task]

  struct Task: Encodable {
    let name: String
    let trainLoss: Double?
    let valLoss: Double?
    let weight: Double
  }

  init(_ epoch: History.Epoch, tasks names: [String]) {
    self.epoch = epoch.number
    learningRate = epoch.rate
    seconds = epoch.seconds
    valScore = epoch.validationScore
    tasks = names.indices.map { index in
      Task(
        name: names[index], trainLoss: epoch.trainingLosses[index],
        valLoss: epoch.validationLosses[index], weight: epoch.weights[index])
    }
  }
}
