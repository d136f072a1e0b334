/// 128 bits that tell contents apart: XXH3 (Collet 2019). Damage and chance changes do not go
/// unnoticed; it is no defence against someone who makes two contents with one fingerprint.
public struct Fingerprint: Hashable, Sendable {
  let high, low: UInt64
}

extension Fingerprint: LosslessStringConvertible {
  /// 32 hexadecimal digits, as `xxh128sum` prints them.
  public var description: String { Self.digits(of: high) + Self.digits(of: low) }

  /// A fingerprint from its 32 lower-case digits; nil for any other text.
  public init?(_ description: String) {
    let digits = Array(description.utf8)
    guard digits.count == 32, let high = UInt64(description.prefix(16), radix: 16),
      let low = UInt64(description.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
    // `UInt64` also reads signs and capitals.
    guard self.description == description else { return nil }
  }

  private static func digits(of number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Fingerprint: Codable {
  /// Reads the 32 digits.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let fingerprint = Fingerprint(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a fingerprint has 32 hexadecimal digits")
    }
    self = fingerprint
  }

  /// Writes the 32 digits.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
