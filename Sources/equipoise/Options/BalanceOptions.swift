import ArgumentParser
import Datasets

/// How the tasks are weighted against each other.
struct BalanceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How the tasks are weighted against each other; 'equipoise schemes' lists the ways.",
      valueName: "scheme"))
  var balance = "prior"

  @Option(
    help: ArgumentHelp(
      "A factor on a task's weight. May be repeated.", valueName: "NAME=FACTOR"))
  var taskWeight: [String] = []

  /// One factor for each task.
  func taskWeights(_ tasks: [PredictionTask]) throws -> TaskWeights {
    try TaskWeights(parsing: taskWeight, tasks: tasks)
  }
}
