internal import Foundation

/// Many numbers as they are kept: their bytes, little-endian, which takes a fraction of the time and room
/// of as many numbers in JSON, and has infinite ones.
package struct PackedNumbers: Codable, Sendable {
  /// The numbers.
  package let numbers: [Double]

  /// Numbers to keep.
  package init(_ numbers: [Double]) { self.numbers = numbers }

  /// Reads them.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let data = try container.decode(Data.self)
    guard data.count % MemoryLayout<UInt64>.size == 0 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(data.count) bytes are not numbers of eight")
    }
    numbers = data.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: MemoryLayout<UInt64>.size).map { place in
        let bits = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        return Double(bitPattern: UInt64(littleEndian: bits))
      }
    }
  }

  /// Writes them.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let bits = numbers.map(\.bitPattern.littleEndian)
    try container.encode(bits.withUnsafeBytes { Data($0) })
  }
}
