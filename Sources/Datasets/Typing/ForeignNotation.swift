/// A way to write numbers that is not read, but that must not pass for text either.
enum ForeignNotation: Equatable, Sendable {
  case groupedDigits
  case decimalComma
  case decimalPoint
  case currency
  case percent

  /// Recognises a text that is a number in another notation than the one being read.
  init?(_ text: String, decimalMark: DecimalMark) {
    var core = text.filter { !$0.isWhitespace }
    let hasSpace = core.count < text.count
    let currencies: Set<Character> = ["$", "€", "£", "¥"]
    var found: Self?
    if core.last == "%" {
      core.removeLast()
      found = .percent
    }
    if let index = core.firstIndex(where: { currencies.contains($0) }) {
      core.remove(at: index)
      found = .currency
    }
    if let found {
      guard Self.isNumber(core, mark: ".") || Self.isNumber(core, mark: ",") || Self.isGrouped(core)
      else { return nil }
      self = found
      return
    }
    if Self.isGrouped(hasSpace ? text : core) {
      self = .groupedDigits
    } else if !hasSpace, decimalMark == .point, Self.isNumber(core, mark: ",") {
      self = .decimalComma
    } else if !hasSpace, decimalMark == .comma, Self.isNumber(core, mark: ".") {
      self = .decimalPoint
    } else {
      return nil
    }
  }

  /// What the text is, to follow it in a sentence.
  var problem: String {
    switch self {
    case .groupedDigits: "is not a number as it stands: it has separators between groups of digits"
    case .decimalComma: "is not a number as it stands: it has a decimal comma"
    case .decimalPoint: "is not a number as it stands: it has a decimal point"
    case .currency: "is not a number as it stands: it has a currency sign"
    case .percent: "is not a number as it stands: it has a percent sign"
    }
  }

  /// What to do so that it is read as a number.
  var remedy: Remedy.Way {
    switch self {
    case .groupedDigits: .advice("remove the separators from the file")
    case .decimalComma: .option("--decimal , to read it as a number")
    case .decimalPoint: .option("--decimal . to read it as a number")
    case .currency, .percent: .advice("remove the sign from the file")
    }
  }

  /// Whether the text is digits with at most one mark among them and a sign before.
  private static func isNumber(_ text: String, mark: Character) -> Bool {
    let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    let parts = digits.split(separator: mark, omittingEmptySubsequences: false)
    return parts.count <= 2 && parts.contains { !$0.isEmpty } && parts.allSatisfy(isDigits)
  }

  /// Whether the text is an integer in groups of three digits, perhaps with a fraction.
  private static func isGrouped(_ text: String) -> Bool {
    let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    let separators: [Character] = [",", ".", "'", "’", "_", " ", "\u{A0}", "\u{202F}"]
    guard let separator = digits.first(where: { separators.contains($0) }) else { return false }
    let groups = digits.split(separator: separator, omittingEmptySubsequences: false)
    guard let first = groups.first, (1...3).contains(first.count), isDigits(first),
      first.first != "0", let last = groups.last
    else { return false }
    guard groups.dropFirst().dropLast().allSatisfy({ $0.count == 3 && isDigits($0) }) else {
      return false
    }
    let tail = last.prefix { $0.isASCII && $0.isNumber }
    let fraction = last.dropFirst(tail.count)
    guard tail.count == 3 else { return false }
    return fraction.isEmpty
      || ((fraction.first == "." || fraction.first == ",") && fraction.first != separator
        && isDigits(fraction.dropFirst()))
  }

  private static func isDigits(_ text: Substring) -> Bool {
    text.utf8.allSatisfy { $0.isDigit }
  }
}
