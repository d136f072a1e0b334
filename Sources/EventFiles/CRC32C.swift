/// The checksum of 32 bits by the polynomial of Castagnoli, as RFC 3720 (12.1) and TFRecord have
/// it.
package enum CRC32C {
  /// The checksum of bytes.
  package static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { checksum, byte in
      checksum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: checksum) ^ byte)]
    }
  }

  /// What a byte by itself makes of a checksum of 0: the remainder of its polynomial, the bits from
  /// low to high.
  private static let table = (0..<256 as Range<UInt32>).map { byte in
    (0..<8).reduce(byte) { remainder, _ in
      remainder & 1 == 1 ? remainder >> 1 ^ 0x82F6_3B78 : remainder >> 1
    }
  }
}
