import ArgumentParser
import Datasets
import Foundation

/// Which columns are labels, and which are not to be used.
struct LabelOptions: StatedOptions {
  @Option(
    help: ArgumentHelp(
      "A column to predict, or a pattern such as 'y_*'. May be repeated.",
      discussion: """
        KIND is regression, binary, multiclass or count, and inferred if left out. 'equipoise losses' \
        lists what LOSS may be, such as huber or quantile=0.9 for regression, and what TRANSFORM: \
        price:regression:squared:log learns the logarithm of a label with a heavy tail.
        """, valueName: "NAME[:KIND[:LOSS[:TRANSFORM]]]"))
  var label: [String] = []

  @Option(
    help: ArgumentHelp(
      "A task of several columns, with one loss and one weight. May be repeated.",
      discussion: """
        COLUMNS are names and patterns with commas between them, of one KIND and LOSS: a vector \
        regression, or a class of several labels. The task's loss is the mean over all labelled \
        cells, or behind :sum the sum over the columns of each one's mean.
        """, valueName: "NAME=COLUMNS[:KIND[:LOSS[:TRANSFORM]]][:mean|sum]"))
  var task: [String] = []

  @Option(
    help: ArgumentHelp(
      "Columns that are neither features nor labels, separated by commas; patterns are allowed.",
      valueName: "columns"))
  var ignore: [String] = []

  @Option(help: ArgumentHelp("A column that says what each row counts for.", valueName: "column"))
  var weightColumn: String?

  @Option(
    help: ArgumentHelp(
      "A column that says what each row counts for in one label, times what the row counts for. The "
        + "label may be a pattern. May be repeated.", valueName: "LABEL=COLUMN"))
  var weight: [String] = []

  @Option(
    help: ArgumentHelp(
      "What the classes of a label count for in its loss: balanced, each as much as any other, or "
        + "a number for some of them. Metrics count rows as they are. May be repeated.",
      valueName: "LABEL=balanced|CLASS:WEIGHT,…"))
  var classWeight: [String] = []

  func validate() throws {
    try refuse(weightColumn, as: "--weight-column")
    // A malformed weight is told of when the command reads it.
    for column in try weighting.columnNames.sorted() { try refuse(column, as: "--weight") }
  }

  /// What labels' cells and classes count for.
  var weighting: LabelWeighting {
    get throws { try LabelWeighting(columns: weight, classes: classWeight) }
  }

  /// Refuses to begin without a label.
  func requireLabel() throws {
    guard !label.isEmpty || !task.isEmpty else {
      throw ValidationError("no label is named; name at least one column with --label")
    }
  }

  /// Refuses a column that rules over rows if it is a label by its exact name; a pattern passes it
  /// by.
  func refuse(_ column: String?, as option: String) throws {
    // A malformed label is told of when the command reads it.
    guard let column, let labels = try? specifications(),
      labels.contains(where: { $0.pattern == column })
    else { return }
    throw ValidationError("\(option) is '\(column)', which is a label too; name another column")
  }

  func specifications() throws -> [LabelSpecification] {
    try LabelSpecification.parse(labels: label, tasks: task)
  }

  var ignoredColumns: [String] { ignore.commaSeparated }
}

extension [String] {
  /// The items of an option that may be repeated and may hold several items each time.
  var commaSeparated: [String] {
    flatMap { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
  }
}
