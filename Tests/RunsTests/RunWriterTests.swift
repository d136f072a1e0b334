import DurableFiles
import Exporting
import Foundation
import ModelExamples
import Runs
import Testing
import Training

struct RunWriterTests {
  private func contents(seed: UInt64 = 1) throws -> RunFolder.Contents {
    RunFolder.Contents(
      model: try ExampleModel.make(seed: seed), configuration: Data("{}".utf8),
      metrics: Data("[]".utf8), history: try exampleHistory())
  }

  @Test("a run that saved nothing leaves nothing, and another one can begin in its place")
  func nothingSaved() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      do {
        let writer = try RunWriter(run)
        #expect(run.state == .begun)
        withExtendedLifetime(writer) {}
      }
      #expect(run.state == .absent)
      // What a killed process leaves is not in the way either.
      let folder = place.appending(path: "run/checkpoint")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for name in ["lock", "running.safetensors.partial-1f"] {
        try Data("half".utf8).write(to: folder.appending(path: name))
      }
      #expect(run.state == .begun)
      try run.prepare(overwriting: false)
      try RunWriter(run).finish(try contents())
      #expect(run.state == .complete)
      #expect(
        try names(in: place.appending(path: "run"))
          == ["config.json", "history.csv", "metrics.json", "model.safetensors"])
    }
  }

  @Test("checkpoints replace each other, and the last one comes with the complete run")
  func wholeWay() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      let checkpoints = try SmallRun.checkpoints()
      let writer = try RunWriter(run)
      for checkpoint in checkpoints.suffix(3) {
        try writer.save(checkpoint)
        #expect(run.state == .unfinished && run.isUnderWay)
        #expect(try run.readCheckpoint().training.state == checkpoint.training.state)
        #expect(
          try names(in: place.appending(path: "run/checkpoint")) == ["lock", "running.safetensors"])
      }
      #expect(
        try #require(throws: FileError.self) { try run.prepare(overwriting: false) }.problem
          == "holds an unfinished run")
      #expect(
        try #require(throws: FileError.self) { try RunFolder.readPredictor(at: run.path) }.problem
          == "holds an unfinished run, which has no model yet")
      guard case .unfinished(let found) = try RunFolder.read(at: run.path) else {
        Issue.record("it is not complete")
        return
      }
      #expect(found.bestModel.parameters == checkpoints.last?.training.bestParameters)

      try writer.finish(try contents())
      #expect(run.state == .complete && !run.isUnderWay)
      #expect(try names(in: place) == ["run"])
      #expect(try names(in: place.appending(path: "run/checkpoint")) == ["final.safetensors"])
      #expect(try run.readCheckpoint().training.state == checkpoints.last?.training.state)
    }
  }

  @Test("one process at a time writes to a run")
  func lock() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      let writer = try RunWriter(run)
      let error = try #require(throws: FileError.self) { try RunWriter(run) }
      #expect(error.problem == "is being written by another process")
      // The one that came too late has not taken the folder away.
      try writer.save(try SmallRun.checkpoints()[0])
      #expect(run.state == .unfinished)
    }
  }

  @Test("an earlier run is there, whole, until the new one is complete")
  func earlierRun() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      let old = try contents(seed: 1)
      try run.write(old)
      let checkpoints = try SmallRun.checkpoints()
      do {
        let writer = try RunWriter(run)
        try writer.save(checkpoints[1])
      }
      #expect(run.state == .complete && run.isUnderWay)
      #expect(try storedModel(at: run.path).parameters == old.model.parameters)
      #expect(try run.readCheckpoint().training.state == checkpoints[1].training.state)
      // What a process left that was killed while it put the run in its place.
      try FileManager.default.createDirectory(
        at: place.appending(path: "run.partial"), withIntermediateDirectories: false)
      let new = try contents(seed: 2)
      try RunWriter(run).finish(new)
      #expect(try storedModel(at: run.path).parameters == new.model.parameters)
      #expect(try names(in: place) == ["run"])
    }
  }

  @Test("a link to a run's folder is followed, and stays")
  func link() throws {
    try inTemporaryFolder { place in
      let target = place.appending(path: "disk/run")
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      let link = place.appending(path: "run")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: target)
      let run = RunFolder(path: link.path)
      for seed: UInt64 in 1...2 {
        let contents = try contents(seed: seed)
        try RunWriter(run).finish(contents)
        #expect(
          try storedModel(at: target.path).parameters == contents.model.parameters)
        #expect(
          try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == target.path)
        #expect(try names(in: place.appending(path: "disk")) == ["run"])
      }
    }
  }

  @Test("a checkpoint that is no file, damaged or not there is an error that says what to do")
  func unreadable() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      #expect(
        "\(try #require(throws: FileError.self) { try run.readCheckpoint() })".hasSuffix(
          "run: does not exist; begin the run, with path instead of checkpoint"))
      try run.write(try contents())
      #expect(
        try #require(throws: FileError.self) { try run.readCheckpoint() }.problem
          == "has no checkpoint to go on from")
      let folder = place.appending(path: "run/checkpoint")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data("half".utf8).write(to: folder.appending(path: "final.safetensors"))
      #expect(
        try #require(throws: ModelReadingError.self) { try run.readCheckpoint() }.reason
          .hasPrefix("not a safetensors file"))
    }
  }
}
