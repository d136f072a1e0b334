internal import CTextKernels

/// A number as it is written: with the fewest digits that tell it from all others of its type, as
/// `description` has them.
package enum WrittenNumber: Equatable, Sendable {
  case single(Float)
  case double(Double)

  /// The digits; or `inf`, `-inf` or `nan`.
  package var text: String {
    switch self {
    case .single(let number): number.description
    case .double(let number): number.description
    }
  }

  /// Whether it is neither infinite nor none.
  var isFinite: Bool {
    switch self {
    case .single(let number): number.isFinite
    case .double(let number): number.isFinite
    }
  }
}

/// Appends numbers to bytes. Strings of digits would take three times as long, and that is most of
/// what writing predictions does.
struct DigitWriter {
  /// Room for the longest number.
  private var room = [UInt8](repeating: 0, count: 40)

  mutating func append(_ number: WrittenNumber, to bytes: inout [UInt8]) {
    let count =
      switch number {
      case .single(let number): et_write_float(number, &room)
      case .double(let number): et_write_double(number, &room)
      }
    bytes += room[..<count]
  }
}
