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
    var cells: [String] = []
    appendCells(ofRow: row, to: &cells)
    return cells
  }

  /// Appends the texts of a row's cells.
  public func appendCells(ofRow row: Int, to cells: inout [String]) {
    for cell in row * names.count..<(row + 1) * names.count {
      let start = cell > 0 ? ends[cell - 1] : 0
      cells.append(String(decoding: bytes[start..<ends[cell]], as: UTF8.self))
    }
  }

  /// Chooses columns of the first source, before any row.
  ///
  /// - Parameter requests: Each a column's exact name, or else names and patterns separated by
  ///   commas.
  mutating func choose(
    _ requests: [String], from header: NameIndex, file: String
  ) throws(DatasetError) {
    var chosen: Set<Int> = []
    for request in requests {
      let isName = header.position(of: request) != nil
      for name in isName ? [request[...]] : request.split(separator: ",") {
        let pattern = isName ? request : String(name.drop { $0 == " " })
        let matches = NamePattern(pattern).matches(in: header)
        guard !matches.isEmpty else {
          throw ColumnSelection.unknown(pattern, header: header.names, file: file)
        }
        names += matches.filter { chosen.insert($0).inserted }.map { header.names[$0] }
      }
    }
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
