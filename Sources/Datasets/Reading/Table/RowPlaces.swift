/// Where a row of a table stands.
public struct RowPlace: Sendable, Equatable {
  /// What error messages call the source.
  public let file: String
  /// The line on which its record begins, counted from 1.
  public let line: Int
}

/// Where the rows of a table stand: in which source, and on which of its lines a row's record begins.
///
/// They take four bytes a row.
public struct RowPlaces: Sendable, Equatable {
  /// The sources, and the position of each one's first row.
  private var sources: [(file: String, firstRow: Int)] = []
  private var lines: [UInt32] = []

  /// No rows.
  public init() {}

  /// The number of rows.
  public var count: Int { lines.count }

  /// The place of a row, by its position among the rows of all sources.
  ///
  public subscript(row: Int) -> RowPlace {
    let source = sources.last { $0.firstRow <= row }
    return RowPlace(file: source?.file ?? "", line: Int(lines[row]))
  }

  /// Whether all rows stand in the same places.
  public static func == (one: Self, other: Self) -> Bool {
    one.lines == other.lines && one.sources.elementsEqual(other.sources, by: ==)
  }

  /// Goes on with the first row of another source.
  mutating func begin(_ file: String) {
    sources.append((file, lines.count))
  }

  /// Appends the rows of a block.
  ///
  /// - Parameter firstLine: The block's first line in the file.
  mutating func append(_ batch: RecordBatch, firstLine: Int) {
    lines += (0..<batch.count).lazy.map {
      UInt32(clamping: firstLine + batch.line(of: $0))
    }
  }
}
