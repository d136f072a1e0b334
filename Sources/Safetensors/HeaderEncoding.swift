extension Header {
  /// The header as JSON without white space, filled up with spaces to a multiple of eight bytes, so
  /// that the tensors' bytes start at one too.
  func encoded() -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\(jsonString($0.key)):\(jsonString($0.value))" }
      members.append("\(jsonString(Self.metadataKey)):{\(pairs.joined(separator: ","))}")
    }
    members += entries.map(\.json)
    var bytes = Array("{\(members.joined(separator: ","))}".utf8)
    bytes += Array(repeating: UInt8(ascii: " "), count: (8 - bytes.count % 8) % 8)
    return bytes
  }
}

extension Header.Entry {
  fileprivate var json: String {
    let shape = shape.map(String.init).joined(separator: ",")
    return "\(jsonString(name)):{\"dtype\":\"\(dtype.rawValue)\",\"shape\":[\(shape)],"
      + "\"data_offsets\":[\(begin),\(end)]}"
  }
}

/// A JSON string with the shortest escapes, and only those that JSON demands.
private func jsonString(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\u{8}": quoted += "\\b"
    case "\u{C}": quoted += "\\f"
    case "\n": quoted += "\\n"
    case "\r": quoted += "\\r"
    case "\t": quoted += "\\t"
    case "\0"..<" ":
      let digits = String(scalar.value, radix: 16)
      quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}
