/// Records as JSON objects, one on a line: a text is a string, several are an array of strings, a
/// number is one, and null where it is infinite or none.
package struct JSONLines: RecordBuilder {
  package let heading: [UInt8] = []
  package private(set) var bytes: [UInt8] = []
  /// For each column what stands before its cell.
  private let openings: [[UInt8]]
  private var next = 0
  private var digits = DigitWriter()

  package init(columns names: [String]) {
    openings = names.enumerated().map { index, name in
      var opening = [index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ",")]
      opening.append(jsonString: name)
      opening.append(UInt8(ascii: ":"))
      return opening
    }
  }

  package mutating func reserve(_ byteCount: Int) {
    bytes.reserveCapacity(bytes.count + byteCount)
  }

  package mutating func append(text: String) {
    beginCell()
    bytes.append(jsonString: text)
  }

  package mutating func append(number: WrittenNumber) {
    beginCell()
    if number.isFinite {
      digits.append(number, to: &bytes)
    } else {
      bytes.append(contentsOf: "null".utf8)
    }
  }

  package mutating func append(texts: [String]) {
    beginCell()
    bytes.append(UInt8(ascii: "["))
    for (index, text) in texts.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(jsonString: text)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  package mutating func endRecord() {
    precondition(next == openings.count, "a record has a cell for each column")
    bytes.append(contentsOf: openings.isEmpty ? "{}\n".utf8 : "}\n".utf8)
    next = 0
  }

  private mutating func beginCell() {
    bytes += openings[next]
    next += 1
  }
}

extension [UInt8] {
  /// Appends a text as a string of JSON (RFC 8259, section 7).
  fileprivate mutating func append(jsonString text: String) {
    append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        append(UInt8(ascii: "\\"))
        append(byte)
      case 0..<0x20:
        append(contentsOf: "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
      default: append(byte)
      }
    }
    append(UInt8(ascii: "\""))
  }
}
