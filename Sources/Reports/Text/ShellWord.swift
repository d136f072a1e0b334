extension String {
  /// The text as one word of a shell, in quotes: double ones where they suffice.
  package var asShellWord: String {
    if unicodeScalars.contains(where: \.isControl) { return ansiQuoted }
    return contains { "\"$`\\!".contains($0) } ? singleQuoted : "\"\(self)\""
  }

  /// The text as one word of a shell, without quotes where it needs none.
  package var asPlainShellWord: String {
    let isPlain =
      !isEmpty
      && unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
          || "-_=.,:/+%@".unicodeScalars.contains($0)
      }
    if isPlain { return self }
    return unicodeScalars.contains(where: \.isControl) ? ansiQuoted : singleQuoted
  }

  /// What names this column to an option that takes names and patterns separated by commas: the
  /// name, with `?` for what such an option would not take as a part of it.
  package var asColumnArgument: String {
    var characters = map { $0 == "," ? "?" : $0 }
    if let first = characters.first, first.isWhitespace || first == "-" { characters[0] = "?" }
    if let last = characters.last, last.isWhitespace { characters[characters.count - 1] = "?" }
    return String(characters).asPlainShellWord
  }

  private var singleQuoted: String { "'" + replacing("'", with: "'\\''") + "'" }

  /// As Bash and others know it, `$'…'`, with escapes.
  private var ansiQuoted: String {
    var text = "$'"
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "'", "\\": text += "\\\(scalar)"
      case _ where scalar.isControl:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "'"
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { value < 0x20 || (0x7F..<0xA0).contains(value) }
}
