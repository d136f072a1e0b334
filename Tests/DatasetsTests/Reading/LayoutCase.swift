import Datasets
import Testing

/// A layout of texts, with plain code that makes of them what libcsv understands.
struct LayoutCase: Sendable, CustomTestStringConvertible {
  let name: String
  var layout = TextLayout()
  /// What the reader is told of the delimiter, and what stands between fields for libcsv.
  var delimiter: UInt8? = UInt8(ascii: ",")
  var separator = UInt8(ascii: ",")
  /// How many records stand above the rows.
  var headingCount = 1
  /// How many lines the reader is given before those that libcsv is.
  var linesBefore = 0
  /// What texts are made of besides whole records.
  var pieces = ["a", "1", ",", "\"", "\"\"", "\"x\"", "\n", "\r\n", "\r", " ", "\t", "é"]
  /// What the reader is given, from records with commas.
  var given: @Sendable (String) -> String = { $0 }
  /// What libcsv is given, from what the reader is.
  var forLibcsv: @Sendable (String) -> String = { $0 }

  var testDescription: String { name }

  static let plain = LayoutCase(name: "plain")

  static let all = [
    LayoutCase(
      name: "comments", layout: TextLayout(comment: "#"),
      pieces: plain.pieces + ["#", "\n#", "\n#\"", "\n#,"], forLibcsv: withoutComments),
    LayoutCase(
      name: "long comments", layout: TextLayout(comment: "#!,"),
      pieces: plain.pieces + ["#", "\n#!,", "\r#!,\"\r", "\n#!"],
      forLibcsv: { withoutComments($0, mark: "#!,") }),
    LayoutCase(
      name: "skipped lines", layout: TextLayout(skippedLineCount: 3), linesBefore: 3,
      given: { "a \"title\n\r\n,,,\r" + $0 },
      forLibcsv: { String($0.dropFirst("a \"title\n\r\n,,,\r".count)) }),
    LayoutCase(name: "no header", layout: TextLayout(hasHeader: false), headingCount: 0),
    LayoutCase(name: "units", layout: TextLayout(hasUnits: true), headingCount: 2),
    LayoutCase(
      name: "separator line", delimiter: nil, separator: UInt8(ascii: ";"), linesBefore: 1,
      given: { "sep=;\r\n" + $0.replacing(",", with: ";") },
      forLibcsv: { String($0.dropFirst("sep=;\r\n".count)) }),
    LayoutCase(
      name: "blanks", layout: TextLayout(isDelimitedByBlanks: true), separator: UInt8(ascii: "\t"),
      pieces: plain.pieces + [" ", "  ", "\t "], given: { $0.replacing(",", with: " ") },
      forLibcsv: squeezed),
    LayoutCase(
      name: "blanks and comments", layout: TextLayout(comment: "#", isDelimitedByBlanks: true),
      separator: UInt8(ascii: "\t"), pieces: plain.pieces + ["  ", "\n#", "\n# \"", "\n #"],
      given: { $0.replacing(",", with: " ") },
      forLibcsv: {
        squeezed(withoutComments($0, mark: "#") { $0 == " " || $0 == "\t" })
      }),
  ]

  /// A text whose comments are empty lines.
  private static func withoutComments(_ text: String) -> String { withoutComments(text, mark: "#") }

  private static func withoutComments(
    _ text: String, mark: String, isBlank: (Unicode.Scalar) -> Bool = { _ in false }
  ) -> String {
    var rest = text.unicodeScalars[...]
    var result = String.UnicodeScalarView()
    var (isQuoted, beginsLine) = (false, true)
    while let scalar = rest.first {
      if beginsLine, !isQuoted, rest.drop(while: isBlank).starts(with: mark.unicodeScalars) {
        rest = rest.drop { $0 != "\n" && $0 != "\r" }
        beginsLine = false
        continue
      }
      if scalar == "\"" { isQuoted.toggle() }
      beginsLine = scalar == "\n" || scalar == "\r"
      rest.removeFirst()
      // Line ends are made one: those around a comment that is gone might become one otherwise.
      if beginsLine, !isQuoted, scalar == "\r", rest.first == "\n" { rest.removeFirst() }
      result.append(beginsLine && !isQuoted ? "\n" : scalar)
    }
    return String(result)
  }

  /// A text with one tab for each run of spaces and tabs between fields.
  private static func squeezed(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var (isQuoted, isPending) = (false, false)
    for scalar in text.unicodeScalars {
      if !isQuoted, scalar == " " || scalar == "\t" {
        isPending = true
        continue
      }
      let isLineEnd = !isQuoted && (scalar == "\n" || scalar == "\r")
      let isFirst = result.last.map { !isQuoted && ($0 == "\n" || $0 == "\r") } ?? true
      if isPending, !isLineEnd, !isFirst { result.append("\t") }
      // The line ends around a line of blanks might become one otherwise.
      if isPending, isLineEnd, isFirst { result.append(" ") }
      isPending = false
      if scalar == "\"" { isQuoted.toggle() }
      result.append(scalar)
    }
    return String(result)
  }
}
