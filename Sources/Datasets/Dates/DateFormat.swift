/// How the dates of a column are written, in the notation of `strptime`.
///
/// | code | stands for |
/// | --- | --- |
/// | `%Y` `%y` | the year in four digits; in two, from 1969 to 2068 |
/// | `%m` `%b` | the month in one or two digits; its English name or the first three letters |
/// | `%d` `%a` | the day in one or two digits; the weekday's English name, which is not looked at |
/// | `%H` `%I` `%M` `%S` | hour from 0, hour from 1 to 12, minute, second with a fraction or
/// without |
/// | `%p` `%z` | AM or PM; `Z` or an offset such as `+02:00` |
/// | `%t` | nothing, or a time of the usual forms behind a space or `T` |
///
/// Any other character stands for itself.
public struct DateFormat: Sendable, Codable, Equatable {
  /// The format as text.
  public let text: String

  /// Reads a format; nil where it has an unknown code, or not year, month and day.
  public init?(_ text: String) {
    self.text = text
    let codes = text.dateCodes
    guard codes.allSatisfy({ "YymbdaHIMSpzt".contains($0) }),
      codes.contains("Y") || codes.contains("y"), codes.contains("m") || codes.contains("b"),
      codes.contains("d")
    else { return nil }
  }

  private init(known text: String) {
    self.text = text
  }

  /// The forms that are recognised without being asked for: ISO 8601 and what else can be read in
  /// one way. `%d/%m/%Y` and `%m/%d/%Y` are told apart by days beyond 12.
  static let usual = [
    "%Y-%m-%d%t", "%Y/%m/%d%t", "%d.%m.%Y%t", "%d/%m/%Y%t", "%m/%d/%Y%t", "%d-%m-%Y%t",
    "%m-%d-%Y%t", "%d %b %Y%t", "%d-%b-%Y%t", "%b %d, %Y%t", "%b %d %Y%t", "%a, %d %b %Y%t",
    "%d/%b/%Y%t", "%Y-%b-%d%t",
  ].map(DateFormat.init(known:))

  /// Whether the format says the time of day always.
  var hasTime: Bool { text.dateCodes.contains { "HI".contains($0) } }

  /// The instant that a text means, in seconds since 1970-01-01 00:00 UTC; a text without an offset
  /// is read as UTC. nil if the text is not of this format, or no date of the calendar.
  func instant(of text: some Collection<UInt8>) -> DateInstant? {
    var scanner = DateScanner(text)
    var pattern = self.text.utf8[...]
    while let byte = pattern.popFirst() {
      if byte == UInt8(ascii: "%"), let code = pattern.popFirst() {
        guard scanner.scan(Character(Unicode.Scalar(code))) else { return nil }
      } else if !scanner.skip(byte) {
        return nil
      }
    }
    return scanner.isAtEnd ? scanner.instant : nil
  }
}

/// A moment that a text means.
struct DateInstant: Equatable, Sendable {
  /// Seconds since 1970-01-01 00:00 UTC.
  let seconds: Double
  /// Whether the text says a time of day.
  let hasTime: Bool
}

extension String {
  /// The characters behind percent signs.
  fileprivate var dateCodes: [Character] {
    var codes: [Character] = []
    var rest = self[...]
    while let character = rest.popFirst() {
      if character == "%" { codes.append(rest.popFirst() ?? "%") }
    }
    return codes
  }
}

extension DateFormat {
  /// The usual formats that all texts fit.
  static func fitting(_ texts: some Sequence<[UInt8]>) -> [DateFormat] {
    var candidates = usual
    for text in texts {
      candidates.removeAll { $0.instant(of: text) == nil }
      if candidates.isEmpty { break }
    }
    return candidates
  }
}
