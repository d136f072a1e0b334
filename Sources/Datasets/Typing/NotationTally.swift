/// How the cells of a column that are no plain numbers are written, as far as they are numbers at
/// all.
struct NotationTally {
  /// One notation that occurs.
  struct Entry {
    let notation: ForeignNotation
    /// How many cells have it, and how many distinct texts.
    var cellCount = 0
    var textCount = 0
    /// The first of these texts.
    let sample: String
  }

  /// The cells that are plain numbers.
  private(set) var plainCount = 0
  /// The notations, in order of first appearance.
  private(set) var entries: [Entry] = []

  /// Counts the cells that are plain numbers.
  mutating func addPlain(_ count: Int) { plainCount += count }

  /// Counts the cells of a text that is no plain number.
  mutating func add(_ text: String, count: Int, decimalMark: DecimalMark) {
    guard let notation = ForeignNotation(text, decimalMark: decimalMark) else { return }
    let index =
      entries.firstIndex { $0.notation == notation }
      ?? {
        entries.append(Entry(notation: notation, sample: text))
        return entries.count - 1
      }()
    entries[index].cellCount += count
    entries[index].textCount += 1
  }

  /// The cells that are numbers in whatever notation, but for those with a unit: that is a guess.
  var numberCount: Int {
    plainCount + entries.filter { !$0.notation.isUnit }.reduce(0) { $0 + $1.cellCount }
  }

  /// The cells that are bounds.
  var boundCount: Int {
    entries.first { $0.notation == .bound }?.cellCount ?? 0
  }

  /// The units, if nearly all of so many cells are numbers with a unit, and each unit has several
  /// numbers.
  func units(among presentCount: Int) -> [Entry] {
    let units = entries.filter { $0.notation.isUnit && $0.textCount >= Self.leastTexts }
    let cells = units.reduce(plainCount) { $0 + $1.cellCount }
    return !units.isEmpty && 10 * cells >= 9 * presentCount ? units : []
  }

  /// With fewer numbers, `1st` and `2nd` would have units.
  private static let leastTexts = 3
}
