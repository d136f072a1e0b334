internal import Foundation
package import Training

/// Where the time of a command went, in seconds, and the memory it took.
package struct ProfileReport: Encodable {
  private(set) var phases: [Phase]
  /// Of the whole command, what belongs to no phase included.
  package let total: Double
  /// The most bytes of memory that the process has held at one time; nil where the system does not
  /// say.
  package let peakMemory: Double?
  /// What ranks had to tell each other; nil for a process alone.
  package let exchange: Exchange?

  /// What a rank had to tell the others.
  package struct Exchange: Encodable {
    package let ranks: Int
    package let shards: Int
    package let bytesSentPerStep: Double
    package let secondsWaitedPerStep: Double

    init(_ exchange: TrainingProfile.Exchange) {
      let steps = Double(max(exchange.steps, 1))
      (ranks, shards) = (exchange.ranks, exchange.shards)
      bytesSentPerStep = exchange.sentBytes / steps
      secondsWaitedPerStep = exchange.waitedSeconds / steps
    }

    var text: String {
      "ranks: \(ranks) share \(shards) shards; in a step the first one sent "
        + "\(MemorySize(bytes: bytesSentPerStep)) and waited \((1000 * secondsWaitedPerStep).short) ms"
    }
  }

  package struct Phase: Encodable {
    package let name: String
    package let seconds: Double
  }

  /// - Parameters:
  ///   - read: The seconds until the table was ready for training.
  ///   - measured: Those in which the fitted model was measured.
  ///   - total: Those of all.
  package init(_ profile: TrainingProfile, read: Double, measured: Double, total: Double) {
    phases =
      [Phase(name: "read", seconds: read)]
      + TrainingProfile.Phase.allCases.map {
        Phase(name: $0.name, seconds: profile[$0] + ($0 == .evaluate ? measured : 0))
      }
    let other = total - phases.reduce(0) { $0 + $1.seconds }
    phases.append(Phase(name: "other", seconds: max(other, 0)))
    self.total = total
    peakMemory = Self.peakMemory
    exchange = profile.exchange.map(Exchange.init)
  }

  /// Not what `getrusage` says, which counts the process that started this one as well.
  private static var peakMemory: Double? {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first }
      .flatMap { Double($0) }.map { 1024 * $0 }
  }

  package var text: String {
    var table = TextTable(["time", "seconds", "share"])
    for phase in phases {
      table.add([phase.name, phase.seconds.short, (phase.seconds / total).percentage])
    }
    table.add(["total", total.short, ""])
    return table.text
      + (peakMemory.map { "\n\npeak memory \(MemorySize(bytes: $0))" } ?? "")
      + (exchange.map { "\n\n\($0.text)" } ?? "")
  }
}
