internal import CTextKernels

/// The texts that stand for a missing cell, for comparison with bytes.
struct MissingMarkers: Sendable {
  private let bytes: [UInt8]
  private let ends: [UInt32]
  /// Whether a marker begins with the byte: most cells are told apart by it.
  private let isFirstByte: [Bool]

  init(_ texts: [String]) {
    var bytes: [UInt8] = []
    var ends: [UInt32] = []
    var isFirstByte = [Bool](repeating: false, count: 256)
    for text in texts where !text.isEmpty {
      isFirstByte[Int(text.utf8[text.startIndex])] = true
      bytes += text.utf8
      ends.append(UInt32(bytes.count))
    }
    (self.bytes, self.ends, self.isFirstByte) = (bytes, ends, isFirstByte)
  }

  /// Lends the markers to a kernel.
  func withKernelMarkers<Result>(_ body: (et_markers) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { bytes in
      ends.withUnsafeBufferPointer { ends in
        isFirstByte.withUnsafeBufferPointer { isFirst in
          body(
            et_markers(
              bytes: bytes.baseAddress, ends: ends.baseAddress, count: ends.count,
              is_first: isFirst.baseAddress))
        }
      }
    }
  }
}

extension Span<UInt8> {
  /// Whether both hold the same bytes.
  func isEqual(to other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }
}
