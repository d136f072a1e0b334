/// The cells of one column that hold categories which training did not know, or hardly.
public struct UnknownCategories: Equatable, Sendable {
  /// The column's name.
  public let column: String
  /// How many cells hold such a category.
  public let cellCount: Int
  /// How many cells hold any.
  public let presentCount: Int
  /// The categories, those of most cells first.
  public let categories: [Category]

  /// A category, and how many cells hold it.
  public struct Category: Equatable, Sendable {
    /// Its text.
    public let text: String
    /// How many cells hold it.
    public let cellCount: Int
  }

  /// Counts a column's cells; nil where training knew all of them.
  public init?(of column: Column, slots: CategorySlots) {
    guard case .categorical(let cells) = column.values else { return nil }
    let isUnknown = slots.slots(of: cells.categories).map { $0 == CategorySlots.unknown }
    guard isUnknown.contains(true) else { return nil }
    var counts = Array(repeating: 0, count: cells.categories.count)
    for code in cells.codes where code >= 0 { counts[Int(code)] += 1 }
    self.column = column.name
    presentCount = counts.reduce(0, +)
    categories = counts.indices.filter { isUnknown[$0] && counts[$0] > 0 }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
      .map { Category(text: cells.categories[$0], cellCount: counts[$0]) }
    cellCount = categories.reduce(0) { $0 + $1.cellCount }
    if cellCount == 0 { return nil }
  }

  /// What a person should know of it.
  public var notice: Notice {
    let most = 5
    let shown = categories.prefix(most).map { "\(quoted($0.text)) \($0.cellCount)" }
    let others = categories.count - shown.count
    let list = shown.joined(separator: ", ") + (others > 0 ? ", and \(others) more" : "")
    let cells = counted(presentCount, "cell")
    let message =
      cellCount == presentCount
      ? "training knew nothing of what its \(cells) hold, or saw it in one row only (\(list)): the "
        + "column tells the model nothing"
      : "\(cellCount) of \(cells) hold what training did not know, or saw in one row only (\(list))"
    return Notice(message, column: column)
  }
}

extension Schema {
  /// For each categorical feature of a table the cells that training did not know.
  public func unknownCategories(in dataset: Dataset) -> [UnknownCategories] {
    features.compactMap { feature in
      switch feature.encoding {
      case .numeric, .embeddedNumber: nil
      case .oneHot(let slots), .embedding(let slots, _):
        dataset[feature.name].flatMap { UnknownCategories(of: $0, slots: slots) }
      }
    }
  }
}
