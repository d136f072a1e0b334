internal import Losses
internal import Remedies

/// What is known of a label column's cells taken together: enough to say what it is, whether
/// the cells are in memory or were streamed past.
public struct LabelEvidence: Sendable {
  /// The column's name.
  public let name: String
  /// What the cells of a numeric column have in common.
  public let traits: NumericTraits
  /// The distinct texts of a categorical column in ascending order; nil for a numeric one.
  public let categories: [String]?

  /// Evidence of a numeric column.
  public init(name: String, traits: NumericTraits) {
    self.name = name
    self.traits = traits
    categories = nil
  }

  /// Evidence of a categorical column.
  public init(name: String, categories: [String]) {
    self.name = name
    traits = NumericTraits()
    self.categories = categories
  }

  private var classes: [String] {
    categories ?? (traits.isZeroOne ? ["0", "1"] : [])
  }

  /// What the column is to be learnt as.
  ///
  /// A kind not given is inferred: numbers that are only 0 and 1 and texts of two values are
  /// binary, more texts multiclass, other numbers regression. Of two classes the second in
  /// ascending order is the positive one, as in 0/1, no/yes and false/true. Counts are never
  /// inferred: whole numbers need not count anything.
  ///
  /// - Parameter specification: What was asked for.
  public func request(_ specification: LabelSpecification) throws(DatasetError) -> LabelRequest {
    let kind = specification.kind ?? inferredKind
    try check(kind)
    let loss = specification.loss ?? .standard(for: kind)
    guard loss.entry(for: kind) != nil else {
      throw LabelSpecification.unsuitable(loss, for: kind, name: name)
    }
    try specification.classWeighting?.check(name, kind, classes: classes)
    return LabelRequest(
      name: name, kind: kind, loss: loss, transform: specification.transform,
      classes: kind.isClass ? classes : [], classWeighting: specification.classWeighting,
      task: specification.task)
  }

  /// What a person should know about how the label was understood.
  public func notices(_ specification: LabelSpecification) -> [Notice] {
    guard specification.kind == nil, inferredKind == .regression else { return [] }
    if let (low, high) = traits.twoValues {
      return [
        Notice(
          "read as regression, but it has two values only, \(Self.text(low)) and \(Self.text(high))",
          remedy: Remedy(.label(name, as: .binary, purpose: "to read them as classes")),
          column: name)
      ]
    }
    guard traits.resemblesCounts else { return [] }
    return [
      Notice(
        "read as regression, but its whole numbers, most often 0, look like counts",
        remedy: Remedy(.label(name, as: .count, purpose: "to read it as one")), column: name)
    ]
  }

  /// A number as people write it: whole numbers without a point.
  private static func text(_ number: Double) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }

  private var inferredKind: LabelKind {
    if classes.isEmpty, categories == nil { return .regression }
    return classes.count > 2 ? .multiclass : .binary
  }

  /// Refuses a column that cannot be a label of that kind.
  private func check(_ kind: LabelKind) throws(DatasetError) {
    func failure(_ problem: String, _ ways: Remedy.Way...) -> DatasetError {
      DatasetError(.data, column: name, problem: problem, remedy: Remedy(ways: ways))
    }
    switch kind {
    case .regression, .count:
      guard categories == nil else {
        throw failure(
          "a \(kind.rawValue) label must be numeric", .label(name, as: .multiclass))
      }
      guard kind == .regression || traits.negativeCount + traits.fractionalCount == 0 else {
        throw failure(
          traits.negativeCount > 0
            ? "a count label cannot be negative" : "a count label must be whole numbers",
          .label(name, as: .regression))
      }
    case .binary, .multiclass:
      guard classes.count >= 2 else {
        let found =
          classes.first.map { "the label has one class only, \(quoted($0))" }
          ?? (traits.count > 0 ? "the label is numeric" : "no row is labelled")
        throw failure(
          found, .advice("use a label with at least two classes"),
          .parameter(.ignored, .column(name)))
      }
      guard kind == .multiclass || classes.count == 2 else {
        let shown = classes.prefix(5).map(quoted).joined(separator: ", ")
        throw failure(
          "a binary label has two classes, this one has \(classes.count): "
            + "\(shown)\(classes.count > 5 ? ", …" : "")",
          .label(name, as: .multiclass))
      }
    }
  }
}
