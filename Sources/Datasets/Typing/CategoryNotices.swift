/// What a person should know of a column of categories: what was merged, what is probably one category
/// but was not merged, what is probably a missing cell, and whether it tells rows apart at all.
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
    [merged, similar, doubtful, identifiers].compactMap(\.self).map { Notice($0, column: column) }
  }

  private var merged: String? {
    guard !categories.merged.isEmpty else { return nil }
    return "written in several ways but read as one category: \(Self.list(categories.merged))"
  }

  private var similar: String? {
    let similar = categories.similar
    guard !similar.isEmpty else { return nil }
    return "differ only by case or spaces, and are read as different categories: "
      + "\(Self.list(similar)); use --fold-case \(column.asArgument) to read them as one"
  }

  private var doubtful: String? {
    let names = categories.sorted.filter(ReadingOptions.doubtfulMissingMarkers.contains)
    guard !names.isEmpty else { return nil }
    let options = names.map { "--missing \(quoted($0))" }.joined(separator: " ")
    return "\(names.map(quoted).joined(separator: ", ")) \(names.count == 1 ? "is a" : "are") "
      + "\(names.count == 1 ? "category" : "categories") here; use \(options) if "
      + "\(names.count == 1 ? "it stands" : "they stand") for missing cells"
  }

  private var identifiers: String? {
    guard !declaration.isLabel, distinctCount == presentCount,
      presentCount >= Self.leastIdentifiers
    else { return nil }
    return "differs in each of \(presentCount) rows that have it, so it teaches nothing of other rows; "
      + "leave it out with --ignore \(column.asArgument)"
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
