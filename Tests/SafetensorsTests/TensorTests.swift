import Foundation
import Safetensors
import Testing

@Suite struct TensorTests {
  @Test("numbers are kept as IEEE 754 single precision, little-endian")
  func bytesOfFloats() {
    let tensor = Tensor(name: "t", shape: [3], values: [1, -2, 0.15625])
    // 0.15625 = 1.25 · 2⁻³: exponent 124, the quarter as the second bit of the fraction.
    #expect(Array(tensor.bytes) == [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0x20, 0x3E])
    #expect(tensor.dtype == .f32)
  }

  @Test("every number comes back with the same bits, infinities, zeros and NaN included")
  func floatsRoundTrip() throws {
    let values: [Float] = [
      0, -0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi,
      Float(bitPattern: 0x7FC0_1234),
    ]
    let tensor = Tensor(name: "t", shape: [2, 4], values: values)
    #expect(try tensor.floats().map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test("numbers can be read from bytes that start anywhere in memory")
  func unalignedSlice() throws {
    let bytes = Data([9, 0, 0, 0x80, 0x3F]).dropFirst()
    let tensor = try Tensor(name: "t", shape: [1], dtype: .f32, bytes: bytes)
    #expect(try tensor.floats() == [1])
  }

  @Test("an empty shape is one number and a dimension of zero is none")
  func scalarAndEmpty() throws {
    #expect(try Tensor(name: "s", shape: [], values: [7]).floats() == [7])
    #expect(try Tensor(name: "e", shape: [0, 5], values: []).floats() == [])
  }

  @Test("double precision is kept bit by bit, in little-endian order")
  func doubles() throws {
    let values = [1.5, -0.0, .nan, .infinity, .leastNonzeroMagnitude, 1e300]
    let tensor = Tensor(name: "t", values: values)
    #expect(tensor.dtype == .f64 && tensor.shape == [6])
    #expect(Array(tensor.bytes.prefix(8)) == [0, 0, 0, 0, 0, 0, 0xF8, 0x3F])
    #expect(try tensor.doubles().map(\.bitPattern) == values.map(\.bitPattern))
    let single = Tensor(name: "t", shape: [1], values: [1])
    #expect(throws: SafetensorsError.wrongDataType(tensor: "t", expected: .f64, found: .f32)) {
      try single.doubles()
    }
  }

  @Test("a shape that does not account for the bytes is refused")
  func wrongSize() {
    #expect(throws: SafetensorsError.sizeMismatch(tensor: "t", expected: 12, found: 8)) {
      try Tensor(name: "t", shape: [2, 3], dtype: .i16, bytes: Data(count: 8))
    }
  }

  @Test("a negative dimension or a product beyond Int is an impossible shape")
  func impossibleShapes() {
    for shape in [[-1], [-2, -2], [Int.max, 2], [1 << 32, 1 << 32], [Int.max]] {
      #expect(throws: SafetensorsError.impossibleShape(tensor: "t", shape: shape)) {
        try Tensor(name: "t", shape: shape, dtype: .u32, bytes: Data(count: 16))
      }
    }
  }

  @Test("a tensor of another type does not pass for single precision", arguments: DataType.allCases)
  func otherTypes(_ type: DataType) throws {
    let tensor = try Tensor(name: "t", shape: [2], dtype: type, bytes: Data(count: 2 * type.width))
    if type == .f32 {
      #expect(try tensor.floats() == [0, 0])
    } else {
      #expect(throws: SafetensorsError.wrongDataType(tensor: "t", expected: .f32, found: type)) {
        try tensor.floats()
      }
    }
  }
}
