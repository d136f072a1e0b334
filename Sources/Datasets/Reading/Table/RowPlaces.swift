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
  /// - Returns: What error messages call the source, and the line, counted from 1.
  public subscript(row: Int) -> (file: String, line: Int) {
    let source = sources.last { $0.firstRow <= row }
    return (source?.file ?? "", Int(lines[row]))
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
