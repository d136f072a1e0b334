import ArgumentParser
import Balancing
import Foundation
import LinearAlgebra

/// What a scheme's own programme costs a step, by the number of tasks, without the gradients it
/// reads.
@main
struct SchemeCost: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times the weights that schemes compute from the gradients' inner products.",
    discussion: """
      Prints for each number of tasks and each scheme the median over rounds of the milliseconds that \
      the weights of a step take. A scheme of which one step took more than --limit is asked once.
      """)

  @Option(help: "Numbers of tasks, separated by commas.")
  var tasks = "8,32,128,617"

  @Option(help: "Schemes, separated by commas; all are those that read inner products alone.")
  var schemes = "all"

  @Option(help: "How the gradients lie: \(DrawnGramian.Kind.names).")
  var kind = DrawnGramian.Kind.independent

  @Option(help: "How often each scheme is timed.")
  var rounds = 5

  @Option(help: "The seconds after which a scheme is not asked again.")
  var limit = 1.0

  @Option(help: "A folder to write each matrix to, as doubles row by row: gramian-COUNT.bin.")
  var save: String?

  func run() throws {
    for count in try tasks.split(separator: ",").map(taskCount) {
      let gramian = DrawnGramian(kind, count: count).gramian
      if let save {
        let rows = (0..<count).flatMap { i in (0..<count).map { gramian[i, $0] } }
        try rows.withUnsafeBytes { Data($0) }.write(
          to: URL(filePath: save).appending(path: "gramian-\(count).bin"))
      }
      for name in names {
        let times = try times(of: name, gramian)
        let line = "\(count) \(name): \((median(times) * 1000).rounded() / 1000) ms\n"
        try FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
      }
    }
  }

  private func taskCount(_ text: Substring) throws -> Int {
    guard let count = Int(text), count > 0 else {
      throw ValidationError("--tasks are whole numbers above 0")
    }
    return count
  }

  private var names: [String] {
    guard schemes == "all" else { return schemes.split(separator: ",").map(String.init) }
    return SchemeCatalogue.entries.filter {
      if case .gramian = $0.evidence { true } else { false }
    }.map(\.name)
  }

  /// The milliseconds of each round.
  private func times(of name: String, _ gramian: Gramian) throws -> [Double] {
    let count = gramian.count
    let taskNames = (0..<count).map { "y\($0)" }
    let losses = Array(repeating: 1.0, count: count)
    var balancer = try Balancer(
      named: name,
      scheme: try SchemeCatalogue.parse(name).makeScheme(
        SchemeContext(
          taskNames: taskNames, initialLosses: losses, priorLosses: losses, primary: 0)),
      taskNames: taskNames, priorLosses: losses)
    var weights = Array(repeating: 0.0, count: count)
    var times: [Double] = []
    // The first of several rounds touches memory.
    for _ in 0...rounds {
      let began = ContinuousClock.now
      try balancer.weigh(
        losses: losses, present: Array(repeating: true, count: count), gramian: gramian,
        into: &weights)
      times.append(began.duration(to: .now) / .milliseconds(1))
      if times.reduce(0, +) > 1000 * limit { break }
    }
    return times.count > 1 ? Array(times.dropFirst()) : times
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
