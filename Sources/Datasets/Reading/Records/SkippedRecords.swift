/// The records of a text that are no data: how many, and on which lines the first ones begin.
struct SkippedRecords: Sendable, Equatable {
  /// How many lines are named at most.
  static let namedLimit = 5

  /// How many there are.
  private(set) var count = 0
  /// The lines of the first of them, in order.
  private(set) var lines: [Int] = []

  /// Adds a record behind those so far.
  mutating func append(line: Int) {
    count += 1
    if lines.count < Self.namedLimit { lines.append(line) }
  }

  /// Adds those of a text behind that begins on a given line.
  mutating func append(_ other: Self, from line: Int) {
    count += other.count
    lines += other.lines.prefix(Self.namedLimit - lines.count).map { line + $0 }
  }

  /// `on line 7`, `on lines 7 and 9` or, where not all are named, `on lines 7, 9 and 3 more`.
  var place: String {
    var parts = lines.map(String.init)
    if count > lines.count { parts.append("\(count - lines.count) more") }
    guard let last = parts.popLast() else { return "on no line" }
    return parts.isEmpty
      ? "on line \(last)" : "on lines \(parts.joined(separator: ", ")) and \(last)"
  }
}
