import Foundation
import Safetensors
import Testing

/// A file that lies, and what must be said of it.
struct Lie: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let data: Data
  let error: SafetensorsError

  init(_ name: String, _ header: String, body: Int = 0, _ error: SafetensorsError) {
    self.init(name, data: fileBytes(header, body: Array(repeating: 0, count: body)), error)
  }

  init(_ name: String, data: Data, _ error: SafetensorsError) {
    testDescription = name
    self.data = data
    self.error = error
  }
}

/// A header with one tensor `t`.
private func entry(
  dtype: String = "\"F32\"", shape: String = "[1]", offsets: String = "[0,4]"
) -> String {
  #"{"t":{"dtype":\#(dtype),"shape":\#(shape),"data_offsets":\#(offsets)}}"#
}

/// A header with the two tensors `a` and `b` of bytes.
private func pair(_ a: (Int, Int), _ b: (Int, Int)) -> String {
  let entries = [("a", a), ("b", b)].map { name, place in
    #""\#(name)":{"dtype":"U8","shape":[\#(place.1 - place.0)],"#
      + #""data_offsets":[\#(place.0),\#(place.1)]}"#
  }
  return "{\(entries.joined(separator: ","))}"
}

/// A well-formed entry.
private let place = #"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#

private func missing(_ field: String) -> SafetensorsError {
  .missingField(tensor: "t", field: field)
}

private let frames: [Lie] = [
  Lie("nothing", data: Data(), .tooShort(byteCount: 0)),
  Lie("seven bytes", data: Data(count: 7), .tooShort(byteCount: 7)),
  Lie(
    "a header beyond the limit", data: Data([1, 0xE1, 0xF5, 5, 0, 0, 0, 0]) + Data(count: 32),
    .headerTooLong(byteCount: 100_000_001, limit: 100_000_000)),
  Lie(
    "a header of 2⁶⁴ − 1 bytes", data: Data(repeating: 0xFF, count: 40),
    .headerTooLong(byteCount: .max, limit: 100_000_000)),
  Lie(
    "a header beyond the end", data: Data([3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D]),
    .headerBeyondEnd(byteCount: 3, available: 2)),
  Lie("an empty header", "", .malformedHeader(offset: 0, expected: "\"{\"", found: nil)),
  Lie("a space first", " {}", .malformedHeader(offset: 0, expected: "\"{\"", found: 0x20)),
  Lie(
    "a lone continuation byte", data: fileBytes([0x7B, 0x22, 0x80, 0x22, 0x7D]),
    .invalidUTF8(offset: 2)),
  Lie(
    "an overlong encoding", data: fileBytes([0x7B, 0x22, 0xC0, 0xAF, 0x22, 0x7D]),
    .invalidUTF8(offset: 2)),
]

private let entries: [Lie] = [
  Lie("a tensor twice", #"{"t":\#(place),"t":\#(place)}"#, body: 4, .duplicateKey("t")),
  Lie("a tensor twice, escaped", #"{"t":\#(place),"\u0074":\#(place)}"#, .duplicateKey("t")),
  Lie("a field twice", #"{"t":{"dtype":"F32","dtype":"F32"}}"#, .duplicateKey("dtype")),
  Lie("metadata twice", #"{"__metadata__":{},"__metadata__":{}}"#, .duplicateKey("__metadata__")),
  Lie("a text twice", #"{"__metadata__":{"k":"1","k":"2"}}"#, .duplicateKey("k")),
  Lie(
    "a number as metadata", #"{"__metadata__":{"k":1}}"#,
    .malformedHeader(offset: 21, expected: "a string", found: UInt8(ascii: "1"))),
  Lie("no type", #"{"t":{"shape":[],"data_offsets":[0,0]}}"#, missing("dtype")),
  Lie("no shape", #"{"t":{"dtype":"U8","data_offsets":[0,0]}}"#, missing("shape")),
  Lie("no offsets", #"{"t":{"dtype":"U8","shape":[]}}"#, missing("data_offsets")),
  Lie("another field", #"{"t":{"type":"U8"}}"#, .unknownField(tensor: "t", field: "type")),
  Lie(
    "an unknown type", entry(dtype: "\"F31\""), body: 4,
    .unknownDataType(tensor: "t", found: "F31")),
  Lie(
    "a type in lower case", entry(dtype: "\"f32\""), body: 4,
    .unknownDataType(tensor: "t", found: "f32")),
  Lie("one offset", entry(offsets: "[0]"), body: 4, .notTwoOffsets(tensor: "t")),
  Lie("three offsets", entry(offsets: "[0,4,8]"), body: 4, .notTwoOffsets(tensor: "t")),
  Lie(
    "65 dimensions", entry(shape: "[1\(String(repeating: ",1", count: 64))]"), body: 4,
    .tooManyDimensions(tensor: "t", limit: 64)),
]

private let places: [Lie] = [
  Lie(
    "a shape whose product overflows", entry(shape: "[4294967296,4294967296]"), body: 4,
    .impossibleShape(tensor: "t", shape: [1 << 32, 1 << 32])),
  Lie(
    "a shape whose bytes overflow", entry(shape: "[9223372036854775807]"), body: 4,
    .impossibleShape(tensor: "t", shape: [.max])),
  Lie("a dimension beyond 2⁶³", entry(shape: "[9223372036854775808]"), .numberTooLarge(offset: 29)),
  Lie(
    "an end before the beginning", entry(offsets: "[4,0]"), body: 4,
    .offsetsReversed(tensor: "t", begin: 4, end: 0)),
  Lie(
    "a shape too large for its bytes", entry(shape: "[2]"), body: 4,
    .sizeMismatch(tensor: "t", expected: 8, found: 4)),
  Lie(
    "a shape too small for its bytes", entry(shape: "[]", offsets: "[0,8]"), body: 8,
    .sizeMismatch(tensor: "t", expected: 4, found: 8)),
  Lie(
    "an end beyond the file", entry(shape: "[2]", offsets: "[0,8]"), body: 4,
    .dataBeyondEnd(tensor: "t", end: 8, available: 4)),
  Lie(
    "an end far beyond the file", entry(offsets: "[0,9223372036854775807]"), body: 4,
    .dataBeyondEnd(tensor: "t", end: .max, available: 4)),
  Lie(
    "a hole at the start", entry(offsets: "[4,8]"), body: 8,
    .hole(tensor: "t", begin: 4, previousEnd: 0)),
  Lie(
    "a hole between", pair((0, 2), (3, 5)), body: 5, .hole(tensor: "b", begin: 3, previousEnd: 2)),
  Lie(
    "an overlap", pair((0, 3), (2, 5)), body: 5, .overlap(tensor: "b", begin: 2, previousEnd: 3)),
  Lie(
    "the same bytes twice", pair((0, 3), (0, 3)), body: 3,
    .overlap(tensor: "b", begin: 0, previousEnd: 3)),
  Lie("bytes of no tensor", entry(), body: 6, .trailingBytes(count: 2)),
  Lie("bytes without a tensor", "{}", body: 1, .trailingBytes(count: 1)),
]

@Suite struct HeaderDecodingTests {
  @Test("a lie is refused with its own error", arguments: frames + entries + places)
  func lies(_ lie: Lie) {
    #expect(throws: lie.error) { try SafetensorsFile(decoding: lie.data) }
  }

  @Test("tensors may be named in another order than their bytes lie in")
  func namesInAnyOrder() throws {
    let file = try SafetensorsFile(
      decoding: fileBytes(pair((2, 5), (0, 2)), body: [1, 2, 3, 4, 5]))
    #expect(file["a"].map { Array($0.bytes) } == [3, 4, 5])
    #expect(file["b"].map { Array($0.bytes) } == [1, 2])
  }

  @Test("empty tensors may stand between others, even several at one place")
  func emptyTensors() throws {
    let header = """
      {"c":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},\
      "b":{"dtype":"F64","shape":[3,0],"data_offsets":[1,1]},\
      "d":{"dtype":"F64","shape":[0],"data_offsets":[1,1]},\
      "a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}
      """
    let file = try SafetensorsFile(decoding: fileBytes(header, body: [7, 8, 9]))
    #expect(file.tensors.count == 4)
    #expect(file["b"]?.shape == [3, 0])
    #expect(file["c"].map { Array($0.bytes) } == [8, 9])
  }
}
