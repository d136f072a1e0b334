/// Some consecutive records of one source, as bytes: what the parser hands onward. The fields of a
/// record not yet complete may follow them.
struct RecordBatch: Sendable {
  /// The number of fields of every record; 0 until the first record is complete.
  var fieldCount = 0
  /// The fields' text, one after the other, without delimiters and quotes.
  var bytes: [UInt8] = []
  /// For each field, the position in `bytes` after its last byte.
  var ends: [UInt32] = []
  /// For each record, the line on which it begins.
  var lines: [Int] = []

  /// The number of records.
  var count: Int { lines.count }

  /// The position in `bytes` of one field.
  func range(record: Int, field: Int) -> Range<Int> {
    let index = record * fieldCount + field
    let start = index == 0 ? 0 : Int(ends[index - 1])
    return start..<Int(ends[index])
  }
}
