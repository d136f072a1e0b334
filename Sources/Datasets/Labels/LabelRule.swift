/// What a person says of a label, or of all whose names match a pattern: `LABEL=VALUE`.
public struct LabelRule<Value: Equatable & Sendable>: Equatable, Sendable {
  /// A label's name, or a pattern.
  public let labels: String
  /// What holds for it.
  public let value: Value

  /// Reads a rule; nil for a text without a label or a value.
  ///
  /// - Parameter value: Reads what stands behind the last equals sign; nil for what is none.
  package init?<Failure: Error>(
    _ text: String, value: (Substring) throws(Failure) -> Value?
  ) throws(Failure) {
    guard let equals = text.lastIndex(of: "="), equals > text.startIndex,
      text.index(after: equals) < text.endIndex,
      let value = try value(text[text.index(after: equals)...])
    else { return nil }
    labels = String(text[..<equals])
    self.value = value
  }

  /// Whether it is of the label of that name.
  package func matches(_ label: String) -> Bool { NamePattern(labels).matches(label) }

  /// The error for a rule that is of none of some labels.
  ///
  /// - Parameter what: What there is for it.
  package func unmatched(_ what: String, among names: [String]) -> DatasetError {
    DatasetError(
      .request, problem: "there \(what) for \(quoted(labels)), which is no label",
      remedy: DatasetError.remedy(for: labels, among: names))
  }
}
