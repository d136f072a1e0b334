/// A record kept beyond its block: the cells' text, without the spaces around it and as it stands.
struct RecordCopy: Codable, Sendable, Equatable {
  /// The line on which the record begins, counted from 1.
  let line: Int
  /// The cells' bytes, one after the other, and where each ends.
  let bytes: [UInt8]
  let ends: [UInt32]

  /// The cells' bytes as they stand: inside quotes, spaces around the text belong to it.
  let whole: [[UInt8]]

  /// - Parameter firstLine: The batch's first line in the file.
  init(_ batch: RecordBatch, record: Int, firstLine: Int) {
    var bytes: [UInt8] = []
    var ends: [UInt32] = []
    ends.reserveCapacity(batch.fieldCount)
    let text = batch.bytes
    for field in 0..<batch.fieldCount {
      bytes += text[batch.trimmedRange(record: record, field: field)]
      ends.append(UInt32(truncatingIfNeeded: bytes.count))
    }
    whole = (0..<batch.fieldCount).map { Array(text[batch.range(record: record, field: $0)]) }
    line = firstLine + batch.line(of: record)
    (self.bytes, self.ends) = (bytes, ends)
  }

  /// The number of cells.
  var count: Int { ends.count }

  /// A cell's bytes.
  subscript(field: Int) -> ArraySlice<UInt8> {
    bytes[(field == 0 ? 0 : Int(ends[field - 1]))..<Int(ends[field])]
  }

  /// A cell's text.
  func text(_ field: Int) -> String { String(decoding: self[field], as: UTF8.self) }

  /// Whether every cell is empty.
  var isBlank: Bool { bytes.isEmpty }
}
