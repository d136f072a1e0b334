import ArgumentParser
import Datasets
import Exporting
import NeuralNetwork
import Reports
import Statistics
import Training

/// `equipoise predict`: a prediction for every row of a table.
struct PredictCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict every row of a table, in its order.",
    discussion: """
      A number or count is written in the label's own units under the label's name; a class label as \
      the most probable class under its name and the probability of each class under NAME=CLASS. \
      The label columns need not be there. A label that was learnt as its log, sqrt or quantile is predicted \
      by its mean, in its own units (smearing), with --medians by its median. No two columns get the same name: where one is taken by a \
      label, a column that is kept is called NAME (input), one of a class NAME=CLASS (2). With --interval \
      a number has the ends of its prediction interval under NAME.low and NAME.high as well, which are \
      rounded outwards, and -inf and inf where there are too few validation rows to tell; a class label \
      has the set of its possible classes under NAME.set, separated by |. A class whose name has a | or a \
      " in it stands there in double quotes, with each " in it written twice.
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

  @Option(
    help: ArgumentHelp(
      "Columns of the table to write before the predictions, each cell as it stands there; names, "
        + "separated by commas, and patterns.", valueName: "columns"))
  var keep: [String] = []

  @Flag(help: "Of class labels write the class alone, without probabilities.")
  var classesOnly = false

  @Option(
    help: ArgumentHelp(
      "Of labels with three classes or more write the most probable ones: the first and its "
        + "probability under NAME and NAME_probability, the next under NAME_top2 and "
        + "NAME_top2_probability, and so on.", valueName: "count"))
  var top: Int?

  @Flag(
    help: ArgumentHelp(
      "Of a label that was learnt as its log, sqrt or quantile write the median, not the mean."))
  var medians = false

  @OptionGroup var intervals: IntervalOptions
  @OptionGroup(title: "Reading, where it is not as the model's own table was read")
  var table: TableOptions
  @OptionGroup(title: "Computing") var computing: ThreadOptions

  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top is \(top), but must be at least 1") }
  }

  func execute() throws {
    let bar = ReadingBar(isShown: !quiet && Console.isInteractive)
    let level = try intervals.level
    let input = try ModelInput(
      run: run, data: data, reading: table, keeping: keep, level: level,
      threads: computing.threads, progress: bar.show)
    bar.finish()
    tell(input.notices, unless: quiet)
    let predicted = input.model.predictions(for: input.dataset, threads: computing.threads)
    // Sets are made of means whatever is written.
    let hasMeans = input.model.smearing.contains { $0 != nil }
    let written =
      medians && hasMeans
      ? input.model.predictingMedians.predictions(for: input.dataset, threads: computing.threads)
      : predicted
    let predictions = PredictionTable(
      labels: input.model.labels, predictions: written,
      scales: input.model.statistics.map(\.spread), kept: input.kept,
      detail: ClassDetail(top: top, hasProbabilities: !classesOnly),
      thresholds: input.model.thresholds,
      sets: try level.map { try input.model.predictionSets(of: predicted, at: $0) } ?? [])
    tell(predictions.header.notices, unless: quiet)
    try Console.delivering {
      let writer = try TableWriter(TableDestination(argument: output))
      try predictions.write(to: writer, rowCount: input.dataset.rowCount)
      try writer.finish()
    }
    if !quiet, output != "-" {
      Console.tell("wrote \(input.dataset.rowCount.grouped) predictions to \(output)")
    }
  }
}
