import Comparing
import DurableFiles
import Foundation
import ModelExamples
import Remedies
import Runs
import Testing
import Training

struct ComparisonFolderTests {
  private let request = ComparisonRequest(options: ["--label=y", "--epochs=2"])
  private let run = PlannedRun(subject: .scheme("fixed:a/b=1,ü=2"), seed: 3)

  /// What became of the run, whose epochs hold a number that JSON has no way to write.
  private func record(_ run: PlannedRun) throws -> RunRecord {
    let history = History(
      tasks: ["y"],
      epochs: [
        History.Epoch(
          number: 1, rate: 0.1, seconds: 2, validationScore: nil,
          tasks: [.init(trainingLoss: nil, validationLoss: 1, weight: .infinity)], gradients: nil)
      ], bestEpoch: 1)
    let evaluation = """
      [{"name": "y", "kind": "count", "labelled": 0, "loss": null, "prior_loss": 0.5, "skill": null,
        "metrics": {"deviance": null, "rmse": null, "mae": null}}]
      """
    return RunRecord(
      run: run, data: try #require(SmallRun.checkpoints(epochs: 1).first).data,
      outcome: .fitted(
        .init(
          history: history,
          evaluations: try JSONDecoder().decode(
            [TaskEvaluation].self, from: Data(evaluation.utf8)))))
  }

  @Test("what became of a run is there for whoever opens the folder next")
  func records() throws {
    try inTemporaryFolder { place in
      let path = place.appending(path: "report").path + "/"
      let record = try record(run)
      do {
        let folder = try ComparisonFolder(path: path, request: request)
        #expect(try folder.record(of: run) == nil)
        #expect(!folder.hasRuns)
        try folder.keep(record)
        #expect(folder.hasRuns)
      }
      let folder = try ComparisonFolder(path: path, request: request)
      #expect(try folder.record(of: run) == record)
      for other in [
        PlannedRun(subject: .scheme("fixed:a-b=1,ü=2"), seed: 3),
        PlannedRun(subject: .task("fixed:a/b=1,ü=2"), seed: 3),
        PlannedRun(subject: .scheme("fixed:a/b=1,ü=2"), seed: 30),
      ] {
        #expect(try folder.record(of: other) == nil)
      }
    }
  }

  @Test("a checkpoint is there until the run is done, and only for its own data")
  func checkpoints() throws {
    try inTemporaryFolder { place in
      let folder = try ComparisonFolder(
        path: place.appending(path: "report").path, request: request)
      let checkpoints = try SmallRun.checkpoints()
      let last = try #require(checkpoints.last)
      for checkpoint in checkpoints.suffix(2) { try folder.save(checkpoint, of: run) }
      #expect(folder.checkpoint(of: run, on: last.data)?.state == last.training.state)
      let others = try #require(try SmallRun.checkpoints(epochs: 1).first)
      #expect(folder.checkpoint(of: run, on: others.data) == nil)
      try folder.keep(try record(run))
      #expect(folder.checkpoint(of: run, on: last.data) == nil)
    }
  }

  @Test("a damaged record is an error that names it, a damaged checkpoint is left aside")
  func damage() throws {
    try inTemporaryFolder { place in
      let path = place.appending(path: "report").path
      let folder = try ComparisonFolder(path: path, request: request)
      let checkpoint = try #require(try SmallRun.checkpoints().last)
      try folder.save(checkpoint, of: run)
      let runs = place.appending(path: "report/runs")
      for name in try names(in: runs) where name != "lock" {
        try Data("half".utf8).write(to: runs.appending(path: name))
      }
      #expect(folder.checkpoint(of: run, on: checkpoint.data) == nil)
      try folder.keep(try record(run))
      let name = try #require(try names(in: runs).first { $0.hasSuffix(".json") })
      try Data("{}".utf8).write(to: runs.appending(path: name))
      let error = try #require(throws: FileError.self) { try folder.record(of: run) }
      #expect(error.path == "\(path)/runs/\(name)")
      #expect(error.remedy?.text()?.contains("remove it") == true)
    }
  }

  @Test(
    "a record that contradicts itself is no record",
    arguments: [
      ("\"bestEpoch\":1", "\"bestEpoch\":2"),
      ("\"name\":\"y\",\"prior_loss\"", "\"name\":\"z\",\"prior_loss\""),
      ("\"weights\":[\"inf\"]", "\"weights\":[]"), ("\"number\":1", "\"number\":7"),
      ("\"seed\":3", "\"seed\":4"),
    ])
  func contradiction(old: String, new: String) throws {
    try inTemporaryFolder { place in
      let folder = try ComparisonFolder(
        path: place.appending(path: "report").path, request: request)
      try folder.keep(try record(run))
      let runs = place.appending(path: "report/runs")
      let name = try #require(try names(in: runs).first { $0.hasSuffix(".json") })
      let text = String(
        decoding: try Data(contentsOf: runs.appending(path: name)), as: UTF8.self)
      let changed = text.replacing(old, with: new)
      #expect(changed != text)
      try Data(changed.utf8).write(to: runs.appending(path: name))
      #expect(throws: FileError.self) { try folder.record(of: run) }
    }
  }

  @Test("another comparison is refused with what differs, anything else as no comparison")
  func others() throws {
    try inTemporaryFolder { place in
      let path = place.appending(path: "report").path
      let folder = try ComparisonFolder(path: path, request: request)
      let other = ComparisonRequest(options: ["--label=y", "--epochs=3", "--layer-norm"])
      let mismatch = try #require(throws: ComparisonRequest.Mismatch.self) {
        try ComparisonFolder.check(path: path, request: other)
      }
      #expect(mismatch.begun == ["--epochs=2"])
      #expect(mismatch.asked == ["--epochs=3", "--layer-norm"])
      #expect(
        mismatch.description.contains(
          "was begun with --epochs=2, and is now asked for with --epochs=3 --layer-norm"))
      #expect(throws: FileError.self) { try ComparisonFolder(path: path, request: request) }
      withExtendedLifetime(folder) {}

      try Data("x".utf8).write(to: place.appending(path: "notes.txt"))
      let error = try #require(throws: FileError.self) {
        try ComparisonFolder(path: place.path, request: request)
      }
      #expect(error.problem == "exists and is not a comparison")
    }
  }

  @Test("what ends before anything is saved leaves nothing")
  func nothing() throws {
    try inTemporaryFolder { place in
      let path = place.appending(path: "report").path
      withExtendedLifetime(try ComparisonFolder(path: path, request: request)) {}
      #expect(try names(in: place) == [])
      // What a killed process leaves is not in the way.
      try FileManager.default.createDirectory(
        atPath: path + "/runs", withIntermediateDirectories: true)
      for name in ["request.json.partial-1f", "runs/lock", "runs/a.json.partial-2e"] {
        try Data("half".utf8).write(to: place.appending(path: "report/\(name)"))
      }
      try ComparisonFolder.check(path: path, request: request)
      withExtendedLifetime(try ComparisonFolder(path: path, request: request)) {}
      #expect(try names(in: place) == [])
    }
  }

  @Test("results replace each other")
  func finish() throws {
    try inTemporaryFolder { place in
      let path = place.appending(path: "report").path
      let folder = try ComparisonFolder(path: path, request: request)
      try folder.keep(try record(run))
      for text in ["first", "second"] {
        let data = Data(text.utf8)
        try folder.finish(table: data, result: data, report: data)
      }
      #expect(
        try names(in: place.appending(path: "report"))
          == ["compare.csv", "compare.json", "report.html", "request.json", "runs"])
      let table = place.appending(path: "report/compare.csv")
      #expect(try Data(contentsOf: table) == Data("second".utf8))
    }
  }
}
