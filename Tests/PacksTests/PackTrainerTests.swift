import Balancing
import Datasets
import NeuralNetwork
import Packs
import Synchronization
import Testing
import Training

struct PackTrainerTests {
  private func trainer(
    _ settings: [PackSettings] = SmallPackTable.settings(), threads: Int = 2
  ) throws -> PackTrainer {
    PackTrainer(
      settings, scheme: try SchemeCatalogue.parse("prior"), taskWeights: [1, 1], threads: threads)
  }

  private func fit(
    _ trainer: PackTrainer, on table: SmallPackTable, _ observer: PackObserver = PackObserver()
  ) throws -> PackTrainer.Result {
    try trainer.fit(reading: table.table.reading, observer: observer) { try table.prepared($0) }
  }

  @Test("the pack does not depend on how many models are trained at a time")
  func lanes() throws {
    let table = try SmallPackTable()
    let (one, many) = (try trainer(threads: 1), try trainer(threads: 3))
    #expect(one.lanes == 1 && many.lanes == 3 && many.threadsPerModel == 1)
    let (first, second) = (try fit(one, on: table), try fit(many, on: table))
    #expect(first.records.map(\.settings) == SmallPackTable.settings())
    #expect(first.pack.shares == second.pack.shares)
    #expect(first.pack.members.map(\.number) == second.pack.members.map(\.number))
    for (first, second) in zip(first.pack.members, second.pack.members) {
      #expect(first.model.snapshots == second.model.snapshots)
    }
    #expect(
      first.records.map { $0.fitted?.evaluations } == second.records.map { $0.fitted?.evaluations })
    for shares in first.pack.shares { #expect(abs(shares.reduce(0, +) - 1) < 1e-9) }
  }

  @Test("each model is the one that training by itself gives")
  func byItself() throws {
    let table = try SmallPackTable()
    let found = Mutex<[Int: MultiTaskModel]>([:])
    var observer = PackObserver()
    observer.finished = { record, model in
      found.withLock { $0[record.settings.number] = model }
    }
    let settings = SmallPackTable.settings()
    _ = try fit(try trainer(settings), on: table, observer)
    for settings in settings {
      let whole = try table.prepared(settings.numericEmbedding)
      let data = settings.task.map { whole.keeping(task: $0 == "near" ? 0 : 1) } ?? whole
      let result = try Trainer(
        settings.training,
        scheme: SchemeCatalogue.parse(settings.task == nil ? settings.scheme : "prior"),
        taskWeights: data.heads.map { _ in 1 }, threads: 1
      ).fit(data)
      let model = try #require(found.withLock { $0[settings.number] })
      #expect(model.snapshots == result.snapshots)
      #expect(model.tasks == data.schema.tasks)
    }
  }

  @Test("what is on record is not trained again, and must be of the same data")
  func onRecord() throws {
    let table = try SmallPackTable()
    let kept = Mutex<[Int: (PackRecord, MultiTaskModel?)]>([:])
    var observer = PackObserver()
    observer.finished = { record, model in
      kept.withLock { $0[record.settings.number] = (record, model) }
    }
    let first = try fit(try trainer(), on: table, observer)
    var again = PackObserver()
    again.record = { settings in kept.withLock { $0[settings.number] } }
    again.progress = { settings, _ in Issue.record("\(settings.number) was trained again") }
    let second = try fit(try trainer(), on: table, again)
    #expect(second.records == first.records && second.pack.shares == first.pack.shares)
    let other = try SmallPackTable(rows: 200)
    #expect(throws: PackError.otherData("had 300 rows, and now has 200")) {
      _ = try fit(try trainer(), on: other, again)
    }
  }

  @Test("a model that diverges is a result, and the others make the pack")
  func divergence() throws {
    let table = try SmallPackTable()
    var settings = SmallPackTable.settings()
    settings[1].training.learningRate = 1e30
    let result = try fit(try trainer(settings), on: table)
    guard case .failed(let reason) = result.records[1].outcome else {
      Issue.record("it did not fail")
      return
    }
    #expect(reason.contains("learningRate"), "\(reason)")
    #expect(result.records.count == 5 && !result.pack.members.map(\.number).contains(2))
    let all = SmallPackTable.settings(count: 2, learningRate: 1e30)
    #expect {
      _ = try fit(try trainer(all), on: table)
    } throws: { error in
      guard case PackError.noModel("near", let reasons) = error else { return false }
      return reasons.count == 2
    }
  }

  @Test("without validation rows there is nothing to choose by")
  func noValidation() throws {
    let table = try SmallPackTable()
    #expect(throws: PackError.nothingToChooseBy) {
      _ = try trainer().fit(reading: table.table.reading) {
        try table.prepared($0, validation: 0)
      }
    }
  }

  @Test("models begin as long as they may, and one does in any case")
  func limit() throws {
    let table = try SmallPackTable()
    var observer = PackObserver()
    observer.mayBegin = { $0.count < 3 }
    #expect(try fit(try trainer(threads: 1), on: table, observer).records.count == 3)
    observer.mayBegin = { _ in false }
    let alone = try fit(try trainer(threads: 1), on: table, observer)
    #expect(alone.records.count == 1 && alone.pack.members.map(\.number) == [1])
    #expect(alone.pack.shares == [[1], [1]])
  }

  @Test("models that are interrupted go on where they were, and give the same pack")
  func interruption() throws {
    let table = try SmallPackTable()
    let whole = try fit(try trainer(), on: table)
    let kept = Mutex<[Int: TrainingCheckpoint]>([:])
    let steps = Mutex(0)
    let begun = Mutex<Set<Int>>([])
    var observer = PackObserver()
    observer.interval = .rows(1)
    observer.save = { settings, _, checkpoint in
      kept.withLock { $0[settings.number] = checkpoint }
    }
    // From then on: a model that is asked at the end of an epoch is asked again in the next one.
    observer.isInterrupted = {
      steps.withLock { steps in
        steps += 1
        return steps >= 13
      }
    }
    #expect(throws: TrainingError.self) { _ = try fit(try trainer(), on: table, observer) }
    var again = PackObserver()
    again.checkpoint = { settings, _ in
      begun.withLock { _ = $0.insert(settings.number) }
      return kept.withLock { $0[settings.number] }
    }
    let resumed = try fit(try trainer(), on: table, again)
    #expect(!kept.withLock { $0.isEmpty } && begun.withLock { $0.count } == 5)
    #expect(resumed.pack.shares == whole.pack.shares)
    for (resumed, whole) in zip(resumed.pack.members, whole.pack.members) {
      #expect(resumed.model.snapshots == whole.model.snapshots)
    }
  }
}
