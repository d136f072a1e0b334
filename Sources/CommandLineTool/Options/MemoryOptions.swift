import ArgumentParser
import Foundation
import Remedies
import Reports
import Training

/// How much memory a run may take.
struct MemoryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most memory a run may take, such as 512MB or 4GB: it is refused before it begins if it "
        + "would take more. All of the machine's if not given.", valueName: "limit"))
  var memory: MemorySize?

  /// What the run may take, and what that is called.
  var limit: (bytes: Double, name: String) {
    if let memory { return (memory.bytes, "--memory \(memory)") }
    let bytes = Self.available / Double(Job.localCount)
    let share = Job.localCount > 1 ? " for each of \(Job.localCount) processes" : ""
    return (bytes, "the \(MemorySize(bytes: bytes)) of this machine\(share)")
  }

  /// Refuses a run that would take too much, before it takes it.
  ///
  /// - Parameter tells: Whether to print what it is expected to take.
  func check(_ trainer: Trainer, data: PreparedData, isSaved: Bool, tells: Bool) throws {
    let estimate = try trainer.memory(for: data, isSaved: isSaved)
    guard estimate.total <= limit.bytes else {
      throw MemoryError(
        problem: "the run would take \(estimate.inWords), more than \(limit.name)",
        remedy: try trainer.remedy(toFit: limit.bytes, data: data, isSaved: isSaved))
    }
    if tells { Console.tell("memory: \(estimate.inWords)") }
  }

  /// How many of several runs at a time there is memory for, before they take it.
  ///
  /// - Parameters:
  ///   - most: How many there are at one time in any case.
  ///   - what: What they are together.
  ///   - tells: Whether to print what they are expected to take.
  func lanes(
    of need: MemoryBesideOthers, most: Int, what: String, tells: Bool
  ) throws -> Int {
    guard let lanes = need.lanes(within: limit.bytes) else {
      throw MemoryError(
        problem: "\(what) would take about \(MemorySize(bytes: need.total(lanes: 1))), more than "
          + limit.name,
        remedy: "use fewer rows or a smaller --hidden")
    }
    if tells {
      Console.tell("memory: about \(MemorySize(bytes: need.total(lanes: min(lanes, most))))")
    }
    return lanes
  }

  /// The machine's memory, or what a container leaves of it.
  private static var available: Double {
    let machine = Double(ProcessInfo.processInfo.physicalMemory)
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
    let container = limits.lazy.compactMap { path in
      (try? String(contentsOfFile: path, encoding: .utf8)).flatMap {
        Double($0.trimmingCharacters(in: .whitespacesAndNewlines))
      }
    }.first
    return min(machine, container ?? machine)
  }
}

/// A run that would take more memory than it may.
struct MemoryError: Error, Worded {
  let problem: String
  let remedy: Wording?

  func description(naming names: any ParameterNaming) -> String {
    problem + (remedy.map { "; \($0.text(naming: names))" } ?? "")
  }
}

extension MemoryEstimate {
  /// The total and its larger parts.
  fileprivate var inWords: String {
    let parts = [
      ("table", table), ("parameters", parameters), ("step", step), ("tasks' gradients", tasks),
      ("checkpoint", checkpoint),
    ].filter { $0.1 >= 0.05 * total }
    let list = parts.map { "\($0.0) \(MemorySize(bytes: $0.1))" }.joined(separator: ", ")
    return "about \(MemorySize(bytes: total))" + (list.isEmpty ? "" : " (\(list))")
  }
}

extension MemorySize: ExpressibleByArgument {}
