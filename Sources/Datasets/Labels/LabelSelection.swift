internal import Losses
internal import Remedies

extension LabelSpecification {
  /// Finds the columns that some specifications mean.
  ///
  /// A column meant by its exact name goes before one meant by a pattern, and a later pattern
  /// before an earlier one. The same exact name twice is an error, as is a specification without a
  /// column.
  ///
  /// - Returns: One specification for each label column, with its exact name, in the header's
  ///   order; the labels of one task stand together, where the first of them does.
  public static func resolve(
    _ specifications: [LabelSpecification], header: [String]
  ) throws(DatasetError) -> [LabelSpecification] {
    var chosen = [LabelSpecification?](repeating: nil, count: header.count)
    var isExact = [Bool](repeating: false, count: header.count)
    for specification in specifications {
      let matches = NamePattern(specification.pattern).matches(in: header)
      guard !matches.isEmpty else { throw specification.unmatched(header) }
      let named = header[matches[0]] == specification.pattern
      for index in matches {
        if isExact[index] {
          guard named else { continue }
          throw DatasetError(
            .request, column: header[index], problem: "two labels name this column",
            remedy: Remedy("give one \(itemOf: .labels) for it"))
        }
        chosen[index] = try LabelSpecification(
          header[index], kind: specification.kind, loss: specification.loss,
          transform: specification.transform, task: specification.task)
        isExact[index] = named
      }
    }
    return try byTask(chosen.compactMap { $0 })
  }

  /// Puts the labels of each task together, and makes sure that no two tasks have one name.
  private static func byTask(
    _ labels: [LabelSpecification]
  ) throws(DatasetError) -> [LabelSpecification] {
    let shared = Dictionary(grouping: labels.filter { $0.task != nil }, by: \.task)
    var ordered: [LabelSpecification] = []
    var names: Set<String> = []
    for label in labels {
      let group = shared[label.task] ?? [label]
      guard group[0].pattern == label.pattern else { continue }
      let name = label.task?.name ?? label.pattern
      guard names.insert(name).inserted else {
        throw DatasetError(
          .request, problem: "two tasks are called \(quoted(name))",
          remedy: "give each a name of its own")
      }
      ordered += group
    }
    return ordered
  }

  /// The error for a specification that no column fits. A name with a colon may be a name and a
  /// misspelt kind.
  private func unmatched(_ header: [String]) -> DatasetError {
    if let colon = pattern.lastIndex(of: ":"), kind == nil {
      let name = String(pattern[..<colon])
      let word = String(pattern[pattern.index(after: colon)...])
      if !NamePattern(name).matches(in: header).isEmpty {
        let kinds = LabelKind.allCases.map(\.rawValue)
        return DatasetError(
          .request, problem: "label \(quoted(pattern)): \(quoted(word)) is not a kind",
          remedy: DatasetError.remedy(for: word, among: kinds))
      }
    }
    return ColumnSelection.unknown(pattern, header: header, file: nil)
  }
}
