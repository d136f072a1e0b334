import ArgumentParser

/// The command line: one file per command in `Commands`, what they share in `Options` and `Output`.
@main
struct Equipoise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "equipoise",
    abstract: "Train one network on several labels of a table, with the tasks in balance.",
    discussion: """
      A table is a CSV file, plain or gzipped, with a header; several labels may be predicted from \
      it at once, and rows may miss some of them.
      """,
    version: "0.1.0",
    subcommands: [
      PriorCommand.self, TrainCommand.self, EvaluateCommand.self, PredictCommand.self,
      InspectCommand.self, ExportCommand.self, SchemesCommand.self,
    ])
}
