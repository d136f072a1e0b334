internal import Datasets
internal import Losses
internal import Training

/// The sections that cards have in common, as Markdown.
enum CardSection {
  /// What is predicted, and from how many columns.
  static func title(_ predictor: some Predictor) -> String {
    let labels = predictor.tasks.map { task in
      let columns = task.isSingle ? "" : ", \(task.labels.count) columns"
      return "`\(task.name.inMarkdown)` (\(task.kind.rawValue)\(columns))"
    }
    return """
      # Model card

      Predicts \(labels.joined(separator: ", ")) from \(predictor.schema.readFeatures.count) columns.
      """
  }

  /// - Parameters:
  ///   - split: How the rows were split, in words.
  ///   - choosing: What the validation rows were for, behind "to".
  static func data(
    rows: TrainingReport.Rows, _ schema: Schema, _ fingerprint: DataFingerprint,
    split: String, seed: UInt64, choosing: String
  ) -> String {
    data(
      "\(rows.train.grouped) to learn from, \(rows.validation.grouped) to \(choosing), "
        + "\(rows.test.grouped) to judge the result; \(split), seed \(seed)",
      schema, fingerprint)
  }

  /// - Parameter use: What the rows were for.
  static func data(_ use: String, _ schema: Schema, _ fingerprint: DataFingerprint) -> String {
    let crosses = schema.crosses.map { "\n- " + $0.words.inMarkdown }.joined()
    return """
      ## Data

      \(fingerprint.rows.grouped) rows: \(use).
      Fingerprint of columns and split: `\(fingerprint.whole)`.

      Features: \(schema.readFeatures.map { "`\($0.name.inMarkdown)`" }.joined(separator: ", ")).\
      \(crosses.isEmpty ? "" : "\n\nThe labels' means over training rows are read in the cells of columns together:\n" + crosses)
      """
  }

  /// On the rows nothing was chosen by, or the next best there are.
  ///
  /// - Parameter chosen: What was chosen by the validation rows, and that it was.
  static func quality(
    validation: EvaluationReport?, test: EvaluationReport?, chosen: String
  ) -> String {
    let judged = test.map { ("test", $0) } ?? validation.map { ("validation", $0) }
    guard let (name, judged) = judged else {
      return "## Quality\n\nNot measured: there were neither test nor validation rows."
    }
    let flattery = name == "validation" ? " \(chosen) by the same rows, so this flatters." : ""
    return quality(
      judged,
      on: "On the \(judged.rows.grouped) \(name) rows.", besides: flattery,
      closing: "One run: how much these figures vary with the training rows and the seed was not "
        + "measured.")
  }

  /// - Parameters:
  ///   - rows: On which rows the figures are, as a sentence.
  ///   - besides: What else is to be known before the figures, behind a blank, or nothing.
  ///   - closing: What is to be known behind them.
  static func quality(
    _ judged: EvaluationReport, on rows: String, besides: String = "", closing: String
  ) -> String {
    var lines = [
      "| label | rows | loss | constant loss | prior loss | skill |",
      "| --- | --- | --- | --- | --- | --- |",
    ]
    for (name, task) in judged.lines {
      lines.append(
        "| `\(name.inMarkdown)` | \(task.labelled.grouped) | \(task.loss.short) "
          + "| \(task.constantLoss.short) | \(task.priorLoss.short) | \(task.skillText) |")
    }
    for table in judged.metricTables {
      lines += [
        "", "| label | \(table.names.map(\.inMarkdown).joined(separator: " | ")) |",
        "| --- |\(String(repeating: " --- |", count: table.names.count))",
      ]
      lines += table.lines.map { name, cells in
        "| `\(name.inMarkdown)` | \(cells.joined(separator: " | ")) |"
      }
    }
    return """
      ## Quality

      \(rows) Skill is 1 − loss / constant loss. The constant loss is \
      what the best constant of the training labels costs on these rows, the prior loss what it costs on \
      the training rows.\(besides)\(judged.note.map { " \($0)" } ?? "")

      \(lines.joined(separator: "\n"))

      \(closing)
      """
  }

  /// How often prediction intervals hold the labels of the test rows; nil where that was not
  /// measured.
  ///
  /// - Parameter rows: What the rows are called.
  static func predictionIntervals(
    _ report: PredictionIntervalReport?, on rows: String = "test"
  ) -> String? {
    report.map { report in
      let header = PredictionIntervalReport.header
      let lines = report.lines.map { line in
        (["`\(line[0].inMarkdown)`"] + line.dropFirst()).joined(separator: " | ")
      }
      return """
        ## Prediction intervals

        \(PredictionIntervalReport.explanation)

        On the \(rows) rows: \(report.summary).

        | \(header.joined(separator: " | ")) |
        |\(String(repeating: " --- |", count: header.count))
        \(lines.map { "| \($0) |" }.joined(separator: "\n"))
        """
    }
  }

  /// What features are worth; nil where that was not measured.
  ///
  /// - Parameter rows: How many rows there are of each part.
  static func importance(_ report: ImportanceReport?, rows: TrainingReport.Rows) -> String? {
    report.map { report in
      let lines = report.lines(ImportanceReport.fewFeatures).map { line in
        (["`\(line[0].inMarkdown)`"] + line.dropFirst().map(\.inMarkdown))
          .joined(separator: " | ")
      }
      let header = report.header.map(\.inMarkdown)
      return """
        ## What it uses

        \(report.explanation(on: rows.test > 0 ? "test" : "validation"))

        | \(header.joined(separator: " | ")) |
        |\(String(repeating: " --- |", count: header.count))
        \(lines.map { "| \($0) |" }.joined(separator: "\n"))\
        \(report.groups.map { "\n\n\($0.inMarkdown)." }.joined())
        """
    }
  }

  /// - Parameter command: The command that trains it again.
  static func again(_ command: [String]) -> String {
    """
    ## Again

    ```sh
    \(command.map(\.asPlainShellWord).joined(separator: " ")) -o RUN
    ```

    The same data, options and version give the same bytes on the same kind of processor.
    """
  }
}

extension String {
  /// A name that neither ends a table's cell nor a span of code, nor breaks the line.
  var inMarkdown: String {
    printable.replacing("|", with: "\\|").replacing("`", with: "'")
  }
}
