/// What a category is, however it is written: two texts with the same key are one category.
///
/// Numbers are compared by their value, as exact decimals: `2`, `2.0` and `2e0` are one. A number
/// that begins with a zero it does not need, such as `02`, is an identifier and a text of its own.
/// Truth values are compared without regard to case: `True` and `TRUE` are one. All else is
/// compared by its bytes.
enum CategoryKey: Hashable {
  /// A number as `[-]digits e exponent`, without zeros at either end of the digits.
  case number(String)
  case truth(TruthWord)
  case text([UInt8])

  /// The words for truth values; `true` and `yes` are two.
  enum TruthWord: String, CaseIterable {
    case no, yes, `false`, `true`

    /// Whether the word affirms.
    var isAffirmative: Bool { self == .yes || self == .true }
  }

  /// - Parameters:
  ///   - text: A category's bytes.
  ///   - decimalMark: The character before the fraction of a number.
  init(_ text: some Collection<UInt8>, decimalMark: DecimalMark) {
    self = Self(meaningOf: text, decimalMark: decimalMark) ?? .text(Array(text))
  }

  /// The key of a text that may be written in other ways; nil for all others.
  init?(meaningOf text: some Collection<UInt8>, decimalMark: DecimalMark) {
    // Most texts are told apart by how they begin.
    guard let first = text.first, Self.mayBegin(with: first, mark: decimalMark.byte) else {
      return nil
    }
    let trimmed = text.trimmed
    if let word = Self.truthWord(trimmed) {
      self = .truth(word)
    } else if let number = Self.decimal(trimmed, mark: decimalMark.byte) {
      self = .number(number)
    } else {
      return nil
    }
  }

  private static func mayBegin(with byte: UInt8, mark: UInt8) -> Bool {
    byte.isDigit || byte == mark || " \t+-fntyFNTY".utf8.contains(byte)
  }

  private static func truthWord(_ text: some Collection<UInt8>) -> TruthWord? {
    guard (2...5).contains(text.count) else { return nil }
    return TruthWord.allCases.first { word in
      word.rawValue.utf8.elementsEqual(text.lazy.map(\.lowercased))
    }
  }

  /// A decimal number in a form of its own, as an exact decimal; nil for other texts.
  private static func decimal(_ text: some Collection<UInt8>, mark: UInt8) -> String? {
    var rest = text[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let whole = rest.prefix { $0.isDigit }
    rest = rest.dropFirst(whole.count)
    if whole.count > 1, whole.first == UInt8(ascii: "0") { return nil }
    var digits = Array(whole)
    var exponent = 0
    if rest.first == mark {
      let fraction = rest.dropFirst().prefix { $0.isDigit }
      digits += fraction
      exponent = -fraction.count
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard !digits.isEmpty else { return nil }
    if let letter = rest.first, letter.lowercased == UInt8(ascii: "e") {
      // A longer exponent is no number that anything reads.
      guard rest.count <= 8, let power = Int(String(decoding: rest.dropFirst(), as: UTF8.self))
      else { return nil }
      exponent += power
      rest = rest.dropFirst(rest.count)
    }
    guard rest.isEmpty else { return nil }
    while digits.last == UInt8(ascii: "0") {
      digits.removeLast()
      exponent += 1
    }
    let significant = digits.drop { $0 == UInt8(ascii: "0") }
    guard !significant.isEmpty else { return "0" }
    let sign = isNegative ? "-" : ""
    return "\(sign)\(String(decoding: significant, as: UTF8.self))e\(exponent)"
  }
}

/// Categories that are known, to be found however they are written.
struct KnownCategories: Sendable {
  private let positions: [CategoryKey: Int]
  let decimalMark: DecimalMark

  /// - Parameter names: Of those with the same key, the first is found.
  init(_ names: [String], decimalMark: DecimalMark) {
    positions = Dictionary(
      zip(names.map { CategoryKey($0.utf8, decimalMark: decimalMark) }, names.indices),
      uniquingKeysWith: { first, _ in first })
    self.decimalMark = decimalMark
  }

  /// What was made of the names before, if it is for that decimal mark.
  static func of(
    _ names: [String], decimalMark: DecimalMark, made: KnownCategories?
  ) -> KnownCategories {
    if let made, made.decimalMark == decimalMark { return made }
    return KnownCategories(names, decimalMark: decimalMark)
  }

  /// The position of a category among the names; nil if it is none of them.
  func position(of name: String) -> Int? {
    positions[CategoryKey(name.utf8, decimalMark: decimalMark)]
  }
}

extension DecimalMark {
  /// The mark as a byte.
  var byte: UInt8 {
    switch self {
    case .point: UInt8(ascii: ".")
    case .comma: UInt8(ascii: ",")
    }
  }
}

extension UInt8 {
  /// The byte with an ASCII capital made small.
  var lowercased: UInt8 { self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self }
}

extension Collection<UInt8> {
  /// The bytes without the spaces and tabs around them.
  var trimmed: [UInt8] {
    let bytes = Array(self)
    return Array(bytes[bytes.span.trimmedRange])
  }
}
