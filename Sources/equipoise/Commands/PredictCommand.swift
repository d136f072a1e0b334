import ArgumentParser
import Datasets
import Export
import Training

/// `equipoise predict`: a prediction for every row of a table.
struct PredictCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict every row of a table, in its order.",
    discussion: """
      A number or count is written in the label's own units under the label's name; a class label as \
      the most probable class under its name and the probability of each class under NAME=CLASS. \
      The label columns need not be there.
      """)

  @Argument(help: "A run's folder, or a model file.")
  var run: String

  @Argument(help: "Tables with the model's features; - is standard input.")
  var data: [String]

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The CSV file to write, gzipped if it ends in .gz; - is standard output.",
      valueName: "file"))
  var output: String

  @OptionGroup(title: "Reading, where it is not as the model's own table was read")
  var table: TableOptions
  @OptionGroup(title: "Computing") var computing: ThreadOptions

  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  func execute() throws {
    let bar = ReadingBar(isShown: !quiet && Console.isInteractive)
    let input = try ModelInput(
      run: run, data: data, reading: table, threads: computing.threads, progress: bar.show)
    bar.finish()
    tell(input.notices, unless: quiet)
    let predictions = input.model.predictions(for: input.dataset, threads: computing.threads)
    let writer = try TableWriter(TableDestination(argument: output))
    try PredictionTable(tasks: input.model.tasks, predictions: predictions)
      .write(to: writer, rowCount: input.dataset.rowCount)
    try writer.finish()
    if !quiet, output != "-" {
      Console.tell("wrote \(input.dataset.rowCount.grouped) predictions to \(output)")
    }
  }
}
