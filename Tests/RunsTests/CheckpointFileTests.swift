import Exporting
import Foundation
import ModelExamples
import RandomNumbers
import Runs
import Safetensors
import Testing
import Training

struct CheckpointFileTests {
  @Test(
    "a checkpoint comes back with every bit",
    arguments: [
      ("db-mtl", nil, false), ("famo", nil, true), ("equal", 0.9, false),
    ] as [(String, Double?, Bool)])
  func roundTrip(scheme: String, averaging: Double?, ownEpochs: Bool) throws {
    let checkpoints = try SmallRun.checkpoints(
      scheme, averaging: averaging, ownEpochs: ownEpochs)
    for checkpoint in [checkpoints[0], checkpoints[2], checkpoints[checkpoints.count - 1]] {
      let read = try CheckpointFile.decode(try CheckpointFile.encode(checkpoint))
      #expect(read.arguments == checkpoint.arguments)
      #expect(read.data == checkpoint.data && read.description == checkpoint.description)
      let (found, expected) = (read.training, checkpoint.training)
      #expect(found.state == expected.state && found.balancer == expected.balancer)
      #expect(found.rowOrder == expected.rowOrder)
      for (found, expected) in [
        (found.parameters, expected.parameters), (found.bestParameters, expected.bestParameters),
        (found.average, expected.average), (found.moments.first, expected.moments.first),
        (found.moments.second, expected.moments.second),
        (found.taskBestParameters, expected.taskBestParameters),
      ] {
        #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
      }
      #expect(found.average.isEmpty == (averaging == nil))
      #expect(
        found.taskBestParameters.isEmpty == (!ownEpochs || found.state.history.epochs.isEmpty))
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
