/// How often signs and units were left out around the numbers of a column.
struct SignTally: Codable, Sendable, Equatable {
  /// Each sign or unit and in how many cells it stood, in order of first appearance.
  private(set) var counts: [Entry] = []

  struct Entry: Codable, Sendable, Equatable {
    let sign: String
    var count: Int
  }

  /// Counts what was left out in some cells of one text.
  mutating func add(_ leftOut: [String], count: Int = 1) {
    for sign in leftOut {
      if let index = counts.firstIndex(where: { $0.sign == sign }) {
        counts[index].count += count
      } else {
        counts.append(Entry(sign: sign, count: count))
      }
    }
  }

  /// Counts what another tally did.
  mutating func merge(_ other: SignTally) {
    for entry in other.counts { add([entry.sign], count: entry.count) }
  }

  /// What a person should know: that cells of one column had different signs, or only some had one.
  ///
  /// - Parameter numberCount: The numbers of the column.
  func notice(numberCount: Int) -> String? {
    guard counts.contains(where: { $0.count < numberCount }) else { return nil }
    let parts = counts.map { "\(quoted($0.sign)) was left out in \($0.count)" }
    return "of \(numberCount) numbers, \(parts.joined(separator: ", ")): "
      + "make sure that all mean the same unit"
  }
}
