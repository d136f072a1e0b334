import ArgumentParser
import Foundation

/// How much of the machine is used.
struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many threads compute; the result does not depend on it.", valueName: "count"))
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard threads >= 1 else {
      throw ValidationError("--threads is \(threads), but must be at least 1")
    }
  }
}
