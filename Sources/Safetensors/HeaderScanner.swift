/// Reads the few kinds of JSON token that a header is made of, one after the other.
///
/// Strict where readers differ (RFC 8259): no leading zeros, no lone surrogates, no control
/// characters in strings, no key twice. What may come next always follows from the format, so the
/// scanner needs no recursion, and no depth of nesting can exhaust the stack.
struct HeaderScanner {
  private let bytes: [UInt8]
  private var offset = 0

  /// The most entries of an object: many times as many as any model has tensors. Without a limit,
  /// entries of a few bytes would take many times the header's size in memory.
  static let entryLimit = 1 << 17

  /// A scanner at the start of a header.
  init(_ bytes: [UInt8]) throws(SafetensorsError) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw .invalidUTF8(offset: error.byteOffsets.lowerBound)
    }
    self.bytes = bytes
  }

  /// Takes an object, handing each key to `body`, which must take the value.
  mutating func object(
    _ body: (inout HeaderScanner, String) throws(SafetensorsError) -> Void
  ) throws(SafetensorsError) {
    try expect("{")
    if accept("}") { return }
    var keys: Set<String> = []
    repeat {
      guard keys.count < Self.entryLimit else { throw .tooManyEntries(limit: Self.entryLimit) }
      let key = try string()
      guard keys.insert(key).inserted else { throw .duplicateKey(key) }
      try expect(":")
      try body(&self, key)
    } while accept(",")
    try expect("}")
  }

  /// Takes an array of at most `limit` whole numbers; nil where there are more.
  mutating func wholeNumbers(atMost limit: Int) throws(SafetensorsError) -> [Int]? {
    try expect("[")
    if accept("]") { return [] }
    var numbers: [Int] = []
    repeat {
      guard numbers.count < limit else { return nil }
      numbers.append(try wholeNumber())
    } while accept(",")
    try expect("]")
    return numbers
  }

  /// Takes a string and gives what it stands for.
  mutating func string() throws(SafetensorsError) -> String {
    skipSpace()
    guard next == UInt8(ascii: "\"") else { throw unexpected("a string") }
    offset += 1
    var content: [UInt8] = []
    var start = offset
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw unexpected("an escape for a control character") }
      offset += 1
      guard byte == UInt8(ascii: "\\") else { continue }
      content += bytes[start..<offset - 1]
      content += String(try escape()).utf8
      start = offset
    }
    guard next != nil else { throw unexpected("\"\\\"\"") }
    content += bytes[start..<offset]
    offset += 1
    return String(decoding: content, as: UTF8.self)
  }

  /// Checks that nothing but the spaces is left with which the format lets a header be padded.
  mutating func end() throws(SafetensorsError) {
    while next == 0x20 { offset += 1 }
    guard next == nil else { throw unexpected("the end of the header") }
  }
}

extension HeaderScanner {
  /// The byte at the scanner's place, nil at the end.
  private var next: UInt8? {
    offset < bytes.count ? bytes[offset] : nil
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      offset += 1
    }
  }

  /// Takes a punctuation mark if it comes next.
  private mutating func accept(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: mark) else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ mark: Unicode.Scalar) throws(SafetensorsError) {
    guard accept(mark) else { throw unexpected("\"\(mark)\"") }
  }

  /// Takes digits without sign, fraction or exponent.
  private mutating func wholeNumber() throws(SafetensorsError) -> Int {
    skipSpace()
    let start = offset
    var value = 0
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      guard !overflow, !carry else { throw .numberTooLarge(offset: start) }
      guard offset == start || value > 0 else { throw unexpected("no digit after a leading zero") }
      value = sum
      offset += 1
    }
    guard offset > start else { throw unexpected("a whole number") }
    return value
  }

  /// Takes what follows a backslash.
  private mutating func escape() throws(SafetensorsError) -> Unicode.Scalar {
    let letter = next
    offset += letter == nil ? 0 : 1
    switch letter.map({ Unicode.Scalar($0) }) {
    case "\"": return "\""
    case "\\": return "\\"
    case "/": return "/"
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u": return try unicodeEscape()
    default:
      offset -= letter == nil ? 0 : 1
      throw unexpected("an escape that JSON defines")
    }
  }

  /// Takes the four digits of `\uXXXX`, and for an upper surrogate the lower one's escape as well.
  private mutating func unicodeEscape() throws(SafetensorsError) -> Unicode.Scalar {
    let start = offset
    let unit = try hexadecimal()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if UTF16.isLeadSurrogate(UInt16(unit)), bytes[offset...].starts(with: "\\u".utf8) {
      offset += 2
      let trail = try hexadecimal()
      let value = 0x10000 &+ (unit &- 0xD800) << 10 &+ (trail &- 0xDC00)
      if UTF16.isTrailSurrogate(UInt16(trail)), let scalar = Unicode.Scalar(value) { return scalar }
    }
    offset = start
    throw unexpected("a surrogate pair")
  }

  private mutating func hexadecimal() throws(SafetensorsError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = next.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
        throw unexpected("a hexadecimal digit")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  private func unexpected(_ expected: String) -> SafetensorsError {
    .malformedHeader(offset: offset, expected: expected, found: next)
  }
}
