/// A label column as a task to learn, with the label of every row.
public struct LabelColumn: Sendable {
  /// What is to be learnt.
  public let task: PredictionTask
  /// For each row the number (regression, count), 0 or 1 (binary) or the class's index (multiclass);
  /// NaN where the label is missing.
  public let values: [Float]
  /// What a person should know about how the label was understood.
  public let notices: [Notice]

  /// Understands a column as a label.
  ///
  /// A kind not given is inferred: numbers that are only 0 and 1 and texts of two values are binary,
  /// more texts multiclass, other numbers regression. Of two classes the second in ascending order
  /// is the positive one, as in 0/1, no/yes and false/true.
  ///
  /// - Parameters:
  ///   - column: The column, read as `LabelSpecification.declaration` says.
  ///   - specification: What was asked for.
  ///   - standardDeviation: The δ of a Huber loss that names none, in the label's units; nil takes
  ///     the deviation of all labelled rows.
  public init(
    column: Column, specification: LabelSpecification, standardDeviation: Double? = nil
  ) throws(DatasetError) {
    var traits = NumericTraits()
    let classes: [String]
    switch column.values {
    case .numeric(let numbers):
      traits.add(numbers)
      values = numbers
      classes = traits.isZeroOne ? ["0", "1"] : []
    case .categorical(let cells):
      values = cells.codes.map { $0 < 0 ? .nan : Float($0) }
      classes = cells.categories
    }
    let isNumeric = column.isNumeric
    let kind = specification.kind ?? Self.inferredKind(isNumeric: isNumeric, classes: classes)
    notices = Self.notices(column.name, kind: kind, traits, isInferred: specification.kind == nil)
    try Self.check(kind, of: column, classes: classes, traits)
    let loss = specification.loss ?? .standard(for: kind)
    guard loss.suits(kind) else {
      throw LabelSpecification.unsuitable(loss, for: kind, name: column.name)
    }
    let deviation = standardDeviation ?? Self.standardDeviation(values)
    task = PredictionTask(
      name: column.name, kind: kind,
      loss: loss.resolved(for: kind, standardDeviation: deviation),
      classes: kind == .binary || kind == .multiclass ? classes : [])
  }

  private static func inferredKind(isNumeric: Bool, classes: [String]) -> LabelKind {
    if classes.isEmpty, isNumeric { return .regression }
    return classes.count > 2 ? .multiclass : .binary
  }

  private static func notices(
    _ name: String, kind: LabelKind, _ traits: NumericTraits, isInferred: Bool
  ) -> [Notice] {
    guard isInferred, kind == .regression, traits.resemblesCounts else { return [] }
    return [
      Notice(
        "read as regression, but its whole numbers, most often 0, look like counts; "
          + "--label \(name):count reads it as one", column: name)
    ]
  }

  /// Refuses a column that cannot be a label of that kind.
  private static func check(
    _ kind: LabelKind, of column: Column, classes: [String], _ traits: NumericTraits
  ) throws(DatasetError) {
    func failure(_ problem: String, _ remedy: String) -> DatasetError {
      DatasetError(.data, column: column.name, problem: problem, remedy: remedy)
    }
    switch kind {
    case .regression, .count:
      guard column.isNumeric else {
        throw failure(
          "a \(kind.rawValue) label must be numeric", "use --label \(column.name):multiclass")
      }
      if kind == .count { try checkCounts(column, traits) }
    case .binary, .multiclass:
      guard classes.count >= 2 else {
        let found =
          classes.first.map { "the label has one class only, \(quoted($0))" }
          ?? (traits.count > 0 ? "the label is numeric" : "no row is labelled")
        throw failure(found, "use a label with at least two classes, or --ignore it")
      }
      if kind == .binary, classes.count > 2 {
        let shown = classes.prefix(5).map(quoted).joined(separator: ", ")
        throw failure(
          "a binary label has two classes, this one has \(classes.count): "
            + "\(shown)\(classes.count > 5 ? ", …" : "")",
          "use --label \(column.name):multiclass")
      }
    }
  }

  /// Counts are whole and not negative; the first that is not is named.
  private static func checkCounts(
    _ column: Column, _ traits: NumericTraits
  ) throws(DatasetError) {
    guard traits.negativeCount + traits.fractionalCount > 0,
      case .numeric(let numbers) = column.values,
      let row = numbers.firstIndex(where: { $0 < 0 || $0 != $0.rounded(.towardZero) && !$0.isNaN })
    else { return }
    let what = numbers[row] < 0 ? "is negative" : "is not a whole number"
    throw DatasetError(
      .data, column: column.name, value: "\(numbers[row])",
      problem: "\(what), in data row \(row + 1), so the label is no count",
      remedy: "use --label \(column.name):regression")
  }

  /// The population standard deviation of the labelled rows, by Welford's recurrence; 0 of none.
  private static func standardDeviation(_ values: [Float]) -> Double {
    var (count, mean, squares) = (0.0, 0.0, 0.0)
    for value in values where !value.isNaN {
      count += 1
      let difference = Double(value) - mean
      mean += difference / count
      squares += difference * (Double(value) - mean)
    }
    return count > 0 ? (squares / count).squareRoot() : 0
  }
}

extension Column {
  /// Whether the cells are numbers.
  var isNumeric: Bool {
    if case .numeric = values { true } else { false }
  }
}
