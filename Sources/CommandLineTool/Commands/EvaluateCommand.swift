import ArgumentParser
import Datasets
import Reports
import Runs
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
      resamples of the rows lie between (percentile bootstrap). A figure without one has too few rows. \
      With --interval the share of the rows follows whose prediction interval, or set of classes, holds \
      the label, and how large these are on average. With --importance it is told what each feature is \
      worth.
      """)

  @Argument(help: "A run's folder, or a model file.")
  var run: String

  @Argument(help: "Tables with the model's features and labels; - is standard input.")
  var data: [String]

  @Option(help: ArgumentHelp("A column that says what each row counts for.", valueName: "column"))
  var weightColumn: String?

  @Option(
    help: ArgumentHelp(
      "A column that says what each row counts for in one label, times what the row counts for. May "
        + "be repeated.", valueName: "LABEL=COLUMN"))
  var weight: [String] = []

  @Option(
    help: ArgumentHelp(
      "Name as many rows of each label as cost most: their file and line, the label, what is "
        + "predicted and the loss of the row.", valueName: "count"))
  var worst: Int?

  @Option(
    help: ArgumentHelp(
      "Write the rows of --worst to a CSV file, gzipped if it ends in .gz, and do not print them.",
      valueName: "file"))
  var worstOutput: String?

  @Option(
    help: ArgumentHelp(
      "A column whose text rows that belong together have in common, such as a person: intervals "
        + "then come from resamples of these groups of rows, not of single rows.",
      valueName: "column"))
  var splitBy: String?

  @Option(
    help: ArgumentHelp(
      "Write what --importance finds to a CSV file as well, gzipped if it ends in .gz.",
      valueName: "file"))
  var importanceOutput: String?

  @OptionGroup var intervals: IntervalOptions
  @OptionGroup(title: "Importance") var permuting: PermutationOptions
  @OptionGroup(title: "Reading, where it is not as the model's own table was read")
  var table: TableOptions
  @OptionGroup(title: "Computing") var computing: ThreadOptions
  @OptionGroup(title: "Printing") var printing: OutputOptions

  func validate() throws {
    if let worst, worst < 1 { throw ValidationError("--worst is \(worst), but must be at least 1") }
    if let importanceOutput {
      guard permuting.importance else {
        throw ValidationError("--importance-output is for --importance, which is not there")
      }
      if importanceOutput == "-" {
        throw ValidationError(
          "--importance-output is -, where the measures are printed; name a file")
      }
    }
    guard let worstOutput else { return }
    if worst == nil { throw ValidationError("--worst-output needs --worst, how many rows to name") }
    if worstOutput == "-" {
      throw ValidationError("--worst-output is -, where the measures are printed; name a file")
    }
  }

  func execute() throws {
    let bar = ReadingBar(isShown: printing.showsProgress)
    let level = try intervals.level
    let weighting = try LabelWeighting(columns: weight)
    let input = try ModelInput(
      run: run, data: data, reading: table, keeping: [splitBy].compactMap { $0 },
      keepsPlaces: worst != nil, level: level, weightColumn: weightColumn,
      weighting: weighting, threads: computing.threads, progress: bar.show)
    bar.finish()
    tell(input.notices, unless: printing.quiet)
    let scored = try input.model.score(
      input.dataset, weightColumn: weightColumn, weighting: weighting, threads: computing.threads)
    let groups = try splitBy.map { column in
      try RowGroups.numbers(
        of: column, in: input.kept, rowCount: input.dataset.rowCount,
        missing: input.missingMarkers)
    }
    var report = EvaluationReport(
      scored.evaluation(Bootstrap(), groups: groups, threads: computing.threads))
    let importance = try importance(of: input, weighting: weighting, groups: groups)
    let rows = worstRows(of: scored, in: input)
    if let worstOutput {
      let writer = try TableWriter(TableDestination(argument: worstOutput))
      try rows?.write(to: writer)
      try writer.finish()
    } else {
      report.worst = rows
    }
    let coverage = try level.map { try PredictionIntervalReport(input.model, scored, at: $0) }
    if printing.json {
      try Console.printJSON(
        MeasuredModel(report: report, predictionIntervals: coverage, importance: importance))
    } else {
      let table = importance?.text(ImportanceReport.manyFeatures, all: importanceOutput)
      let parts = [report.text, coverage?.text, table].compactMap(\.self)
      try Console.print(parts.joined(separator: "\n\n"))
    }
    if let worstOutput, let rows, !printing.quiet {
      Console.tell("wrote \(rows.rows.count.grouped) rows to \(worstOutput)")
    }
  }

  /// What features are worth, if that is asked for; written to a file if one is named.
  ///
  /// - Parameters:
  ///   - weighting: What labels' cells count for.
  ///   - groups: For each row the number of its group; nil where each stands by itself.
  private func importance(
    of input: ModelInput, weighting: LabelWeighting, groups: [Int32]?
  ) throws -> ImportanceReport? {
    guard permuting.importance else { return nil }
    let model = input.model
    let importance = try model.permutationImportance(
      model.excerpt(
        of: input.dataset, weightColumn: weightColumn, weighting: weighting, groups: groups),
      options: permuting.options(seed: 0), threads: computing.threads)
    if let importanceOutput {
      let writer = try TableWriter(TableDestination(argument: importanceOutput))
      for record in importance.records { try writer.write(record) }
      try writer.finish()
    }
    return ImportanceReport(importance)
  }

  /// The rows that cost most, if they are asked for.
  private func worstRows(of scored: ScoredTable, in input: ModelInput) -> WorstRowsReport? {
    guard let worst, let places = input.places else { return nil }
    return WorstRowsReport(worst, of: scored, places: places)
  }
}

/// What `equipoise evaluate --json` prints: how well a model predicts and, where that was asked for,
/// how often its prediction intervals hold, and what features are worth.
private struct MeasuredModel: Encodable {
  let report: EvaluationReport
  let predictionIntervals: PredictionIntervalReport?
  let importance: ImportanceReport?

  enum CodingKeys: CodingKey { case predictionIntervals, importance }

  func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(predictionIntervals, forKey: .predictionIntervals)
    try container.encodeIfPresent(importance, forKey: .importance)
  }
}
