import Datasets
import Foundation

/// How far a table has been read, on one line of the terminal.
final class ReadingBar {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now
  private var terminal = Terminal()

  init(isShown: Bool) {
    self.isShown = isShown
  }

  func show(_ progress: ReadingProgress) {
    guard isShown, last.duration(to: .now) > .milliseconds(100) else { return }
    last = .now
    let rate = Double(progress.byteCount) / (start.duration(to: last) / .seconds(1)) / 1e6
    let share = progress.totalByteCount.map { total in
      "\(Int(100 * Double(progress.byteCount) / Double(max(total, 1)))) %  "
    }
    terminal.draw([
      "reading  \(share ?? "")\(progress.rowCount.grouped) rows  "
        + String(format: "%.1f MB/s", rate)
    ])
  }

  func finish() {
    if isShown { terminal.draw([]) }
  }
}
