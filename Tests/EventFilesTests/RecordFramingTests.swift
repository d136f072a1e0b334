import EventFiles
import Foundation
import Testing

struct RecordFramingTests {
  @Test("a record is its length, a checksum of that, its bytes, and a checksum of these")
  func layout() {
    // As TensorBoard's own `RecordWriter` writes records of no bytes, and of the digits 1 to 9.
    #expect(
      [UInt8](RecordFraming.frame([])) == [0, 0, 0, 0, 0, 0, 0, 0] + [0x29, 0x03, 0x98, 0x07]
        + [0xD8, 0xEA, 0x82, 0xA2])
    let frame = [UInt8](RecordFraming.frame(Array("123456789".utf8)))
    #expect(frame.count == 8 + 4 + 9 + 4)
    #expect(Array(frame[..<8]) == [9, 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(frame[12..<21]) == Array("123456789".utf8))
    // The checksum 0xE3069283 turned by 15 bits, plus the constant, the low byte first.
    let masked = UInt32(0x2507_C60D) &+ 0xA282_EAD8
    #expect(masked == 0xC78A_B0E5)
    #expect(Array(frame[21...]) == [0xE5, 0xB0, 0x8A, 0xC7])
  }

  @Test("a length of several bytes is written from low to high")
  func length() {
    let frame = RecordFraming.frame(Array(repeating: 7, count: 0x0102))
    #expect([UInt8](frame.prefix(8)) == [0x02, 0x01, 0, 0, 0, 0, 0, 0])
    #expect(frame.count == 0x0102 + 16)
  }
}
