/// How the numbers of a column are written.
///
/// Beside the plain form, which is always read, a number may have what a person has named: marks
/// between groups of digits, signs and units around it, and parentheses in place of a minus sign.
public struct NumberNotation: Sendable, Codable, Equatable {
  /// The character before the fraction.
  public var decimalMark: DecimalMark
  /// The character between groups of three digits (or of two before the last three, as in India);
  /// nil where there is none.
  public var groupMark: String?
  /// Characters that are left out before and behind a number, such as `$%€`. Spaces are left out
  /// with them.
  public var strippedSigns: String
  /// Whether `(1.50)` is −1.50, as accountants write.
  public var parenthesesNegate: Bool
  /// What may follow a number, such as `kmpl`; nil where nothing may.
  public var unit: String?

  /// A notation; without arguments, the plain one.
  public init(
    decimalMark: DecimalMark = .point, groupMark: String? = nil, strippedSigns: String = "",
    parenthesesNegate: Bool = false, unit: String? = nil
  ) {
    self.decimalMark = decimalMark
    self.groupMark = groupMark
    self.strippedSigns = strippedSigns
    self.parenthesesNegate = parenthesesNegate
    self.unit = unit
  }

  /// Whether only plain numbers are read.
  var isPlain: Bool {
    groupMark == nil && strippedSigns.isEmpty && !parenthesesNegate && unit == nil
  }
}

/// A number's text without what its notation adds to a plain one.
struct PlainText: Equatable {
  /// The plain number, if the text is a number at all.
  var text: [UInt8]
  /// The signs and the unit that were left out, in their order.
  var leftOut: [String]

  /// - Parameter text: A cell's text.
  /// - Returns: nil where the text has nothing to leave out, or what it has does not fit the
  ///   notation.
  init?(_ text: some Collection<UInt8>, notation: NumberNotation) {
    guard !notation.isPlain, let whole = String(validating: Array(text), as: UTF8.self) else {
      return nil
    }
    var rest = Substring(whole)
    var leftOut: [String] = []
    var isNegative = false
    Self.strip(&rest, notation, &leftOut)
    if notation.parenthesesNegate, rest.first == "(", rest.last == ")", rest.count > 2 {
      rest = rest.dropFirst().dropLast()
      isNegative = true
      Self.strip(&rest, notation, &leftOut)
    } else if let sign = rest.first, sign == "-" || sign == "+" {
      rest.removeFirst()
      isNegative = sign == "-"
      Self.strip(&rest, notation, &leftOut)
    }
    // One sign is enough.
    guard let first = rest.utf8.first, first.isDigit || first == notation.decimalMark.byte else {
      return nil
    }
    if let mark = notation.groupMark {
      guard let ungrouped = Self.ungrouped(rest, mark, notation.decimalMark) else { return nil }
      rest = ungrouped
    }
    let plain = (isNegative ? "-" : "") + rest
    guard plain != whole else { return nil }
    self.text = Array(plain.utf8)
    self.leftOut = leftOut
  }

  /// Leaves out signs and spaces before and behind a number, and its unit.
  private static func strip(
    _ text: inout Substring, _ notation: NumberNotation, _ leftOut: inout [String]
  ) {
    func isLeftOut(_ character: Character) -> Bool {
      character.isWhitespace || notation.strippedSigns.contains(character)
    }
    if let unit = notation.unit, text.hasSuffix(unit), text.count > unit.count {
      text.removeLast(unit.count)
      leftOut.append(unit)
    }
    while let first = text.first, isLeftOut(first) {
      text.removeFirst()
      if !first.isWhitespace { leftOut.append(String(first)) }
    }
    while let last = text.last, isLeftOut(last) {
      text.removeLast()
      if !last.isWhitespace { leftOut.append(String(last)) }
    }
  }

  /// The text without marks between groups of digits; nil where these do not stand as they should.
  private static func ungrouped(
    _ text: Substring, _ mark: String, _ decimalMark: DecimalMark
  ) -> Substring? {
    let end = text.firstIndex { String($0) == decimalMark.rawValue || $0 == "e" || $0 == "E" }
    let whole = text[..<(end ?? text.endIndex)]
    guard !text[(end ?? text.endIndex)...].contains(mark) else { return nil }
    let groups = whole.split(separator: mark, omittingEmptySubsequences: false)
    guard groups.count > 1 else { return text }
    let inner = groups.dropFirst().dropLast()
    guard groups.allSatisfy({ $0.utf8.allSatisfy(\.isDigit) }), groups[0].count <= 3,
      !groups[0].isEmpty, groups.last?.count == 3,
      inner.allSatisfy({ $0.count == 3 }) || inner.allSatisfy({ $0.count == 2 })
    else { return nil }
    return Substring(groups.joined() + text[(end ?? text.endIndex)...])
  }
}
