import Safetensors
import Testing

/// What the scanner makes of JSON, seen through a file's metadata.
@Suite struct HeaderScannerTests {
  private func text(_ json: String) throws -> String? {
    let header = "{\"__metadata__\":{\"k\":\(json)}}"
    return try SafetensorsFile(decoding: fileBytes(header)).metadata["k"]
  }

  @Test(
    "an escape stands for what RFC 8259 says",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
      (#""\u0041\u00e9\u00E9\u20AC""#, "Aéé€"),
      (#""\ud83d\ude00""#, "😀"),
      (#""\u0000|""#, "\0|"),
      ("\"\u{7F}é😀\"", "\u{7F}é😀"),
      ("\"\"", ""),
    ])
  func escapes(_ json: String, _ expected: String) throws {
    #expect(try text(json) == expected)
  }

  @Test(
    "what RFC 8259 forbids is refused",
    arguments: [
      #""\x41""#, #""\u12g4""#, #""\u12"#, #""\"#, "\"\n\"", "\"\u{1}\"", "'k'", "k", "null",
      #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800x""#, #""open"#, #""a" "b""#,
      #"["a"]"#, #"{"a":"b"}"#, "", #""a","#, #""a",}"#, "01", "\u{FEFF}\"a\"",
    ])
  func forbidden(_ json: String) throws {
    let error = try #require(throws: SafetensorsError.self) { try text(json) }
    guard case .malformedHeader = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test(
    "a whole number is digits and nothing else",
    arguments: ["-0", "+1", "1.0", "1e0", "01", "0x1", "\"1\"", "", " ", "1 1", "null", "[1]", "١"])
  func numbers(_ number: String) throws {
    let header = #"{"t":{"dtype":"U8","shape":[\#(number),1],"data_offsets":[0,1]}}"#
    let error = try #require(throws: SafetensorsError.self) {
      try SafetensorsFile(decoding: fileBytes(header, body: [0]))
    }
    guard case .malformedHeader = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("the error names the byte where the header goes wrong, what was due and what is there")
  func position() {
    #expect(
      throws: SafetensorsError.malformedHeader(
        offset: 6, expected: "\":\"", found: UInt8(ascii: ";"))
    ) {
      try SafetensorsFile(decoding: fileBytes(#"{ "t" ; {}"#))
    }
    #expect(throws: SafetensorsError.malformedHeader(offset: 1, expected: "a string", found: nil)) {
      try SafetensorsFile(decoding: fileBytes("{"))
    }
  }

  @Test("a megabyte of brackets is refused, not followed")
  func nesting() {
    for bracket in ["{", "["] {
      let header = "{\"t\":" + String(repeating: bracket, count: 1 << 20)
      #expect(throws: SafetensorsError.self) { try SafetensorsFile(decoding: fileBytes(header)) }
    }
  }

  @Test("only spaces may follow the header's object, as the format pads it")
  func afterTheEnd() throws {
    #expect(try SafetensorsFile(decoding: fileBytes("{}    ")).tensors.isEmpty)
    for space in ["\n", "\t", "\r", "\0"] {
      #expect(throws: SafetensorsError.self) {
        try SafetensorsFile(decoding: fileBytes("{} \(space)"))
      }
    }
    #expect(
      throws: SafetensorsError.malformedHeader(
        offset: 3, expected: "the end of the header", found: UInt8(ascii: "{"))
    ) {
      try SafetensorsFile(decoding: fileBytes("{} {}"))
    }
  }
}
