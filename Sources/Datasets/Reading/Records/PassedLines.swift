/// Lines between records: how many, and where the first one is.
struct PassedLines: Sendable, Equatable {
  /// How many there are.
  private(set) var count = 0
  /// The first of them.
  private(set) var first: Int?

  init() {}

  /// - Parameter first: Of no meaning where there are none.
  init(count: UInt32, first: UInt32) {
    self.count = Int(count)
    self.first = count > 0 ? Int(first) : nil
  }

  /// Adds a line that stands behind those so far.
  mutating func append(_ line: Int) {
    count += 1
    first = first ?? line
  }

  /// Adds those of a text behind that begins on a given line.
  mutating func append(_ other: Self, from line: Int) {
    count += other.count
    first = first ?? other.first.map { line + $0 }
  }
}
