internal import CTextKernels

/// What the text of a cell is as a number.
enum NumberText: Codable, Equatable {
  /// A decimal number.
  case number(DecimalNumber)
  /// A number that a Float or Double cannot hold.
  case unusable(Problem)
  /// Not a number.
  case text

  /// Why a number cannot be used.
  enum Problem: String, Codable, Equatable {
    /// `inf` or a spelling of it.
    case infinite
    /// Its magnitude is beyond the largest Float, about 3.4e38.
    case tooLarge
    /// An integer of magnitude over 2⁵³: probably an identifier, which rounding would merge with
    /// others.
    case longInteger
  }

  /// Reads a cell's text, without spaces around it, as a plain number.
  init(_ text: Span<UInt8>, decimalMark: DecimalMark) {
    // fast_float reads "-" but not "+" before a number.
    var start = 0
    if text.count > 1, text[0] == UInt8(ascii: "+") {
      guard text[1] != UInt8(ascii: "-") else {
        self = .text
        return
      }
      start = 1
    }
    let digits = text.extracting(start..<text.count)
    guard let number = parse(digits, decimalMark: decimalMark), !number.double.isNaN else {
      self = .text
      return
    }
    if number.float.isInfinite {
      self = .unusable(digits.hasDigit ? .tooLarge : .infinite)
    } else if digits.count > 15, digits.isIntegerBeyondDouble {
      self = .unusable(.longInteger)
    } else {
      self = .number(number)
    }
  }

  /// Reads a cell's text, without spaces around it.
  ///
  /// - Parameter leftOut: Is set to the signs and the unit around the number.
  init(_ text: Span<UInt8>, notation: NumberNotation, leftOut: inout [String]) {
    self.init(text, decimalMark: notation.decimalMark)
    guard self == .text, !notation.isPlain else { return }
    let bytes = text.withUnsafeBufferPointer { Array($0) }
    guard let plain = PlainText(bytes, notation: notation) else { return }
    self.init(plain.text.span, decimalMark: notation.decimalMark)
    leftOut = plain.leftOut
  }

  /// Reads a cell's text, without spaces around it.
  init(_ text: Span<UInt8>, notation: NumberNotation) {
    var leftOut: [String] = []
    self.init(text, notation: notation, leftOut: &leftOut)
  }
}

/// A text that is one decimal number as a whole, otherwise nil.
private func parse(_ text: Span<UInt8>, decimalMark: DecimalMark) -> DecimalNumber? {
  text.withUnsafeBytes { bytes in
    guard let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
    let parsed = et_parse_number(start, bytes.count, CChar(decimalMark.byte))
    guard parsed.length == bytes.count, !bytes.isEmpty else { return nil }
    return DecimalNumber(double: parsed.nearest_double, float: parsed.nearest_float)
  }
}

extension Span<UInt8> {
  /// Whether a digit is among the bytes.
  fileprivate var hasDigit: Bool {
    for index in indices where self[index].isDigit { return true }
    return false
  }

  /// Whether the text is nothing but digits, after a sign, and means more than 2⁵³.
  fileprivate var isIntegerBeyondDouble: Bool {
    var magnitude: UInt64 = 0
    for index in indices {
      if index == 0, self[0] == UInt8(ascii: "-") { continue }
      guard self[index].isDigit else { return false }
      if magnitude <= 1 << 53 {
        magnitude = magnitude * 10 + UInt64(self[index] - UInt8(ascii: "0"))
      }
    }
    return magnitude > 1 << 53
  }

  /// Whether the number begins with a zero that changes nothing, as identifiers do.
  var hasLeadingZero: Bool {
    guard count > 1, self[0] == UInt8(ascii: "0") else { return false }
    for index in indices where !self[index].isDigit { return false }
    return true
  }

  /// The text without the spaces and tabs around it.
  var trimmedRange: Range<Int> {
    var lower = 0
    var upper = count
    while lower < upper, self[lower].isBlank { lower += 1 }
    while upper > lower, self[upper - 1].isBlank { upper -= 1 }
    return lower..<upper
  }
}

extension UInt8 {
  /// Whether the byte is one of 0 to 9.
  var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
  /// Whether the byte is a space or a tab.
  fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}
