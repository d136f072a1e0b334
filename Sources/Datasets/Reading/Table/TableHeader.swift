/// The names of the columns, from the first record of a source.
struct TableHeader: Sendable, Equatable {
  /// The names, none empty and none twice.
  let names: [String]
  /// What was noticed about them.
  let notices: [Notice]

  /// - Parameters:
  ///   - batch: Records of which the first is the header.
  ///   - firstLine: The batch's first line in the file.
  init(_ batch: RecordBatch, file: String, firstLine: Int) throws(DatasetError) {
    var names: [String] = []
    var notices: [Notice] = []
    let line = firstLine + batch.line(of: 0)
    for field in 0..<batch.fieldCount {
      let bytes = batch.bytes[batch.range(record: 0, field: field)]
      guard var name = String(validating: bytes, as: UTF8.self) else {
        throw DatasetError.notUTF8(
          Array(bytes), file: file, line: line, column: "column \(field + 1)")
      }
      if name.isEmpty {
        name = "column \(field + 1)"
        notices.append(
          Notice("the header names no \(name); it is called \(quoted(name))", file: file))
      }
      if let first = names.firstIndex(of: name) {
        throw DatasetError(
          .data, file: file, line: line, column: name,
          problem: "the header has this name for columns \(first + 1) and \(field + 1)",
          remedy: "rename one of them")
      }
      names.append(name)
    }
    self.names = names
    self.notices = notices
  }

  /// The delimiter among comma, tab, semicolon and bar that the line has most often outside of
  /// quotes; a comma if it has none.
  static func delimiter(in line: ArraySlice<UInt8>) -> UInt8 {
    let candidates = [UInt8](",\t;|".utf8)
    var counts = [Int](repeating: 0, count: candidates.count)
    var isQuoted = false
    for byte in line {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
    }
    // `max` alone would take the last of equals.
    let most = counts.max() ?? 0
    return candidates[counts.firstIndex(of: most) ?? 0]
  }
}

extension DatasetError {
  /// The error for bytes that are not UTF-8.
  static func notUTF8(_ bytes: [UInt8], file: String, line: Int, column: String) -> Self {
    Self(
      .data, file: file, line: line, column: column, value: String(decoding: bytes, as: UTF8.self),
      problem: "is not UTF-8 text",
      remedy: "convert the file, for example with iconv -f LATIN1 -t UTF-8")
  }
}
