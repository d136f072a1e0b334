extension String {
  /// The text as it may stand in an element or an attribute, of XML as of HTML: with entities for
  /// what means something there, spaces for line breaks, and U+FFFD for what must not be in a
  /// document.
  var escaped: String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar {
      case "<": text.append(contentsOf: "&lt;".unicodeScalars)
      case ">": text.append(contentsOf: "&gt;".unicodeScalars)
      case "&": text.append(contentsOf: "&amp;".unicodeScalars)
      case "\"": text.append(contentsOf: "&quot;".unicodeScalars)
      case "'": text.append(contentsOf: "&#39;".unicodeScalars)
      case "\n", "\r", "\t", "\u{85}", "\u{2028}", "\u{2029}": text.append(" ")
      case _ where scalar.isForbidden: text.append("\u{FFFD}")
      default: text.append(scalar)
      }
    }
    return String(text)
  }
}

extension Unicode.Scalar {
  /// Whether a document must not have it, or it would turn the direction of what stands beside it.
  fileprivate var isForbidden: Bool {
    properties.generalCategory == .control || properties.isBidiControl
      || properties.isNoncharacterCodePoint
  }
}
