/// How wide a text will be, without knowing the font: an estimate that holds for the wide
/// sans-serif fonts, so that with the others there is room to spare.
package enum TextWidth {
  /// The height of normal text, in units of the drawing.
  package static let fontSize = 12.0

  /// The width of a text in units of the drawing.
  package static func of(_ text: String, size: Double = fontSize) -> Double {
    size * text.reduce(0) { $0 + ems($1) }
  }

  /// The beginning of a text, ended by an ellipsis, where the whole is wider than that.
  package static func shortened(_ text: String, to width: Double, size: Double = fontSize) -> String
  {
    guard of(text, size: size) > width else { return text }
    var room = width / size - ems("…")
    let kept = text.prefix { character in
      room -= ems(character)
      return room >= 0
    }
    return kept + "…"
  }

  /// The width of a character as a part of the font's size.
  private static func ems(_ character: Character) -> Double {
    switch character {
    case "i", "j", "l", "I", "|", "'", ".", ",", ":", ";", " ", "\u{A0}": 0.34
    case "f", "t", "r", "(", ")", "[", "]", "/", "-", "!": 0.42
    case "m", "w", "M", "W", "@", "%", "…": 1
    case "−", "+", "=", "<", ">", "&": 0.84
    case "A"..."Z": 0.75
    case _ where character.isASCII: 0.64
    default: character.utf8.count > 2 && !Self.isNarrow(character) ? 1.1 : 0.75
    }
  }

  /// Whether a character of three bytes is no wider than a letter.
  private static func isNarrow(_ character: Character) -> Bool {
    guard let first = character.unicodeScalars.first else { return true }
    return (0x800..<0x1100).contains(first.value) || (0x1E00..<0x2100).contains(first.value)
  }
}
