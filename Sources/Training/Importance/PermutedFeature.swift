public import Datasets
internal import Remedies

/// What is permuted at once to see what a model owes to it: a column of the table as people know
/// it, whatever is made of it, or several columns together.
public struct PermutedFeature: Hashable, Sendable {
  /// The column's name, or the text that names several.
  public let name: String
  /// The columns by the names that they have in the table.
  public let columns: [String]
  /// What is read of these: of a column of dates its parts.
  let readColumns: [String]
}

extension Schema {
  /// The features whose importance can be measured, in the order of the table; columns that are
  /// permuted together stand where their first one does.
  ///
  /// What a date is made into is one feature, under the date's name. Means that are read in the
  /// cells of several columns are no feature: they follow from these.
  ///
  /// - Parameters:
  ///   - dates: What is made of columns of dates.
  ///   - groups: Columns that are permuted together: names and patterns, separated by commas. They
  ///     should stand together where they tell nearly the same: alone each looks as if it were worth
  ///     nothing, as the others stand in for it.
  /// - Throws: `DatasetError` for a name or pattern that means no feature, or a feature in two
  ///   groups.
  public func permutedFeatures(
    dates: [DateFeatures], groups: [String] = []
  ) throws(DatasetError) -> [PermutedFeature] {
    let dateOfPart = Dictionary(
      dates.flatMap { date in date.parts.map { (date.columnName(of: $0), date.name) } },
      uniquingKeysWith: { first, _ in first })
    var names: [String] = []
    var parts: [String: [String]] = [:]
    for feature in readFeatures {
      let name = dateOfPart[feature.name] ?? feature.name
      if parts[name] == nil { names.append(name) }
      parts[name, default: []].append(feature.name)
    }
    let groupOfName = try Self.groups(groups, among: names)
    var done: Set<String> = []
    return names.compactMap { name in
      guard let group = groupOfName[name] else {
        return PermutedFeature(name: name, columns: [name], readColumns: parts[name] ?? [])
      }
      guard done.insert(group).inserted else { return nil }
      let columns = names.filter { groupOfName[$0] == group }
      return PermutedFeature(
        name: group, columns: columns, readColumns: columns.flatMap { parts[$0] ?? [] })
    }
  }

  /// For each name that is in a group the group's text.
  private static func groups(
    _ texts: [String], among names: [String]
  ) throws(DatasetError) -> [String: String] {
    let index = NameIndex(names)
    var groupOfName: [String: String] = [:]
    for text in texts {
      let patterns = text.split(separator: ",").map { part in
        String(part.trimmingPrefix { $0 == " " })
      }
      guard !patterns.isEmpty else {
        throw DatasetError(
          .request, value: text, problem: "names no features that are to be permuted together",
          remedy: "name columns, separated by commas")
      }
      for pattern in patterns {
        let found = NamePattern(pattern).matches(in: index)
        guard !found.isEmpty else {
          throw DatasetError(
            .request, column: pattern,
            problem: "is to be permuted with others, but is no feature of the model",
            remedy: DatasetError.remedy(for: pattern, among: names))
        }
        for name in found.map({ names[$0] }) {
          if let other = groupOfName[name], other != text {
            throw DatasetError(
              .request, column: name,
              problem: "is to be permuted with two groups of features, \(quoted(other)) and "
                + quoted(text),
              remedy: "name it in one of them")
          }
          groupOfName[name] = text
        }
      }
    }
    return groupOfName
  }
}
