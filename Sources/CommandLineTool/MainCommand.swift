import ArgumentParser
import CLibrary
import Foundation
import LinearAlgebra

/// The command line: one file per command in `Commands`, what they share in `Options` and `Output`.
@main
struct MainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "equipoise",
    abstract: "Train one network on several labels of a table, with the tasks in balance.",
    discussion: """
      A table is a CSV file, plain or gzipped, with a header; several labels may be predicted from \
      it at once, and rows may miss some of them.
      """,
    version: version,
    subcommands: [
      PriorCommand.self, PrepareCommand.self, TrainCommand.self, CompareCommand.self,
      EvaluateCommand.self, PredictCommand.self, InspectCommand.self, ExportCommand.self,
      SchemesCommand.self, LossesCommand.self,
    ])

  /// Equipoise's version.
  static let version = "0.1.0"

  static func main() {
    ProcessMemory.returnFreed()
    Job.muteOthers()
    // A file that may not grow is an error like others, of the write that meets it: the program
    // says so and cleans up. Whether anyone reads what is told on the way is no matter;
    // `Console.delivering` says where a pipe's reader is needed.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      // mpirun ends all when one fails, and would end the first before it has said why.
      if Job.leavesWordToFirst { Foundation.exit(0) }
      exit(withError: error)
    }
  }
}
