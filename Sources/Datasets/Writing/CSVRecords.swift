/// Records of CSV, as `CSVRecord` writes them.
///
/// Several texts in one cell are separated by `|`. One with a `|` or a `"` in it is in double
/// quotes, and each `"` in it is written twice.
package struct CSVRecords: RecordBuilder {
  package let heading: [UInt8]
  package private(set) var bytes: [UInt8] = []
  private let columnCount: Int
  private var digits = DigitWriter()
  /// Where the record begins.
  private var start = 0
  private var isFirst = true

  package init(columns names: [String]) {
    var heading: [UInt8] = []
    CSVRecord.append(names, to: &heading)
    self.heading = heading
    columnCount = names.count
  }

  package mutating func reserve(_ byteCount: Int) {
    bytes.reserveCapacity(bytes.count + byteCount)
  }

  package mutating func append(text: String) {
    beginCell()
    CSVRecord.append(text, to: &bytes)
  }

  package mutating func append(number: WrittenNumber) {
    beginCell()
    digits.append(number, to: &bytes)
  }

  package mutating func append(texts: [String]) {
    append(text: texts.map(\.asMember).joined(separator: "|"))
  }

  package mutating func endRecord() {
    CSVRecord.end(of: columnCount, from: start, in: &bytes)
    (start, isFirst) = (bytes.count, true)
  }

  private mutating func beginCell() {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
  }
}

extension String {
  /// The text among others.
  fileprivate var asMember: String {
    utf8.contains { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: "\"") }
      ? "\"" + replacing("\"", with: "\"\"") + "\"" : self
  }
}
