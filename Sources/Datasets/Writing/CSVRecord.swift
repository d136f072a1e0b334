internal import CLibCSV

/// Records of CSV as bytes, their fields quoted where RFC 4180 asks for it and where readers would
/// trim, skip or cut them otherwise: with blanks at an end, with another character that may stand
/// between fields, with what marks the order of bytes where a file begins, and an empty one that is
/// all of its record.
package enum CSVRecord {
  /// Appends a record and its line end.
  package static func append(_ fields: [String], to buffer: inout [UInt8]) {
    let start = buffer.count
    for (index, field) in fields.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      append(field, to: &buffer)
    }
    end(of: fields.count, from: start, in: &buffer)
  }

  /// Ends a record of so many fields.
  ///
  /// - Parameter start: Where it begins.
  static func end(of fieldCount: Int, from start: Int, in buffer: inout [UInt8]) {
    if fieldCount == 1, buffer.count == start { buffer.append(contentsOf: "\"\"".utf8) }
    buffer.append(UInt8(ascii: "\n"))
  }

  /// Appends a field.
  static func append(_ field: String, to buffer: inout [UInt8]) {
    var field = field
    field.withUTF8 { bytes in
      let isPlain = !bytes.contains { byte in
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
          || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "\t")
          || byte == UInt8(ascii: "|")
      }
      // libcsv trims spaces and tabs around a field that is not quoted.
      let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
      if isPlain, !hasMark, !isBlank(bytes.first), !isBlank(bytes.last) {
        buffer.append(contentsOf: bytes)
      } else {
        let size = csv_write(nil, 0, bytes.baseAddress, bytes.count)
        buffer.append(
          contentsOf: [UInt8](unsafeUninitializedCapacity: size) { quoted, count in
            count = csv_write(quoted.baseAddress, size, bytes.baseAddress, bytes.count)
          })
      }
    }
  }

  private static func isBlank(_ byte: UInt8?) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
