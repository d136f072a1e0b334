import Exporting
import Foundation
import ModelExamples
import RandomNumbers
import Safetensors
import Testing

struct SealedFileTests {
  @Test("a model of which any bit is changed is refused")
  func bits() throws {
    let bytes = try ModelFile.encode(try ExampleModel.make(hidden: [2]))
    var generator = SeededGenerator(seed: 2, stream: .split)
    for place in bytes.indices where place % 7 == 0 || place < 64 {
      var changed = bytes
      changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      #expect(throws: (any Error).self, "\(place)") { try ModelFile.decode(changed) }
    }
  }

  @Test("a file without a fingerprint, or with another's, is refused")
  func missing() throws {
    let file = try SafetensorsFile(
      decoding: try ModelFile.encode(try ExampleModel.make(seed: 1)))
    let other = try SafetensorsFile(
      decoding: try ModelFile.encode(try ExampleModel.make(seed: 2)))
    var metadata = file.metadata
    metadata["equipoise_fingerprint"] = nil
    #expect(throws: ModelFileError.unsealed("equipoise_fingerprint")) {
      try ModelFile.decode(
        try SafetensorsFile(tensors: file.tensors, metadata: metadata).encoded())
    }
    #expect(throws: ModelFileError.changed) {
      try ModelFile.decode(
        try SafetensorsFile(tensors: file.tensors, metadata: other.metadata).encoded())
    }
  }
}
