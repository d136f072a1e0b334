import ArgumentParser
import Datasets

/// Which columns are features, and what their cells are.
struct ColumnOptions: StatedOptions {
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

  /// Refuses a label that is named as a feature too; a pattern of features passes labels by.
  func refuse(_ labels: LabelOptions) throws {
    // A malformed label is told of when the command reads it.
    guard let specifications = try? labels.specifications() else { return }
    let ignored = labels.ignoredColumns.map(NamePattern.init)
    for name in features.commaSeparated where !NamePattern(name).isPattern {
      let label = specifications.first { NamePattern($0.pattern).matches(name) }
      guard let label, !ignored.contains(where: { $0.matches(name) }) else { continue }
      throw ValidationError(
        "--features names '\(name)', which is a label (--label \(label.pattern)) and cannot be a "
          + "feature too; leave it out of one of them")
    }
  }

  /// Those columns of a split that are read for it alone: they are ignored, or no feature is meant.
  func unlearnt(of split: [ColumnDeclaration], labels: LabelOptions) -> Set<String> {
    let ignored = labels.ignoredColumns.map(NamePattern.init)
    let wanted = features.commaSeparated.map(NamePattern.init)
    let names = split.map(\.pattern).filter { name in
      ignored.contains { $0.matches(name) }
        || !wanted.isEmpty && !wanted.contains { $0.matches(name) }
    }
    return Set(names)
  }

  /// What the reader is told of the columns. A later pattern goes before an earlier one, and an
  /// exact name before a pattern.
  ///
  /// - Parameter split: The columns that say which rows are for what.
  func selection(
    labels: LabelOptions, split: [ColumnDeclaration]
  ) throws -> ColumnSelection {
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
    declarations += try labels.weighting.declarations
    declarations += split
    return wanted.isEmpty ? .all(declarations) : .matching(declarations)
  }
}
