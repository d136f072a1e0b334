/// What the elements of a tensor are, in the format's own spelling.
///
/// The cases stand in the order in which a written file holds them: the widest first, so that each
/// tensor starts at a multiple of its element's width, and within a width as the official library
/// orders them.
public enum DataType: String, CaseIterable, Sendable {
  /// Unsigned integers of 64 bits.
  case u64 = "U64"
  /// Signed integers of 64 bits.
  case i64 = "I64"
  /// IEEE 754 double precision.
  case f64 = "F64"
  /// IEEE 754 single precision.
  case f32 = "F32"
  /// Unsigned integers of 32 bits.
  case u32 = "U32"
  /// Signed integers of 32 bits.
  case i32 = "I32"
  /// The upper half of a single-precision number.
  case bf16 = "BF16"
  /// IEEE 754 half precision.
  case f16 = "F16"
  /// Unsigned integers of 16 bits.
  case u16 = "U16"
  /// Signed integers of 16 bits.
  case i16 = "I16"
  /// Signed integers of 8 bits.
  case i8 = "I8"
  /// Unsigned integers of 8 bits.
  case u8 = "U8"
  /// One byte an element, 0 or 1.
  case bool = "BOOL"

  /// The bytes of one element.
  public var width: Int {
    switch self {
    case .u64, .i64, .f64: 8
    case .f32, .u32, .i32: 4
    case .bf16, .f16, .u16, .i16: 2
    case .i8, .u8, .bool: 1
    }
  }

  /// The position in a written file: tensors of a lower rank come first.
  var rank: Int {
    Self.allCases.firstIndex(of: self) ?? Self.allCases.endIndex
  }

  /// The bytes of a tensor of that shape, or nil where a dimension is negative or the product
  /// exceeds `Int`.
  func byteCount(shape: [Int]) -> Int? {
    var total = width
    for dimension in shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow else { return nil }
      total = product
    }
    return total
  }
}
