import EventFiles
import Testing

struct CRC32CTests {
  /// The examples of RFC 3720, B.4.
  private static let examples: [(bytes: [UInt8], checksum: UInt32)] = [
    (Array(repeating: 0, count: 32), 0x8A91_36AA),
    (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
    (Array(0..<32), 0x46DD_794E),
    (Array((0..<32).reversed()), 0x113F_DB5C),
    (
      [
        0x01, 0xC0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 4, 0,
        0, 0, 0, 0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0,
      ], 0xD996_3A56
    ),
  ]

  @Test("the checksums are those of the standard's examples", arguments: examples)
  func standard(bytes: [UInt8], checksum: UInt32) {
    #expect(CRC32C.checksum(of: bytes) == checksum)
  }

  @Test("nothing has the checksum 0, and a changed bit another one")
  func changes() {
    #expect(CRC32C.checksum(of: []) == 0)
    let bytes = [UInt8]("123456789".utf8)
    // The check value of catalogues of checksums.
    #expect(CRC32C.checksum(of: bytes) == 0xE306_9283)
    for bit in 0..<8 * bytes.count {
      var changed = bytes
      changed[bit / 8] ^= 1 << (bit % 8)
      #expect(CRC32C.checksum(of: changed) != 0xE306_9283)
    }
  }
}
