internal import Remedies

/// A way to write numbers that is not read, but that must not pass for text either.
enum ForeignNotation: Hashable, Sendable {
  case groupedDigits(mark: String)
  case decimalComma
  case decimalPoint
  case sign(String, isGrouped: Bool)
  case accounting(isGrouped: Bool)
  case bound
  case unit(String)

  private static let currencies: Set<Character> = [
    "$", "€", "£", "¥", "₹", "₽", "₩", "₺", "₫", "₴", "₦", "฿", "₱", "₪",
  ]

  /// Recognises a text that is a number in another notation than the one being read.
  init?(_ text: String, decimalMark: DecimalMark) {
    let text = String(decoding: text.utf8.trimmed, as: UTF8.self)
    let core = text.filter { !$0.isWhitespace }
    if let mark = Self.groupMark(of: text, decimalMark) {
      self = .groupedDigits(mark: mark)
    } else if decimalMark == .point, Self.isNumber(text, mark: ",") {
      self = .decimalComma
    } else if decimalMark == .comma, Self.isNumber(text, mark: ".") {
      self = .decimalPoint
    } else if let bounded = Self.withoutBound(core), Self.isAnyNumber(bounded) {
      self = .bound
    } else if core.first == "(", core.last == ")", core.count > 2,
      Self.isAnyNumber(Self.withoutSigns(String(core.dropFirst().dropLast())).rest)
    {
      self = .accounting(isGrouped: Self.isGroupedAtAll(core, decimalMark))
    } else {
      let (rest, sign) = Self.withoutSigns(core)
      if let sign, Self.isAnyNumber(rest) {
        self = .sign(sign, isGrouped: Self.isGroupedAtAll(rest, decimalMark))
      } else if let unit = Self.unit(of: text, decimalMark) {
        self = .unit(unit)
      } else {
        return nil
      }
    }
  }

  /// Whether it is a number with a unit: a guess that is less sure than the others.
  var isUnit: Bool {
    if case .unit = self { true } else { false }
  }

  /// What the text is, to follow it in a sentence.
  var problem: String {
    switch self {
    case .groupedDigits: "is not a number as it stands: it has separators between groups of digits"
    case .decimalComma: "is not a number as it stands: it has a decimal comma"
    case .decimalPoint: "is not a number as it stands: it has a decimal point"
    case .sign("%", _): "is not a number as it stands: it has a percent sign"
    case .sign: "is not a number as it stands: it has a currency sign"
    case .accounting: "is a negative number as accountants write it, in parentheses"
    case .bound: "is a bound, not a value, which is not the same as missing"
    case .unit(let unit): "is not a number as it stands: it has the unit \(quoted(unit))"
    }
  }

  /// What to do so that it is read as a number.
  ///
  /// - Parameter column: The column's name.
  func remedy(for column: String) -> Remedy.Way {
    func groups(_ mark: String) -> [Setting] {
      // A point between groups leaves the comma for the fraction.
      [Setting(.groupMark, .text(mark))]
        + (mark == "." ? [Setting(.decimalMark, .text(","))] : [])
    }
    switch self {
    case .groupedDigits(let mark):
      return .parameters(groups(mark), purpose: "to read it as a number")
    case .decimalComma:
      return .parameter(.decimalMark, .text(","), purpose: "to read it as a number")
    case .decimalPoint:
      return .parameter(.decimalMark, .text("."), purpose: "to read it as a number")
    case .sign(let sign, let isGrouped):
      return .parameters(
        [Setting(.strippedSigns, .text(sign))] + (isGrouped ? groups(",") : []),
        purpose: "to read the number")
    case .accounting(let isGrouped):
      return .parameters(
        [Setting(.parenthesesNegate, .literal("true"))] + (isGrouped ? groups(",") : []),
        purpose: "to read it as a number")
    case .bound:
      return .advice(
        "give a value to learn from in its place, or leave out the rows: no loss here takes bounds")
    case .unit(let unit):
      return .parameter(
        .units, .column(column, as: unit), purpose: "to read the number")
    }
  }

  /// The text without a sign of currency or percent on either side, and which it was.
  private static func withoutSigns(_ core: String) -> (rest: String, sign: String?) {
    var rest = core
    var sign: String?
    if rest.last == "%" { sign = String(rest.removeLast()) }
    if let index = rest.firstIndex(where: { currencies.contains($0) }) {
      sign = String(rest.remove(at: index))
    }
    return (rest, sign)
  }

  /// The number of a bound such as `<0.5` or `>= 8`; nil for other texts.
  private static func withoutBound(_ core: String) -> String? {
    for prefix in ["<=", ">=", "<", ">", "≤", "≥"] where core.hasPrefix(prefix) {
      return String(core.dropFirst(prefix.count))
    }
    return nil
  }

  /// The unit behind a number: letters, or letters with signs such as `km/h` and `°C`.
  private static func unit(of text: String, _ decimalMark: DecimalMark) -> String? {
    let mark = Character(decimalMark.rawValue)
    let number = text.prefix { $0.isASCII && $0.isNumber || $0 == mark || $0 == "-" || $0 == "+" }
    let unit = text.dropFirst(number.count).drop { $0 == " " }
    guard isNumber(String(number), mark: mark), !unit.isEmpty, unit.count <= 12,
      let first = unit.first, first.isLetter || first == "°" || first == "µ",
      unit.allSatisfy({ $0.isLetter || "°µ/²³*^".contains($0) || $0.isNumber })
    else { return nil }
    return String(unit)
  }

  private static func isAnyNumber(_ text: String) -> Bool {
    isNumber(text, mark: ".") || isNumber(text, mark: ",") || groupMark(of: text, .point) != nil
      || groupMark(of: text, .comma) != nil
  }

  private static func isGroupedAtAll(_ text: String, _ decimalMark: DecimalMark) -> Bool {
    let number = withoutSigns(text.filter { $0 != "(" && $0 != ")" }).rest
    return groupMark(of: number, decimalMark) != nil
  }

  /// Whether the text is digits with at most one mark among them and a sign before.
  private static func isNumber(_ text: String, mark: Character) -> Bool {
    let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    let parts = digits.split(separator: mark, omittingEmptySubsequences: false)
    return parts.count <= 2 && parts.contains { !$0.isEmpty } && parts.allSatisfy(isDigits)
  }

  /// The mark between the groups of three digits of an integer, perhaps with a fraction; nil where
  /// the text is no such number.
  private static func groupMark(of text: String, _ decimalMark: DecimalMark) -> String? {
    let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    let marks: [Character] = [",", ".", "'", "’", "_", " ", "\u{A0}", "\u{202F}"]
    guard let mark = digits.first(where: { marks.contains($0) }) else { return nil }
    let groups = digits.split(separator: mark, omittingEmptySubsequences: false)
    guard let first = groups.first, (1...3).contains(first.count), isDigits(first),
      first.first != "0", let last = groups.last
    else { return nil }
    guard groups.dropFirst().dropLast().allSatisfy({ $0.count == 3 && isDigits($0) }) else {
      return nil
    }
    let tail = last.prefix { $0.isASCII && $0.isNumber }
    let fraction = last.dropFirst(tail.count)
    guard tail.count == 3 else { return nil }
    let isWhole =
      fraction.isEmpty
      || ((fraction.first == "." || fraction.first == ",") && fraction.first != mark
        && isDigits(fraction.dropFirst()))
    return isWhole ? String(mark) : nil
  }

  private static func isDigits(_ text: Substring) -> Bool {
    text.utf8.allSatisfy { $0.isDigit }
  }
}
