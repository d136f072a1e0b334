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
  /// Whether cells hold still others, which were too many to be told apart.
  public let hasOthers: Bool

  /// A category, and how many cells hold it.
  public struct Category: Equatable, Sendable {
    /// Its text.
    public let text: String
    /// How many cells hold it.
    public let cellCount: Int
  }

  /// Counts a column's cells; nil where training knew all of them.
  public init?(of column: Column, slots: CategorySlots) {
    var tally = UnknownCategoryTally()
    tally.add(column, slots: slots, known: nil)
    guard let found = tally.found.first else { return nil }
    self = found
  }

  fileprivate init?(_ column: String, _ counts: UnknownCategoryTally.Counts) {
    guard counts.cellCount > 0 else { return nil }
    // Those of equally many cells in the order of categories.
    let ordered = Categories(
      inOrderOfAppearance: counts.texts, decimalMark: counts.decimalMark)
    var cellCounts = ordered.sorted.map { _ in 0 }
    for (text, rank) in zip(counts.texts, ordered.ranks) {
      cellCounts[Int(rank)] += counts.ofTexts[text] ?? 0
    }
    self.column = column
    cellCount = counts.cellCount
    presentCount = counts.presentCount
    categories = cellCounts.indices.sorted { (cellCounts[$1], $0) < (cellCounts[$0], $1) }
      .map { Category(text: ordered.sorted[$0], cellCount: cellCounts[$0]) }
    hasOthers = counts.hasOthers
  }

  /// What a person should know of it.
  public var notice: Notice {
    let most = 5
    let shown = categories.prefix(most).map { "\(quoted($0.text)) \($0.cellCount)" }
    let others = categories.count - shown.count
    let list =
      shown.joined(separator: ", ")
      + (others > 0 ? ", and \(hasOthers ? "more than " : "")\(others) more" : "")
    let cells = counted(presentCount, "cell")
    let message =
      cellCount == presentCount
      ? "training knew nothing of what its \(cells) hold, or saw it in one row only (\(list)): the "
        + "column tells the model nothing"
      : "\(cellCount) of \(cells) hold what training did not know, or saw in one row only (\(list))"
    return Notice(message, column: column)
  }
}

/// Counts of the cells of a table that training did not know, column by column, while its parts are
/// read. Its memory does not grow with the table: of each column it tells only so many texts apart.
package struct UnknownCategoryTally: Sendable {
  /// How many texts of a column are told apart.
  package static let mostTexts = 1 << 14

  /// Those of one column.
  fileprivate struct Counts: Sendable {
    var presentCount = 0
    var cellCount = 0
    /// The texts that training did not know, in order of appearance, …
    var texts: [String] = []
    /// … and how many cells hold each.
    var ofTexts: [String: Int] = [:]
    var hasOthers = false
    var decimalMark = DecimalMark.point

    /// Notes cells that hold a text.
    mutating func add(_ text: String, cellCount count: Int) {
      cellCount += count
      if let known = ofTexts[text] {
        ofTexts[text] = known + count
      } else if texts.count < mostTexts {
        texts.append(text)
        ofTexts[text] = count
      } else {
        hasOthers = true
      }
    }
  }

  private var columns: [(name: String, counts: Counts)] = []

  package init() {}

  /// Counts the cells of a table's features.
  ///
  /// - Parameter known: For each feature what was made of the categories that training knew.
  mutating func add(_ dataset: Dataset, features: [Feature], known: [KnownCategories?]? = nil) {
    for (index, feature) in features.enumerated() {
      guard let slots = feature.encoding.slots, let column = dataset[feature.name] else { continue }
      add(column, slots: slots, known: known?[index])
    }
  }

  /// Counts a column's cells.
  ///
  /// - Parameter known: What was made of the categories that training knew.
  mutating func add(_ column: Column, slots: CategorySlots, known: KnownCategories?) {
    guard case .categorical(let cells) = column.values else { return }
    let ofCategories = slots.slots(
      of: cells.categories,
      among: .of(slots.categories, decimalMark: cells.decimalMark, made: known))
    var cellCounts = Array(repeating: 0, count: cells.categories.count)
    for code in cells.codes where code >= 0 { cellCounts[Int(code)] += 1 }
    let place = place(of: column.name)
    columns[place].counts.decimalMark = cells.decimalMark
    columns[place].counts.presentCount += cellCounts.reduce(0, +)
    for (code, count) in cellCounts.enumerated()
    where count > 0 && ofCategories[code] == CategorySlots.unknown {
      columns[place].counts.add(cells.categories[code], cellCount: count)
    }
  }

  /// Counts the cells of the rows that follow.
  package mutating func add(_ others: UnknownCategoryTally) {
    for (name, counts) in others.columns {
      let place = place(of: name)
      columns[place].counts.decimalMark = counts.decimalMark
      columns[place].counts.presentCount += counts.presentCount
      for text in counts.texts {
        columns[place].counts.add(text, cellCount: counts.ofTexts[text] ?? 0)
      }
      if counts.hasOthers {
        let told = counts.texts.reduce(0) { $0 + (counts.ofTexts[$1] ?? 0) }
        columns[place].counts.cellCount += counts.cellCount - told
        columns[place].counts.hasOthers = true
      }
    }
  }

  /// For each column that has some what was found.
  package var found: [UnknownCategories] {
    columns.compactMap { UnknownCategories($0.name, $0.counts) }
  }

  private mutating func place(of name: String) -> Int {
    if let place = columns.firstIndex(where: { $0.name == name }) { return place }
    columns.append((name, Counts()))
    return columns.count - 1
  }
}

extension Schema {
  /// For each categorical feature of a table the cells that training did not know.
  public func unknownCategories(in dataset: Dataset) -> [UnknownCategories] {
    var tally = UnknownCategoryTally()
    tally.add(dataset, features: features)
    return tally.found
  }
}
