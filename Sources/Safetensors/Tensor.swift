public import Foundation

/// A named array of numbers of one type: its shape, and its elements as the file holds them.
public struct Tensor: Equatable, Sendable {
  /// The name, unique in its file.
  public let name: String
  /// The size of each dimension, the slowest-varying first; empty for a single number.
  public let shape: [Int]
  /// What the elements are.
  public let dtype: DataType
  /// The elements in row-major order, little-endian. After reading a file this is a slice of the
  /// file's bytes: its `startIndex` need not be 0.
  public let bytes: Data

  /// A tensor of any type from its bytes.
  ///
  /// - Parameters:
  ///   - name: The name in the file.
  ///   - shape: The size of each dimension.
  ///   - dtype: What the elements are.
  ///   - bytes: The elements in row-major order, little-endian.
  /// - Throws: `impossibleShape` where a dimension is negative or the product is beyond `Int`,
  ///   `sizeMismatch` where the shape does not account for the bytes.
  public init(
    name: String, shape: [Int], dtype: DataType, bytes: Data
  ) throws(SafetensorsError) {
    guard let needed = dtype.byteCount(shape: shape) else {
      throw .impossibleShape(tensor: name, shape: shape)
    }
    guard needed == bytes.count else {
      throw .sizeMismatch(tensor: name, expected: needed, found: bytes.count)
    }
    self.name = name
    self.shape = shape
    self.dtype = dtype
    self.bytes = bytes
  }

  /// A tensor of single-precision numbers.
  ///
  /// - Parameters:
  ///   - name: The name in the file.
  ///   - shape: The size of each dimension; their product must be the number of values.
  ///   - values: The elements in row-major order.
  public init(name: String, shape: [Int], values: [Float]) {
    let bytes = values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) }
    precondition(
      DataType.f32.byteCount(shape: shape) == bytes.count, "a shape accounts for the values")
    self.name = name
    self.shape = shape
    dtype = .f32
    self.bytes = bytes
  }

  /// A row of whole numbers of 32 bits.
  public init(name: String, values: [Int32]) {
    self.name = name
    shape = [values.count]
    dtype = .i32
    bytes = values.map { $0.littleEndian }.withUnsafeBytes { Data($0) }
  }

  /// A row of double-precision numbers.
  public init(name: String, values: [Double]) {
    self.name = name
    shape = [values.count]
    dtype = .f64
    bytes = values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) }
  }

  /// A row of bytes.
  public init(name: String, values: Data) {
    self.name = name
    shape = [values.count]
    dtype = .u8
    bytes = values
  }

  /// The elements of a tensor of whole numbers of 32 bits in row-major order.
  ///
  /// - Throws: `wrongDataType` for any other type.
  public func integers() throws(SafetensorsError) -> [Int32] {
    try check(.i32)
    return bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map { index in
        Int32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self))
      }
    }
  }

  /// The elements of a double-precision tensor in row-major order.
  ///
  /// - Throws: `wrongDataType` for any other type.
  public func doubles() throws(SafetensorsError) -> [Double] {
    try check(.f64)
    return bytes.withUnsafeBytes { raw in
      (0..<raw.count / 8).map { index in
        let bits = raw.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)
        return Double(bitPattern: UInt64(littleEndian: bits))
      }
    }
  }

  /// The elements of a tensor of bytes.
  ///
  /// - Throws: `wrongDataType` for any other type.
  public func data() throws(SafetensorsError) -> Data {
    try check(.u8)
    return Data(bytes)
  }

  private func check(_ expected: DataType) throws(SafetensorsError) {
    guard dtype == expected else {
      throw .wrongDataType(tensor: name, expected: expected, found: dtype)
    }
  }

  /// The elements of a single-precision tensor in row-major order.
  ///
  /// - Throws: `wrongDataType` for any other type: nothing is converted silently.
  public func floats() throws(SafetensorsError) -> [Float] {
    try check(.f32)
    return bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map { index in
        let bits = raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }
}
