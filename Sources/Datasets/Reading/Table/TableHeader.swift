/// The names of the columns of a source.
struct TableHeader: Sendable, Equatable {
  /// What messages call the source.
  let file: String
  /// The names, none empty and none twice.
  let index: NameIndex
  /// What was noticed about them.
  let notices: [Notice]
  /// Why the names may be none.
  let doubt: HeaderDoubt?

  /// The names.
  var names: [String] { index.names }

  /// The names in a source's header.
  init(
    _ record: RecordCopy, file: String, doubt: HeaderDoubt?
  ) throws(DatasetError) {
    var names: [String] = []
    var places: [String: Int] = [:]
    var notices: [Notice] = []
    names.reserveCapacity(record.count)
    for field in 0..<record.count {
      let bytes = record.whole[field]
      guard var name = String(validating: bytes, as: UTF8.self) else {
        throw DatasetError.notUTF8(
          Array(bytes), file: file, line: record.line, column: "column \(field + 1)")
      }
      if name.isEmpty {
        name = "column \(field + 1)"
        notices.append(
          Notice("the header names no \(name); it is called \(quoted(name))", file: file))
      }
      if let first = places.updateValue(field, forKey: name) {
        let error = DatasetError(
          .data, file: file, line: record.line, column: name,
          problem: "the header has this name for columns \(first + 1) and \(field + 1)",
          remedy: "rename one of them")
        throw doubt?.explaining(error) ?? error
      }
      names.append(name)
    }
    index = NameIndex(names)
    self.notices = notices + (doubt?.notice(file: file, line: record.line).map { [$0] } ?? [])
    self.file = file
    self.doubt = doubt
  }

  /// The names x1, x2 and so on of a source without a header.
  init(fieldCount: Int, file: String) {
    index = NameIndex((0..<fieldCount).map { "x\($0 + 1)" })
    (notices, doubt) = ([], nil)
    self.file = file
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
