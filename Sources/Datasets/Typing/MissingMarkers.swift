internal import CTextKernels

/// The texts that stand for a missing cell, for comparison with bytes. One that is a number stands
/// for the number, however it is written.
struct MissingMarkers: Sendable {
  /// The numbers among them.
  let numbers: [Double]
  private let bytes: [UInt8]
  private let ends: [UInt32]
  /// For each of 256 bytes a bit for each length of the markers that begin with it, the last one
  /// for 31 and more: nearly all cells are told apart by that.
  private let lengths: [UInt32]

  /// - Parameter decimalMark: The character before the fraction of a number.
  init(_ texts: [String], decimalMark: DecimalMark) {
    let markers = texts.map { Array($0.utf8) }.filter { !$0.isEmpty }
    bytes = Array(markers.joined())
    ends = markers.reduce(into: []) { $0.append(($0.last ?? 0) + UInt32($1.count)) }
    lengths = markers.reduce(into: Array(repeating: 0, count: 256)) {
      $0[Int($1[0])] |= 1 << UInt32(min($1.count, 31))
    }
    numbers = markers.compactMap { marker in
      guard case .number(let value) = NumberText(marker.span, decimalMark: decimalMark),
        !marker.span.hasLeadingZero
      else { return nil }
      return value.double
    }
  }

  /// Whether a number stands for a missing cell.
  func contains(_ number: DecimalNumber) -> Bool {
    numbers.contains(number.double)
  }

  /// Whether a category's text is a number that stands for a missing cell. With a zero that it does
  /// not need in front it is a text of its own.
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
        lengths.withUnsafeBufferPointer { lengths in
          numbers.withUnsafeBufferPointer { numbers in
            body(
              et_markers(
                bytes: bytes.baseAddress, ends: ends.baseAddress, count: ends.count,
                lengths: lengths.baseAddress, numbers: numbers.baseAddress,
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
