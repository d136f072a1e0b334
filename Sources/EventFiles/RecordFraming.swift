package import Foundation

/// How records lie in a TFRecord file (tensorflow/core/lib/io/record_writer.h): each as the number
/// of its bytes, 64 bits from low to high, the masked checksum of these eight, the bytes, and their
/// masked checksum.
package enum RecordFraming {
  /// A record as it lies in a file.
  package static func frame(_ payload: some Collection<UInt8>) -> Data {
    let length = bytes(of: UInt64(payload.count))
    return Data(length + bytes(of: mask(of: length)) + payload + bytes(of: mask(of: payload)))
  }

  /// A checksum that can itself be among bytes that have one: turned by 15 bits, and a constant
  /// added.
  private static func mask(of bytes: some Sequence<UInt8>) -> UInt32 {
    let checksum = CRC32C.checksum(of: bytes)
    return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }

  private static func bytes<Number: FixedWidthInteger>(of number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
