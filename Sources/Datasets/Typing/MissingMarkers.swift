internal import CTextKernels

/// The texts that stand for a missing cell, for comparison with bytes. One that is a number stands for
/// the number, however it is written.
struct MissingMarkers: Sendable {
  /// The numbers among them.
  let numbers: [Double]
  private let bytes: [UInt8]
  private let ends: [UInt32]
  /// Whether a marker begins with the byte: most cells are told apart by it.
  private let isFirstByte: [Bool]

  /// - Parameter decimalMark: The character before the fraction of a number.
  init(_ texts: [String], decimalMark: DecimalMark) {
    var bytes: [UInt8] = []
    var ends: [UInt32] = []
    var numbers: [Double] = []
    var isFirstByte = [Bool](repeating: false, count: 256)
    for text in texts where !text.isEmpty {
      isFirstByte[Int(text.utf8[text.startIndex])] = true
      bytes += text.utf8
      ends.append(UInt32(bytes.count))
      let number = Array(text.utf8)
      if case .number(let value) = NumberText(number.span, decimalMark: decimalMark),
        !number.span.hasLeadingZero
      {
        numbers.append(value.double)
      }
    }
    (self.bytes, self.ends, self.isFirstByte) = (bytes, ends, isFirstByte)
    self.numbers = numbers
  }

  /// Whether a number stands for a missing cell.
  func contains(_ number: DecimalNumber) -> Bool {
    numbers.contains(number.double)
  }

  /// Whether a category's text is a number that stands for a missing cell. With a zero that it does not
  /// need in front it is a text of its own.
  func contains(_ text: Span<UInt8>, notation: NumberNotation) -> Bool {
    guard !numbers.isEmpty, !text.hasLeadingZero,
      case .number(let number) = NumberText(text, notation: notation)
    else { return false }
    return contains(number)
  }

  /// Lends the markers to a kernel.
  func withKernelMarkers<Result>(_ body: (et_markers) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { bytes in
      ends.withUnsafeBufferPointer { ends in
        isFirstByte.withUnsafeBufferPointer { isFirst in
          numbers.withUnsafeBufferPointer { numbers in
            body(
              et_markers(
                bytes: bytes.baseAddress, ends: ends.baseAddress, count: ends.count,
                is_first: isFirst.baseAddress, numbers: numbers.baseAddress,
                number_count: numbers.count))
          }
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
