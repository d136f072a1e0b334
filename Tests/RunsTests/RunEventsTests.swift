import Foundation
import ModelExamples
import PythonReference
import Runs
import Testing
import Training

private let python = PythonInterpreter(importing: "tensorboard")

struct RunEventsTests {
  private static let name = "events.out.tfevents.equipoise"

  private func contents() throws -> RunFolder.Contents {
    RunFolder.Contents(
      model: try ExampleModel.make(seed: 1), configuration: Data("{}".utf8),
      metrics: Data("[]".utf8), history: try exampleHistory())
  }

  /// The first epochs of the run.
  private func history(_ count: Int) throws -> History {
    let whole = try exampleHistory()
    return History(
      tasks: whole.tasks, epochs: Array(whole.epochs.prefix(count)),
      bestEpoch: min(count, whole.bestEpoch))
  }

  /// The number of epochs in a file: each has its learning rate.
  private func epochCount(_ file: Data) -> Int {
    let (tag, bytes) = (Data("learning_rate".utf8), file)
    var (count, rest) = (0, bytes.startIndex..<bytes.endIndex)
    while let found = bytes.range(of: tag, in: rest) {
      count += 1
      rest = found.upperBound..<bytes.endIndex
    }
    return count
  }

  @Test("the file grows beside the checkpoints, and comes as it is with the complete run")
  func wholeWay() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      let live = place.appending(path: "run/checkpoint/\(Self.name)")
      let writer = try RunWriter(run)
      for count in 0...2 {
        try writer.follow(try history(count))
        #expect(epochCount(try Data(contentsOf: live)) == count)
        #expect(run.state == .begun)
      }
      try writer.save(try SmallRun.checkpoints()[0])
      #expect(run.state == .unfinished)

      let last = try Data(contentsOf: live)
      try writer.finish(try contents())
      #expect(try Data(contentsOf: place.appending(path: "run/\(Self.name)")) == last)
      #expect(
        try names(in: place.appending(path: "run")) == [
          "checkpoint", "config.json", Self.name, "history.csv", "metrics.json",
          "model.safetensors",
        ])
      #expect(try names(in: place.appending(path: "run/checkpoint")) == ["final.safetensors"])
    }
  }

  @Test(
    "the last epoch of a file that is begun ends then, and others take as long as they did",
    .enabled(if: python != nil, "needs a Python with tensorboard"))
  func times() throws {
    let python = try #require(python)
    try inTemporaryFolder { place in
      let writer = try RunWriter(RunFolder(path: place.appending(path: "run").path))
      let before = Date().timeIntervalSince1970
      try writer.follow(try history(1))
      let after = Date().timeIntervalSince1970
      try writer.follow(try history(2))
      let file = try withExtendedLifetime(writer) {
        try Data(contentsOf: place.appending(path: "run/checkpoint/\(Self.name)"))
      }
      let rates = try #require(try python.readEvents(file).scalars["learning_rate"])
      #expect(rates.map(\.step) == [1, 2])
      #expect(abs(rates[0].wallTime - before) <= after - before + 1e-5)
      #expect(abs(rates[1].wallTime - rates[0].wallTime - 0.5) < 1e-5)
    }
  }

  @Test("where nothing was saved the file goes too, and an earlier run is as it was")
  func nothingSaved() throws {
    try inTemporaryFolder { place in
      let (new, old) = (place.appending(path: "new"), place.appending(path: "old"))
      try RunFolder(path: old.path).write(try contents())
      let earlier = try names(in: old)
      for folder in [new, old] {
        let writer = try RunWriter(RunFolder(path: folder.path))
        try writer.follow(try history(2))
        let files = try withExtendedLifetime(writer) {
          try names(in: folder.appending(path: "checkpoint"))
        }
        #expect(files == [Self.name, "lock"])
      }
      #expect(try names(in: place) == ["old"])
      #expect(try names(in: old) == earlier)
    }
  }

  @Test("a run that goes on begins the file anew, and one that nobody follows has none")
  func goingOn() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      let folder = place.appending(path: "run/checkpoint")
      do {
        let writer = try RunWriter(run)
        try writer.save(try SmallRun.checkpoints()[0])
        try writer.follow(try history(2))
      }
      #expect(try names(in: folder) == [Self.name, "lock", "running.safetensors"])
      // The last checkpoint was saved before the last epoch.
      do {
        let writer = try RunWriter(run, goesOn: true)
        try writer.follow(try history(1))
        let file = try Data(contentsOf: folder.appending(path: Self.name))
        #expect(epochCount(file) == 1)
      }
      // It ended without a checkpoint of its own: there is still the one before.
      #expect(run.state == .unfinished)
      #expect(try names(in: folder).contains(Self.name))

      let writer = try RunWriter(run, goesOn: true)
      #expect(try names(in: folder) == ["lock", "running.safetensors"])
      try writer.finish(try contents())
      #expect(try !names(in: place.appending(path: "run")).contains(Self.name))
    }
  }

  @Test("where another run is on its way, a new one that saved nothing leaves no file of its own")
  func replacing() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      try RunWriter(run).save(try SmallRun.checkpoints()[0])
      try RunWriter(run).follow(try history(1))
      let rest = try names(in: place.appending(path: "run/checkpoint"))
      #expect(!rest.contains(Self.name) && rest.contains("running.safetensors"))
    }
  }
}
