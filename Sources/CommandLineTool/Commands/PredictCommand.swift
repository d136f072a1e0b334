public import ArgumentParser
public import Datasets
import Exporting
import Reports
import Runs
import Training

/// `equipoise predict`: a prediction for every row of a table, however long.
struct PredictCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict every row of a table, in its order.",
    discussion: """
      Rows are read, predicted and written part by part, so a table may be larger than memory. A file \
      appears when it is complete; standard output gets rows while others are read. \
      A number or count is written in the label's own units under the label's name; a class label as \
      the most probable class under its name and the probability of each class under NAME=CLASS. \
      The label columns need not be there. A label that was learnt as its log, sqrt or quantile is predicted \
      by its mean, in its own units (smearing), with --medians by its median. No two columns get the same name: where one is taken by a \
      label, a column that is kept is called NAME (input), one of a class NAME=CLASS (2). With --interval \
      a number has the ends of its prediction interval under NAME.low and NAME.high as well, which are \
      rounded outwards, and -inf and inf where there are too few validation rows to tell; a class label \
      has the set of its possible classes under NAME.set, separated by |. A class whose name has a | or a \
      " in it stands there in double quotes, with each " in it written twice. In JSON lines a set is an \
      array, and what is infinite is null.
      """)

  @Argument(help: "A run's folder, or a model file.")
  var run: String

  @Argument(help: "Tables with the model's features; - is standard input.")
  var data: [String]

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The file to write: JSON lines if its name ends in .jsonl or .ndjson, else CSV; gzipped if it "
        + "ends in .gz. - is standard output.",
      valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "csv or jsonl, where the name of the file does not tell.", valueName: "format"))
  var format: RecordFormat?

  @Option(
    help: ArgumentHelp(
      "Columns of the table to write before the predictions, each cell as it stands there; names, "
        + "separated by commas, and patterns.", valueName: "columns"))
  var keep: [String] = []

  @Option(
    help: ArgumentHelp(
      "Of the columns of predictions write only these, in this order; names, separated by commas, "
        + "and patterns.", valueName: "columns"))
  var columns: [String] = []

  @Flag(
    inversion: .prefixedNo,
    help: "Of class labels write the probabilities, or the class alone.")
  var probabilities = true

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
    let model = try RunFolder.readPredictor(at: run)
    var stream = PredictionStream(model, threads: computing.threads)
    stream.detail = ClassDetail(top: top, hasProbabilities: probabilities)
    stream.selected = columns
    stream.writesMedians = medians
    stream.level = try intervals.level
    stream.format = format ?? RecordFormat(path: output)
    let (rowCount, notices) = try written(
      by: stream, options: try table.readingOptions(of: data, over: model.reading), bar: bar)
    tell(notices, unless: quiet)
    if !quiet, output != "-" {
      Console.tell("wrote \(rowCount.grouped) predictions to \(output)")
    }
  }

  /// Writes the predictions; a file appears when all are there.
  private func written(
    by stream: PredictionStream, options: ReadingOptions, bar: ReadingBar
  ) throws -> (rowCount: Int, notices: [Notice]) {
    do {
      return try Interruption.watched {
        try Console.delivering {
          let writer = try TableWriter(TableDestination(argument: output))
          let found = try stream.write(
            data.map(TableSource.init(argument:)), options: options, keeping: keep, to: writer,
            progress: bar.show, isInterrupted: { Interruption.signal != nil })
          try writer.finish()
          bar.finish()
          return found
        }
      }
    } catch let error as InterruptedPrediction {
      bar.finish()
      throw EndedPrediction(error: error)
    }
  }
}

extension RecordFormat: ExpressibleByArgument {}
