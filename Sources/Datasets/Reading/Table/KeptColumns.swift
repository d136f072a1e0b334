/// Columns of a table as text, to be handed on: each cell to the byte as it is written in the file,
/// but for quotes around it and blanks around what is not quoted.
///
/// They take the memory of their text and eight bytes a cell.
public struct KeptColumns: Sendable, Equatable {
  /// The columns' names, in the order in which they were asked for.
  public private(set) var names: [String] = []
  private var bytes: [UInt8] = []
  /// Where each cell's text ends, row by row.
  private var ends: [Int] = []

  /// No columns.
  public init() {}

  /// The texts of a row's cells.
  public func cells(ofRow row: Int) -> [String] {
    names.indices.map { cell(row: row, column: $0) }
  }

  /// The text of one cell.
  ///
  /// - Parameter column: Its place among the names.
  public func cell(row: Int, column: Int) -> String {
    let cell = row * names.count + column
    let start = cell > 0 ? ends[cell - 1] : 0
    return String(decoding: bytes[start..<ends[cell]], as: UTF8.self)
  }

  /// Chooses columns of the first source, before any row.
  ///
  /// - Parameter requests: Each a column's exact name, or else names and patterns separated by
  ///   commas.
  mutating func choose(
    _ requests: [String], from header: NameIndex, file: String
  ) throws(DatasetError) {
    names = try header.positions(ofRequested: requests, file: file).map { header.names[$0] }
  }

  /// The same columns without a row.
  var withoutRows: KeptColumns {
    var columns = KeptColumns()
    columns.names = names
    return columns
  }

  /// Appends rows of others of the same columns.
  mutating func append(_ rows: Range<Int>, of others: KeptColumns) {
    guard !names.isEmpty, !rows.isEmpty else { return }
    let cells = rows.lowerBound * names.count..<rows.upperBound * names.count
    let start = cells.lowerBound > 0 ? others.ends[cells.lowerBound - 1] : 0
    let shift = bytes.count - start
    bytes += others.bytes[start..<others.ends[cells.upperBound - 1]]
    ends += others.ends[cells].lazy.map { $0 + shift }
  }

  /// Appends rows.
  ///
  /// - Parameters:
  ///   - fields: Where the columns are in the records; the text of one that is nowhere is empty.
  ///   - firstLine: The batch's first line in the file.
  mutating func append(
    _ records: Range<Int>, of batch: RecordBatch, fields: [Int?], file: String, firstLine: Int
  ) throws(DatasetError) {
    guard !fields.isEmpty else { return }
    for record in records {
      for (name, field) in zip(names, fields) {
        guard let field else {
          ends.append(bytes.count)
          continue
        }
        let range = batch.range(record: record, field: field)
        if (try? UTF8Span(validating: batch.bytes.span.extracting(range))) == nil {
          throw .notUTF8(
            Array(batch.bytes[range]), file: file, line: firstLine + batch.line(of: record),
            column: name)
        }
        bytes += batch.bytes[range]
        ends.append(bytes.count)
      }
    }
  }
}
