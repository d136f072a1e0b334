import CrossValidating
import Datasets
import DurableFiles
import Exporting
import Foundation
import ModelExamples
import Packs
import Runs
import Testing
import Training

struct ModelSetWriterTests {
  private func request() -> ModelSetRequest {
    ModelSetRequest(arguments: ["--pack=3", "--", "t.csv"], data: checkpoint.data)
  }

  private let checkpoint: RunCheckpoint

  init() throws {
    checkpoint = try SmallRun.checkpoints()[1]
  }

  private static let settings = PackDraw(
    TrainingConfiguration(), numericEmbedding: .both, scheme: "prior", tasks: ["price", "rain"]
  ).settings(count: 3)

  private func record(_ index: Int) throws -> PackRecord {
    let history = try exampleHistory()
    let evaluations = try JSONDecoder().decode(
      [TaskEvaluation].self,
      from: JSONSerialization.data(
        withJSONObject: history.tasks.map { name -> [String: Any] in
          [
            "name": name, "kind": "regression", "labelled": 3, "loss": 2, "prior_loss": 4,
            "constant_loss": 4, "skill": 0.5, "metrics": ["rmse": 1.5],
          ]
        }))
    return PackRecord(
      run: Self.settings[index], data: checkpoint.data,
      outcome: .fitted(.init(history: history, evaluations: evaluations)))
  }

  private func contents(_ pack: ModelPack) -> PackContents {
    PackContents(
      pack: pack, configuration: Data("{}".utf8), metrics: Data("[]".utf8),
      table: Data("model\n".utf8), card: "# Card\n", report: "<html>", split: "row,part\n")
  }

  @Test("a pack of which nothing was saved leaves nothing")
  func nothingSaved() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      do {
        let writer = try ModelSetWriter(run, request: request())
        #expect(run.state == .unfinished && !writer.hasSaved)
        withExtendedLifetime(writer) {}
      }
      #expect(run.state == .absent)
    }
  }

  @Test("models are kept as they are done, and come with the complete pack")
  func wholeWay() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      let request = request()
      let (first, second) = (try ExampleModel.make(seed: 1), try ExampleModel.make(seed: 2))
      do {
        let writer = try ModelSetWriter(run, request: request)
        try writer.save(checkpoint, of: Self.settings[0])
        let found = writer.checkpoint(of: Self.settings[0], on: request.data)
        #expect(found?.parameters == checkpoint.training.parameters)
        try writer.keep(failed(), nil)
      }
      // The process ended; another one goes on.
      #expect(run.state == .unfinished && run.isUnderWay)
      #expect(try run.readModelSetRequest() == request)
      guard case .unfinishedModels(done: 0) = try RunFolder.read(at: run.path) else {
        Issue.record("it is an unfinished pack")
        return
      }
      #expect(
        try #require(throws: FileError.self) { try RunFolder.readPredictor(at: run.path) }.problem
          == "holds an unfinished run of several models, 0 of which are done, and none predicts for it"
      )
      let writer = try ModelSetWriter(run, request: request, goesOn: true)
      #expect(try writer.record(of: Self.settings[1]) == nil)
      #expect(try #require(try writer.record(of: Self.settings[2])).0 == failed())
      #expect(writer.checkpoint(of: Self.settings[0], on: request.data) != nil)
      for (index, model) in [first, second].enumerated() {
        try writer.keep(try record(index), model)
      }
      // What was on its way is done.
      #expect(writer.checkpoint(of: Self.settings[0], on: request.data) == nil)
      let kept = try #require(try writer.record(of: Self.settings[1]))
      #expect(kept.1?.parameters == second.parameters)
      try writer.finish(contents(try ExamplePack.make()))
      #expect(run.state == .complete && !run.isUnderWay)
      #expect(try names(in: place) == ["run"])
      #expect(
        try names(in: place.appending(path: "run"))
          == [
            "MODEL_CARD.md", "checkpoint", "config.json", "metrics.json", "model.safetensors",
            "pack.csv", "report.html", "split.csv",
          ])
      #expect(
        try names(in: place.appending(path: "run/checkpoint/models"))
          == ["1.json", "1.safetensors", "2.json", "2.safetensors", "3.json", "request.json"])
      guard case .complete(.pack(let pack)) = try RunFolder.read(at: run.path) else {
        Issue.record("it is a pack")
        return
      }
      #expect(pack.shares == (try ExamplePack.make().shares))
      #expect(try run.readModelSetRequest() == request)
    }
  }

  @Test("more models for a complete pack begin with those there are")
  func more() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      let model = try ExampleModel.make(seed: 1)
      let writer = try ModelSetWriter(run, request: request())
      try writer.keep(try record(0), model)
      try writer.finish(contents(try ExamplePack.make()))
      let again = try ModelSetWriter(run, request: request(), goesOn: true)
      #expect(try again.record(of: Self.settings[0])?.1?.parameters == model.parameters)
      #expect(run.state == .complete && run.isUnderWay)
    }
  }

  @Test("an earlier run is there, whole, until the pack is complete")
  func earlierRun() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      let old = RunFolder.Contents(
        model: try ExampleModel.make(seed: 3), configuration: Data("{}".utf8),
        metrics: Data("[]".utf8), history: try exampleHistory())
      try run.write(old)
      do {
        let writer = try ModelSetWriter(run, request: request())
        let model = try ExampleModel.make(seed: 1)
        try writer.keep(try record(0), model)
      }
      #expect(try storedModel(at: run.path).parameters == old.model.parameters)
      #expect(run.state == .complete && run.isUnderWay)
      #expect(try run.readModelSetRequest() != nil)
      // A run of one model in its stead: its checkpoint is what goes on.
      do {
        let writer = try RunWriter(run)
        try writer.save(checkpoint)
      }
      #expect(try run.readModelSetRequest() == nil)
      try ModelSetWriter(run, request: request()).finish(contents(try ExamplePack.make()))
      guard case .complete(.pack) = try RunFolder.read(at: run.path) else {
        Issue.record("it is a pack")
        return
      }
    }
  }

  @Test("one process at a time writes to a pack, and one that came too late takes nothing away")
  func lock() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      let writer = try ModelSetWriter(run, request: request())
      let error = try #require(throws: FileError.self) {
        _ = try ModelSetWriter(run, request: request())
      }
      #expect(error.problem == "is being written by another process")
      try writer.keep(failed(), nil)
      #expect(run.state == .unfinished)
    }
  }

  @Test("a record or a request that is not as it was written is an error that names the file")
  func unreadable() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      let writer = try ModelSetWriter(run, request: request())
      try writer.keep(failed(), nil)
      let folder = place.appending(path: "run/checkpoint/running-models")
      try Data("{}".utf8).write(to: folder.appending(path: "3.json"))
      let record = try #require(throws: FileError.self) {
        _ = try writer.record(of: Self.settings[2])
      }
      #expect(record.description.contains("3.json: is not the record of a model of this run"))
      try Data("{}".utf8).write(to: folder.appending(path: "request.json"))
      let request = try #require(throws: FileError.self) { _ = try run.readModelSetRequest() }
      #expect(request.description.contains("is not the request of a run by this version"))
    }
  }

  @Test("a cross-validation is complete without a model, and says how to get one")
  func crossValidation() throws {
    try inTemporaryFolder { place in
      let run = RunFolder(path: place.appending(path: "run").path)
      func contents(_ model: CrossValidationContents.Refitted?) -> CrossValidationContents {
        CrossValidationContents(
          model: model, configuration: Data("{}".utf8), metrics: Data("[]".utf8),
          folds: Array("fold\n".utf8), outOfFold: Array("row,fold\n".utf8), report: "<html>")
      }
      let model = try ExampleModel.make(seed: 1)
      let fold = ModelRecord(
        run: FoldRun.fold(0), data: checkpoint.data, outcome: try record(0).outcome)
      do {
        let writer = try ModelSetWriter(run, request: request())
        try writer.keep(fold, model)
        #expect(try writer.record(of: FoldRun.fold(1)) == nil)
        try writer.finish(contents(nil))
      }
      #expect(run.state == .complete && !run.isUnderWay)
      #expect(
        try names(in: place.appending(path: "run")) == [
          "checkpoint", "config.json", "folds.csv", "metrics.json", "out_of_fold.csv",
          "report.html",
        ])
      let error = try #require(throws: FileError.self) {
        try RunFolder.readPredictor(at: run.path)
      }
      #expect(error.problem == "is a cross-validation without a model of all rows")
      #expect(throws: FileError.self) { try run.prepare(overwriting: false) }
      // A model of all rows follows, beside the folds' that there are.
      let writer = try ModelSetWriter(run, request: request(), goesOn: true)
      #expect(try writer.record(of: FoldRun.fold(0))?.0 == fold)
      try writer.finish(
        contents(.init(model: model, history: try exampleHistory(), card: "# Card\n")))
      #expect(try storedModel(at: run.path).parameters == model.parameters)
      #expect(
        try names(in: place.appending(path: "run/checkpoint/models")) == [
          "fold-1.json", "fold-1.safetensors", "request.json",
        ])
    }
  }

  private func failed() -> PackRecord {
    PackRecord(
      run: Self.settings[2], data: checkpoint.data,
      outcome: .failed(reason: "it diverged"))
  }
}
