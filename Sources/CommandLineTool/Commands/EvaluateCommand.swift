import ArgumentParser
import Datasets
import Reports
import Training

/// `equipoise evaluate`: how well a model predicts labelled rows.
struct EvaluateCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a model on labelled rows.",
    discussion: """
      The loss is the mean over labelled rows, in the label's own units or nats; the constant loss that \
      of the training labels' best constant on the same rows, and the prior loss that on the training \
      rows; the skill 1 − loss / constant loss. With --interval the share of the rows follows whose \
      prediction interval, or set of classes, holds the label, and how large these are on average.
      """)

  @Argument(help: "A run's folder, or a model file.")
  var run: String

  @Argument(help: "Tables with the model's features and labels; - is standard input.")
  var data: [String]

  @Option(help: ArgumentHelp("A column that says what each row counts for.", valueName: "column"))
  var weightColumn: String?

  @OptionGroup var intervals: IntervalOptions
  @OptionGroup(title: "Reading, where it is not as the model's own table was read")
  var table: TableOptions
  @OptionGroup(title: "Computing") var computing: ThreadOptions
  @OptionGroup(title: "Printing") var printing: OutputOptions

  func execute() throws {
    let bar = ReadingBar(isShown: printing.showsProgress)
    let level = try intervals.level
    let input = try ModelInput(
      run: run, data: data, reading: table, level: level, labels: { $0 },
      weightColumn: weightColumn, threads: computing.threads, progress: bar.show)
    bar.finish()
    tell(input.notices, unless: printing.quiet)
    let report = EvaluationReport(
      rows: input.dataset.rowCount,
      tasks: try input.model.evaluate(
        input.dataset, weightColumn: weightColumn, threads: computing.threads))
    let intervals = try level.map {
      try PredictionIntervalReport(
        input.model, input.dataset, weightColumn: weightColumn, at: $0,
        threads: computing.threads)
    }
    if printing.json {
      try Console.printJSON(MeasuredModel(report: report, predictionIntervals: intervals))
    } else {
      let parts = [report.text, intervals?.text].compactMap(\.self)
      try Console.print(parts.joined(separator: "\n\n"))
    }
  }
}

/// What `equipoise evaluate --json` prints: how well a model predicts and, where that was asked for,
/// how often its prediction intervals hold.
private struct MeasuredModel: Encodable {
  let report: EvaluationReport
  let predictionIntervals: PredictionIntervalReport?

  enum CodingKeys: CodingKey { case predictionIntervals }

  func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(predictionIntervals, forKey: .predictionIntervals)
  }
}
