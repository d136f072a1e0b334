import Export
import Foundation
import RandomNumbers
import Safetensors
import Testing
import Training

struct CheckpointFileTests {
  @Test("a checkpoint comes back with every bit", arguments: ["db-mtl", "famo", "equal"])
  func roundTrip(scheme: String) throws {
    let checkpoints = try SmallRun.checkpoints(scheme)
    for checkpoint in [checkpoints[0], checkpoints[2], checkpoints[checkpoints.count - 1]] {
      let read = try CheckpointFile.decode(try CheckpointFile.encode(checkpoint))
      #expect(read.arguments == checkpoint.arguments)
      #expect(read.data == checkpoint.data && read.description == checkpoint.description)
      let (found, expected) = (read.training, checkpoint.training)
      #expect(found.state == expected.state && found.balancer == expected.balancer)
      #expect(found.rowOrder == expected.rowOrder)
      for (found, expected) in [
        (found.parameters, expected.parameters), (found.bestParameters, expected.bestParameters),
        (found.moments.first, expected.moments.first),
        (found.moments.second, expected.moments.second),
      ] {
        #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
      }
      #expect(read.bestModel.parameters == expected.bestParameters)
    }
  }

  @Test("a checkpoint that is cut short, or of which any byte is changed, is refused")
  func damage() throws {
    let checkpoint = try #require(try SmallRun.checkpoints().last)
    let bytes = try CheckpointFile.encode(checkpoint)
    var generator = SeededGenerator(seed: 1, stream: .split)
    for _ in 0..<300 {
      let end = Int.random(in: 0..<bytes.count, using: &generator)
      #expect(throws: (any Error).self, "\(end)") { try CheckpointFile.decode(bytes.prefix(end)) }
      var changed = bytes
      changed[changed.startIndex + end] ^= UInt8.random(in: 1...255, using: &generator)
      #expect(throws: (any Error).self, "\(end)") { try CheckpointFile.decode(changed) }
    }
  }

  @Test("a checkpoint is no model, and a model no checkpoint")
  func kinds() throws {
    let checkpoint = try #require(try SmallRun.checkpoints().last)
    #expect(throws: ModelFileError.isCheckpoint) {
      try ModelFile.decode(try CheckpointFile.encode(checkpoint))
    }
    #expect(throws: ModelFileError.notOfKind("equipoise_checkpoint")) {
      try CheckpointFile.decode(try ModelFile.encode(try ExampleModel.make()))
    }
  }
}

struct SealTests {
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
