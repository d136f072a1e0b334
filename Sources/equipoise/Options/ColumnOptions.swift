import ArgumentParser
import Datasets

/// Which columns are features, and what their cells are.
struct ColumnOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The columns to learn from, separated by commas; patterns are allowed. All if not given.",
      valueName: "columns"))
  var features: [String] = []

  @Option(
    help: ArgumentHelp(
      "Columns whose cells are categories even if they look like numbers.", valueName: "columns"))
  var categorical: [String] = []

  @Option(help: ArgumentHelp("Columns whose cells must be numbers.", valueName: "columns"))
  var numeric: [String] = []

  var stated: [StatedOption] {
    [
      StatedOption("--features", features), StatedOption("--categorical", categorical),
      StatedOption("--numeric", numeric),
    ]
  }

  /// What the reader is told of the columns. A later pattern goes before an earlier one, and an exact
  /// name before a pattern.
  func selection(labels: LabelOptions, splitColumn: String?) throws -> ColumnSelection {
    func declare(_ names: [String], as type: ColumnType) -> [ColumnDeclaration] {
      names.map { ColumnDeclaration($0, as: type) }
    }
    let wanted = features.commaSeparated
    var declarations = declare(wanted, as: .inferred)
    declarations += declare(categorical.commaSeparated, as: .categorical)
    declarations += declare(numeric.commaSeparated, as: .numeric)
    declarations += try labels.specifications().map(\.declaration)
    declarations += declare(labels.ignoredColumns, as: .skipped)
    if let weights = labels.weightColumn {
      declarations.append(ColumnDeclaration(weights, as: .numeric, isRequired: true))
    }
    if let splitColumn { declarations += declare([splitColumn], as: .categorical) }
    return wanted.isEmpty ? .all(declarations) : .matching(declarations)
  }
}
