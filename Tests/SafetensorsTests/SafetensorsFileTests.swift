import Foundation
import RandomNumbers
import Safetensors
import Testing

@Suite struct SafetensorsFileTests {
  /// Two tensors and a text: small enough to try every truncation.
  private func sample() throws -> SafetensorsFile {
    try SafetensorsFile(
      tensors: [
        Tensor(name: "trunk.0.weight", shape: [2, 3], values: [1, 2, 3, 4, 5, 6]),
        Tensor(name: "steps", shape: [2], dtype: .i64, bytes: Data(1...16)),
      ],
      metadata: ["schema": "{\"a\":\"b\\c\"}", "note": "naïve – ナイーブ\n\u{1}"])
  }

  @Test("tensors of every type, metadata and shapes come back as they were")
  func roundTrip() throws {
    let tensors = try DataType.allCases.enumerated().map { index, type in
      try Tensor(
        name: "tensor \"\(index)\" \\ é/\t", shape: [index, 2], dtype: type,
        bytes: Data((0..<2 * index * type.width).map { UInt8(truncatingIfNeeded: 31 * $0) }))
    }
    let file = try SafetensorsFile(tensors: tensors, metadata: ["k": "v", "": "\u{7F}\u{1F600}"])
    #expect(try SafetensorsFile(decoding: try file.encoded()) == file)
    #expect(file.tensors.count == DataType.allCases.count)
  }

  @Test("a file put together by hand from the specification is read")
  func handMadeBytes() throws {
    let header = """
      { "b" : {"shape":[2],"data_offsets":[4,12],"dtype":"F32"} ,
        "__metadata__" : {"format":"pt"},
        "a":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]} }   
      """
    let file = try SafetensorsFile(
      decoding: fileBytes(header, body: [1, 2, 3, 4, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]))
    #expect(file.metadata == ["format": "pt"])
    #expect(file.tensors.map(\.name) == ["b", "a"])
    #expect(try file["b"]?.floats() == [1, -2])
    #expect(file["a"]?.shape == [2, 2])
    #expect(file["a"].map { Array($0.bytes) } == [1, 2, 3, 4])
    #expect(file["c"] == nil)
  }

  @Test("what is written is what the specification describes, byte for byte")
  func writtenBytes() throws {
    let file = try SafetensorsFile(tensors: [Tensor(name: "w", shape: [1], values: [1])])
    let header = #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let padding = String(repeating: " ", count: 2)
    #expect(try file.encoded() == fileBytes(header + padding, body: [0, 0, 0x80, 0x3F]))
  }

  @Test("a file without tensors or metadata is an empty object")
  func emptyFile() throws {
    let file = try SafetensorsFile(tensors: [])
    #expect(try file.encoded() == fileBytes("{}      "))
    #expect(try SafetensorsFile(decoding: fileBytes("{}")) == file)
  }

  @Test("the same contents give the same bytes in whatever order they come")
  func deterministic() throws {
    let file = try sample()
    let reversed = try SafetensorsFile(
      tensors: file.tensors.reversed(),
      metadata: Dictionary(uniqueKeysWithValues: file.metadata.sorted { $0.key > $1.key }))
    #expect(try file.encoded() == reversed.encoded())
  }

  @Test("every tensor starts at a multiple of its element's width")
  func alignment() throws {
    let tensors = try DataType.allCases.reversed().map {
      try Tensor(name: $0.rawValue, shape: [3], dtype: $0, bytes: Data(count: 3 * $0.width))
    }
    let data = try SafetensorsFile(tensors: tensors).encoded()
    for tensor in try SafetensorsFile(decoding: data).tensors {
      #expect((tensor.bytes.startIndex - data.startIndex) % tensor.dtype.width == 0)
    }
  }

  @Test("names are sorted by their bytes, not by a language's rules")
  func nameOrder() throws {
    let names = ["é", "z", "a", "Z", "ab"]
    let file = try SafetensorsFile(tensors: names.map { Tensor(name: $0, shape: [0], values: []) })
    #expect(file.tensors.map(\.name) == ["Z", "a", "ab", "z", "é"])
  }

  @Test("two tensors of one name, or one with the reserved name, are refused")
  func badNames() {
    let tensor = Tensor(name: "t", shape: [], values: [0])
    #expect(throws: SafetensorsError.duplicateKey("t")) {
      try SafetensorsFile(tensors: [tensor, tensor])
    }
    #expect(throws: SafetensorsError.reservedName) {
      try SafetensorsFile(tensors: [Tensor(name: "__metadata__", shape: [], values: [0])])
    }
  }

  @Test("every truncation of a file is an error")
  func truncations() throws {
    let data = try sample().encoded()
    for length in 0..<data.count {
      #expect(throws: SafetensorsError.self, "\(length) bytes") {
        try SafetensorsFile(decoding: data.prefix(length))
      }
    }
  }

  @Test("a byte too many is an error")
  func extraByte() throws {
    #expect(throws: SafetensorsError.trailingBytes(count: 1)) {
      try SafetensorsFile(decoding: try sample().encoded() + [0])
    }
  }

  @Test("a damaged header is either refused or still accounts for every byte of the file")
  func damagedHeaders() throws {
    let data = try sample().encoded()
    let headerEnd = 8 + Int(data[0]) + Int(data[1]) << 8
    let body = data.count - headerEnd
    var generator = SeededGenerator(seed: 7, stream: .split)
    var refused = 0
    for _ in 0..<20_000 {
      var damaged = data
      let position = Int.random(in: 0..<headerEnd, using: &generator)
      damaged[position] = UInt8.random(in: .min ... .max, using: &generator)
      do {
        let file = try SafetensorsFile(decoding: damaged)
        #expect(file.tensors.map(\.bytes.count).reduce(0, +) == body)
      } catch {
        refused += 1
        #expect(!error.description.isEmpty)
      }
    }
    #expect(refused > 1000)
  }

  @Test("bytes that are no such file at all are refused")
  func noise() {
    var generator = SeededGenerator(seed: 8, stream: .split)
    for length in 0..<2000 {
      let bytes = (0..<length % 64).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      #expect(throws: SafetensorsError.self) { try SafetensorsFile(decoding: Data(bytes)) }
      #expect(throws: SafetensorsError.self) { try SafetensorsFile(decoding: fileBytes(bytes)) }
    }
  }

  @Test("a slice of a larger buffer is read like a file of its own")
  func slice() throws {
    let file = try sample()
    let buffer = Data(repeating: 0xFF, count: 13) + (try file.encoded())
    #expect(try SafetensorsFile(decoding: buffer.dropFirst(13)) == file)
  }
}
