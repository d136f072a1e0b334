package import Datasets
import Foundation
import Reports

/// How far a table has been read, on one line of the terminal: the share of its bytes as they are
/// stored, so that a compressed file's bar moves evenly, and how fast.
package final class ReadingBar {
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
    terminal.draw([Self.text(progress, seconds: start.duration(to: last) / .seconds(1))])
  }

  func finish() {
    if isShown { terminal.draw([]) }
  }

  /// What the bar says after so many seconds.
  package static func text(_ progress: ReadingProgress, seconds: Double) -> String {
    var text = "reading"
    if let total = progress.totalByteCount {
      let share = Double(progress.byteCount) / Double(max(total, 1))
      let width = 20
      let filled = min(Int(Double(width) * share), width)
      let bar =
        String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
      text += "  \(bar) \(Int(100 * share)) %"
    }
    let megabytes = Double(progress.byteCount) / max(seconds, 1e-3) / 1e6
    let rows = Int(Double(progress.rowCount) / max(seconds, 1e-3))
    return text + "  \(progress.rowCount.grouped) rows  "
      + String(format: "%.1f MB/s", megabytes) + "  \(rows.grouped) rows/s"
  }
}
