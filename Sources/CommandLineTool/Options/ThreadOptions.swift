import ArgumentParser
import Foundation

/// How much of the machine is used.
struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many threads compute, in each process; the result does not depend on it.",
      valueName: "count"))
  var threads = max(ProcessInfo.processInfo.activeProcessorCount / Job.localCount, 1)

  func validate() throws {
    guard threads >= 1 else {
      throw ValidationError("--threads is \(threads), but must be at least 1")
    }
  }
}
