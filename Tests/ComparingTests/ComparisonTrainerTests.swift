import Balancing
import Comparing
import Datasets
import NeuralNetwork
import Synchronization
import Testing
import Training

struct ComparisonTrainerTests {
  private let table = SmallTable()

  /// Records without what no two runs have in common.
  private func figures(_ records: [RunRecord]) -> [[TaskEvaluation]] {
    records.map { $0.fitted?.evaluations ?? [] }
  }

  @Test("the figures do not depend on how many models are trained at a time")
  func lanes() throws {
    let one = try ComparisonTrainer.small(["equal", "upgrad"], threads: 1)
    let many = try ComparisonTrainer.small(["equal", "upgrad"], threads: 5)
    #expect(one.lanes == 1 && many.lanes == 5 && many.threadsPerRun == 1)
    let table = table
    let first = try one.run(ComparisonObserver()) { try table.prepared(seed: $0.seed) }
    let second = try many.run(ComparisonObserver()) { try table.prepared(seed: $0.seed) }
    #expect(first.map(\.run) == one.plan.runs)
    #expect(second.map(\.run) == one.plan.runs)
    #expect(figures(first) == figures(second))
    #expect(first.allSatisfy { $0.fitted != nil })
  }

  @Test("each model is the one that training by itself gives")
  func byItself() throws {
    let trainer = try ComparisonTrainer.small(["equal"], seeds: [7])
    let table = table
    let records = try trainer.run(ComparisonObserver()) { try table.prepared(seed: $0.seed) }
    var configuration = trainer.configuration
    configuration.seed = 7
    let cases: [(PlannedRun.Subject, scheme: String, labels: [String])] = [
      (.scheme("equal"), "equal", ["y_near", "y_flag"]), (.task("y_flag"), "prior", ["y_flag"]),
    ]
    for (subject, scheme, labels) in cases {
      let data = try table.prepared(seed: 7, labels: labels)
      let result = try Trainer(
        configuration, scheme: SchemeCatalogue.parse(scheme), taskWeights: labels.map { _ in 1 },
        threads: 1
      ).fit(data)
      let model = MultiTaskModel(
        description: data.description(
          configuration.network, balance: scheme, reading: ReadingOptions()),
        parameters: result.parameters)
      let expected = model.evaluate(data.table, rows: data.split.test, threads: 1)
      let record = try #require(records.first { $0.run.subject == subject })
      #expect(record.fitted?.evaluations == expected)
      #expect(record.data == data.fingerprint)
    }
  }

  @Test("single-task networks are trained as the shared one: network, steps, epochs, averages")
  func alike() throws {
    var configuration = Recipe.standard.training(rows: 240)
    configuration.network.members = 3
    configuration.epochs = 7
    let comparator = ComparisonTrainer(
      ComparisonPlan(
        tasks: ["y_near", "y_flag"], schemes: try ComparedScheme.list(["equal", "upgrad"]),
        seeds: [3, 4]),
      configuration: configuration, modifiers: Recipe.standard.modifiers, primary: nil, threads: 2)
    #expect(configuration.ownEpochs && configuration.averaging != nil)
    #expect(configuration.network.linearPath)
    for run in comparator.plan.runs {
      let trainer = try comparator.trainer(of: run)
      var expected = configuration
      expected.seed = run.seed
      #expect(trainer.configuration == expected)
      #expect(trainer.modifiers == Recipe.standard.modifiers)
      #expect(trainer.threads == comparator.threadsPerRun)
    }
    // What goes into the network is the same, cell by cell: only labels are left out.
    let data = try table.prepared(seed: 3)
    for task in data.schema.tasks.indices {
      let single = data.keeping(task: task)
      #expect(single.schema.features == data.schema.features)
      #expect(single.table.features.layout == data.table.features.layout)
      #expect(single.split == data.split)
    }
  }

  @Test("what is on record is not trained again, and must be of the same data")
  func onRecord() throws {
    let trainer = try ComparisonTrainer.small(["equal"], seeds: [1])
    let table = table
    let records = try trainer.run(ComparisonObserver()) { try table.prepared(seed: $0.seed) }
    var observer = ComparisonObserver()
    observer.record = { run in records.first { $0.run == run } }
    observer.progress = { run, _ in Issue.record("\(run) was trained again") }
    #expect(try trainer.run(observer) { try table.prepared(seed: $0.seed) } == records)
    let other = SmallTable(rows: 300)
    #expect(throws: ComparisonError.otherData("had 400 rows, and now has 300")) {
      _ = try trainer.run(observer) { try other.prepared(seed: $0.seed) }
    }
  }

  @Test("a run that diverges is a result, and the others go on")
  func divergence() throws {
    let trainer = try ComparisonTrainer.small(["equal"], seeds: [1], learningRate: 1e30)
    let table = table
    let records = try trainer.run(ComparisonObserver()) { try table.prepared(seed: $0.seed) }
    #expect(records.count == 3)
    for record in records {
      guard case .failed(let reason) = record.outcome else {
        Issue.record("\(record.run) did not fail")
        continue
      }
      #expect(reason.contains("diverged"))
    }
  }

  @Test("an interruption saves the runs on their way, and they go on to the same figures")
  func interruption() throws {
    let trainer = try ComparisonTrainer.small(["equal", "prior"], threads: 1)
    let table = table
    let whole = try trainer.run(ComparisonObserver()) { try table.prepared(seed: $0.seed) }

    let saved = Mutex<[PlannedRun: TrainingCheckpoint]>([:])
    let finished = Mutex<[RunRecord]>([])
    let steps = Mutex(0)
    var observer = ComparisonObserver()
    observer.save = { run, _, checkpoint in saved.withLock { $0[run] = checkpoint } }
    observer.finished = { record in finished.withLock { $0.append(record) } }
    // Somewhere in the third run: each has two epochs of eight steps.
    observer.isInterrupted = {
      steps.withLock { count in
        count += 1
        return count > 37
      }
    }
    #expect {
      _ = try trainer.run(observer) { try table.prepared(seed: $0.seed) }
    } throws: {
      if case TrainingError.interrupted(_, _, let isSaved) = $0 { isSaved } else { false }
    }
    #expect(finished.withLock { $0.count } == 2)
    #expect(saved.withLock { Array($0.keys) } == [trainer.plan.runs[2]])

    observer.isInterrupted = { false }
    observer.record = { run in finished.withLock { $0.first { $0.run == run } } }
    observer.checkpoint = { run, _ in saved.withLock { $0[run] } }
    observer.finished = { _ in }
    let resumed = try trainer.run(observer) { try table.prepared(seed: $0.seed) }
    #expect(figures(resumed) == figures(whole))
  }

  @Test("the first error ends the comparison")
  func errors() throws {
    struct Full: Error {}
    let trainer = try ComparisonTrainer.small(["equal", "prior"], threads: 3)
    let count = Mutex(0)
    var observer = ComparisonObserver()
    observer.finished = { _ in
      count.withLock { $0 += 1 }
      throw Full()
    }
    let table = table
    #expect(throws: Full.self) {
      _ = try trainer.run(observer) { try table.prepared(seed: $0.seed) }
    }
    // No more than those that were under way.
    #expect(count.withLock { $0 } <= trainer.lanes)
  }

  @Test("a scheme that does not fit the tasks is refused before anything is trained")
  func check() throws {
    let data = try table.prepared(seed: 0)
    let unknown = try ComparisonTrainer.small(["fixed:y_nearer=1,y_flag=2"])
    #expect(throws: BalancingError.self) { try unknown.check(data) }
    let lonely = try ComparisonTrainer.small(["gradcos"])
    #expect(throws: BalancingError.self) { try lonely.check(data) }
    try ComparisonTrainer.small(["fixed:y_near=1,y_flag=2", "initial:5"]).check(data)
  }
}
