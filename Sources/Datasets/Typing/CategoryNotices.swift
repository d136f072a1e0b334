internal import Remedies

/// What a person should know of a column of categories: what was merged, what is probably one
/// category but was not merged, what is probably a missing cell, and whether it tells rows apart at
/// all.
struct CategoryNotices {
  let column: String
  let categories: Categories
  let declaration: ColumnDeclaration
  /// The number of distinct texts, and of cells that are not missing.
  let distinctCount: Int
  let presentCount: Int

  /// How many examples a notice names.
  private static let exampleLimit = 3
  /// Below so many cells, that all differ says little.
  private static let leastIdentifiers = 20

  var notices: [Notice] {
    [merged, similar, doubtful, identifiers].compactMap { $0 }
  }

  private var merged: Notice? {
    guard !categories.merged.isEmpty else { return nil }
    return Notice(
      "written in several ways but read as one category: \(Self.list(categories.merged))",
      column: column)
  }

  private var similar: Notice? {
    let similar = categories.similar
    guard !similar.isEmpty else { return nil }
    return Notice(
      "differ only by case or spaces, but are different categories: \(Self.list(similar))",
      remedy: Remedy(.parameter(.foldedColumns, .column(column), purpose: "to read them as one")),
      column: column)
  }

  private var doubtful: Notice? {
    let names = categories.sorted.filter(ReadingOptions.doubtfulMissingMarkers.contains)
    guard !names.isEmpty else { return nil }
    let isOne = names.count == 1
    return Notice(
      "\(names.map(quoted).joined(separator: ", ")) \(isOne ? "is a category" : "are categories")",
      remedy: Remedy(
        .parameters(
          names.map { Setting(.missingMarkers, .text($0)) },
          purpose: "if \(isOne ? "it stands" : "they stand") for missing cells")),
      column: column)
  }

  private var identifiers: Notice? {
    guard !declaration.isLabel, distinctCount == presentCount,
      presentCount >= Self.leastIdentifiers
    else { return nil }
    return Notice(
      "differs in each of the \(presentCount) rows that have it, so it teaches nothing of other rows",
      remedy: Remedy(.parameter(.ignored, .column(column), purpose: "to leave it out")),
      column: column)
  }

  private static func list(_ groups: [[String]]) -> String {
    let shown = groups.prefix(exampleLimit).map { group in
      let names = group.prefix(exampleLimit).map(quoted).joined(separator: " = ")
      return group.count > exampleLimit ? names + " = …" : names
    }
    let more = groups.count - shown.count
    return shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}
