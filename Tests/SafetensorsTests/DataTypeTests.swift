import Safetensors
import Testing

@Suite struct DataTypeTests {
  @Test("a type's width is the number of bits in its name, in bytes")
  func widths() throws {
    for type in DataType.allCases where type != .bool {
      let bits = try #require(Int(type.rawValue.drop { !$0.isNumber }))
      #expect(type.width * 8 == bits, "\(type)")
    }
    #expect(DataType.bool.width == 1)
  }

  @Test("types are listed from the widest to the narrowest, so that every tensor is aligned")
  func order() {
    let widths = DataType.allCases.map(\.width)
    #expect(widths == widths.sorted(by: >))
  }
}
