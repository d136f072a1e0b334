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
      rows; the skill 1 − loss / constant loss. In brackets are 95 % intervals: what the figures of \
      resamples of the rows lie between (percentile bootstrap). A figure without one has too few rows.
      """)

  @Argument(help: "A run's folder, or a model file.")
  var run: String

  @Argument(help: "Tables with the model's features and labels; - is standard input.")
  var data: [String]

  @Option(help: ArgumentHelp("A column that says what each row counts for.", valueName: "column"))
  var weightColumn: String?

  @Option(
    help: ArgumentHelp(
      "A column whose text rows that belong together have in common, such as a person: intervals "
        + "then come from resamples of these groups of rows, not of single rows.",
      valueName: "column"))
  var splitBy: String?

  @OptionGroup(title: "Reading, where it is not as the model's own table was read")
  var table: TableOptions
  @OptionGroup(title: "Computing") var computing: ThreadOptions
  @OptionGroup(title: "Printing") var printing: OutputOptions

  func execute() throws {
    let bar = ReadingBar(isShown: printing.showsProgress)
    let input = try ModelInput(
      run: run, data: data, reading: table, keeping: [splitBy].compactMap { $0 },
      labels: { $0 }, weightColumn: weightColumn, threads: computing.threads, progress: bar.show)
    bar.finish()
    tell(input.notices, unless: printing.quiet)
    let scored = try input.model.score(
      input.dataset, weightColumn: weightColumn, threads: computing.threads)
    let groups = try splitBy.map { column in
      try RowGroups.numbers(
        of: column, in: input.kept, rowCount: input.dataset.rowCount,
        missing: input.missingMarkers)
    }
    let report = EvaluationReport(
      scored.evaluation(Bootstrap(), groups: groups, threads: computing.threads))
    try printing.json ? Console.printJSON(report) : Console.print(report.text)
  }
}
