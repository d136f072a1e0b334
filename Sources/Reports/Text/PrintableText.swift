extension String {
  /// The text with what would move the cursor, break the line or turn the direction of writing
  /// replaced by escapes, such as `\n` or `\u{1b}`: a file may hold any name.
  package var printable: String {
    guard unicodeScalars.contains(where: \.isDisruptive) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.isDisruptive: text += "\\u{\(String(scalar.value, radix: 16))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The text in at most so many characters, its middle left out where it is longer: names that
  /// begin alike mostly end differently.
  package func shortened(to limit: Int) -> String {
    guard count > limit else { return self }
    let end = (limit - 1) / 2
    return prefix(limit - 1 - end) + "…" + suffix(end)
  }

  /// The words on lines of at most so many characters.
  package func wrapped(at limit: Int) -> String {
    var lines: [String] = []
    for word in split(separator: " ") {
      if let line = lines.last, line.count + 1 + word.count <= limit {
        lines[lines.count - 1] = line + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension Unicode.Scalar {
  /// Whether a terminal would do something else than show it.
  fileprivate var isDisruptive: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: properties.isBidiControl
    }
  }
}
