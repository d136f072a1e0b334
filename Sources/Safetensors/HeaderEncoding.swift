extension Header {
  /// The header as JSON without white space, filled up with spaces to a multiple of eight bytes, so
  /// that the tensors' bytes start at one too.
  func encoded() -> [UInt8] {
    var text = JSONText()
    if !metadata.isEmpty {
      text.append(string: Self.metadataKey)
      text.append(":{")
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      for (index, pair) in pairs.enumerated() {
        if index > 0 { text.append(",") }
        text.append(string: pair.key)
        text.append(":")
        text.append(string: pair.value)
      }
      text.append("}")
    }
    for (index, entry) in entries.enumerated() {
      if index > 0 || !metadata.isEmpty { text.append(",") }
      text.append(entry)
    }
    var bytes = [UInt8(ascii: "{")] + text.bytes + [UInt8(ascii: "}")]
    bytes += Array(repeating: UInt8(ascii: " "), count: (8 - bytes.count % 8) % 8)
    return bytes
  }
}

/// JSON as it is written, byte by byte: a description may be long.
private struct JSONText {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ text: String) {
    bytes += text.utf8
  }

  mutating func append(_ entry: Header.Entry) {
    append(string: entry.name)
    let shape = entry.shape.map(String.init).joined(separator: ",")
    append(
      ":{\"dtype\":\"\(entry.dtype.rawValue)\",\"shape\":[\(shape)],"
        + "\"data_offsets\":[\(entry.begin),\(entry.end)]}")
  }

  /// A string with the shortest escapes, and only those that JSON demands.
  mutating func append(string: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x08: append("\\b")
      case 0x0C: append("\\f")
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case 0..<0x20: append(byte < 0x10 ? "\\u000" : "\\u00", digits: byte)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func append(_ prefix: String, digits byte: UInt8) {
    append(prefix)
    append(String(byte, radix: 16))
  }
}
