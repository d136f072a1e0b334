import Balancing
import Datasets
import Foundation
import NeuralNetwork
import Optimizers
import RandomNumbers
import Testing
import Training

/// Runs that are saved after every step, and go on from there.
private struct SavedRun {
  let trainer: Trainer
  let table: ExampleTable
  let result: Trainer.Result
  /// One after every step but the last of an epoch, and one after every epoch.
  let checkpoints: [TrainingCheckpoint]

  init(
    _ table: ExampleTable, _ configuration: TrainingConfiguration, _ scheme: String,
    modifiers: BalanceModifiers = BalanceModifiers()
  ) throws {
    self.table = table
    trainer = Trainer(
      configuration, scheme: try SchemeCatalogue.parse(scheme),
      taskWeights: table.data.heads.map { _ in 1 }, modifiers: modifiers, primary: 0, threads: 2)
    var saved: [TrainingCheckpoint] = []
    var observer = TrainingObserver()
    observer.interval = .rows(1)
    observer.save = { saved.append($0) }
    result = try trainer.fit(table.data, observer: observer)
    checkpoints = saved
  }

  /// Goes on from a checkpoint as a file holds it.
  func goOn(from checkpoint: TrainingCheckpoint, threads: Int = 1) throws -> Trainer.Result {
    var checkpoint = checkpoint
    let json = try JSONEncoder().encode(checkpoint.state)
    checkpoint.state = try JSONDecoder().decode(TrainingCheckpoint.State.self, from: json)
    let other = Trainer(
      trainer.configuration, scheme: trainer.scheme, taskWeights: trainer.taskWeights,
      modifiers: trainer.modifiers, primary: trainer.primary, threads: threads)
    return try other.fit(table.data, from: checkpoint)
  }
}

extension History {
  /// Without what the clock says.
  fileprivate var withoutSeconds: History {
    History(
      tasks: tasks,
      epochs: epochs.map { epoch in
        var epoch = epoch
        epoch.seconds = 0
        return epoch
      }, bestEpoch: bestEpoch, taskEpochs: taskEpochs)
  }
}

struct TrainingCheckpointTests {
  static let schemes = SchemeCatalogue.entries.map { entry in
    switch entry.name {
    case "fixed": "fixed:1,2,3,4,5"
    case "power": "power:0.5"
    case "initial": "initial:2"
    default: entry.name
    }
  }

  private static let table = Result { try ExampleTable(.synthetic(rows: 150)) }

  private func configuration() -> TrainingConfiguration {
    var configuration = TrainingConfiguration.small(epochs: 3, batchSize: 20, dropout: 0.2)
    configuration.patience = 2
    configuration.clip = 5
    return configuration
  }

  private func check(_ run: SavedRun, draws: Int, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: .split)
    #expect(run.checkpoints.count > 10)
    for draw in 0..<draws {
      let checkpoint = try #require(run.checkpoints.randomElement(using: &generator))
      let result = try run.goOn(from: checkpoint, threads: 1 + draw % 3)
      let at = "\(checkpoint.epochNumber), \(String(describing: checkpoint.state.epoch?.steps))"
      #expect(result.snapshots == run.result.snapshots, "\(at)")
      #expect(result.ownEpochs == run.result.ownEpochs, "\(at)")
      #expect(result.history.withoutSeconds == run.result.history.withoutSeconds, "\(at)")
    }
  }

  @Test("a run that goes on from any step ends with the same bits", arguments: schemes)
  func everyScheme(scheme: String) throws {
    try check(SavedRun(try Self.table.get(), configuration(), scheme), draws: 4, seed: 1)
  }

  @Test("so it does with what changes a scheme, and with another optimizer")
  func modified() throws {
    var modifiers = BalanceModifiers()
    (modifiers.every, modifiers.smoothing, modifiers.rescaling) = (3, 0.5, .meanNorm)
    modifiers.gramian = .sketch(columns: 8)
    for scheme in ["mgda", "upgrad"] {
      try check(
        SavedRun(try Self.table.get(), configuration(), scheme, modifiers: modifiers), draws: 6,
        seed: 2)
    }
    var descent = configuration()
    (descent.optimizer, descent.schedule) = (.sgd(momentum: 0.9), .init(.cosine(floor: 0)))
    try check(SavedRun(try Self.table.get(), descent, "prior"), draws: 6, seed: 3)
  }

  @Test("so it does where averages are kept, of a network that embeds numbers")
  func averaged() throws {
    let table = try ExampleTable(
      Self.table.get().dataset, encoding: EncodingOptions(numericEmbedding: .both))
    var averaging = configuration()
    averaging.averaging = 0.9
    try check(SavedRun(table, averaging, "mgda"), draws: 6, seed: 5)
  }

  @Test("so it does where tasks are held back and have epochs of their own")
  func ownEpochs() throws {
    var configuration = TrainingConfiguration.small(epochs: 12, batchSize: 20)
    configuration.ownEpochs = true
    let run = try SavedRun(try Self.table.get(), configuration, "prior")
    #expect(run.result.ownEpochs != nil)
    try check(run, draws: 8, seed: 6)
    var modifiers = BalanceModifiers()
    (modifiers.damping, modifiers.every) = (true, 2)
    let damped = try SavedRun(try Self.table.get(), configuration, "mgda", modifiers: modifiers)
    #expect(damped.result.history.epochs.last?.damping?.contains { $0 < 1 } == true)
    try check(damped, draws: 6, seed: 7)
    var checkpoint = try #require(run.checkpoints.last)
    checkpoint.taskBestParameters.removeLast()
    #expect(throws: TrainingError.self) { try run.goOn(from: checkpoint) }
  }

  @Test("without validation rows the last epoch is the best after a break, too")
  func noValidation() throws {
    let whole = try Self.table.get()
    let table = try ExampleTable(whole.dataset, part: { $0 % 5 == 0 ? .test : .train })
    try check(SavedRun(table, configuration(), "dwa"), draws: 6, seed: 4)
  }

  @Test("a complete run goes on for more epochs as if there had been as many from the start")
  func moreEpochs() throws {
    var longer = configuration()
    (longer.epochs, longer.patience) = (5, nil)
    var shorter = longer
    shorter.epochs = 2
    let table = try Self.table.get()
    let short = try SavedRun(table, shorter, "uncertainty")
    let last = try #require(short.checkpoints.last)
    #expect(last.state.history.epochs.count == 2)
    // The rate is constant: it does not depend on how many epochs there will be.
    let whole = try SavedRun(table, longer, "uncertainty")
    let result = try whole.goOn(from: last)
    #expect(result.parameters == whole.result.parameters)
    #expect(result.history.epochs.count == 5)
    // And one that has nothing left to do stays as it is.
    #expect(try short.goOn(from: last).parameters == short.result.parameters)
  }

  @Test("an interrupted run is saved after the step at hand")
  func interruption() throws {
    let run = try SavedRun(try Self.table.get(), configuration(), "famo")
    for stop in [1, 5, 9] {
      var (steps, saved) = (0, [TrainingCheckpoint]())
      var observer = TrainingObserver()
      observer.save = { saved.append($0) }
      observer.isInterrupted = {
        steps += 1
        return steps >= stop
      }
      let error = try #require(throws: TrainingError.self) {
        try run.trainer.fit(run.table.data, observer: observer)
      }
      guard case .interrupted(_, _, isSaved: true) = error else {
        Issue.record("\(error)")
        continue
      }
      #expect(saved.count == 1)
      #expect(try run.goOn(from: try #require(saved.first)).parameters == run.result.parameters)
    }
  }

  @Test("what cannot be saved ends the run with the error of the one that saves")
  func failure() throws {
    struct Full: Error {}
    let run = try SavedRun(try Self.table.get(), configuration(), "equal")
    var observer = TrainingObserver()
    observer.interval = .epochs(1)
    observer.save = { _ in throw Full() }
    #expect(throws: Full.self) { try run.trainer.fit(run.table.data, observer: observer) }
  }

  @Test("a diverging run keeps no checkpoint that is not finite, and names epoch, step and task")
  func divergence() throws {
    var configuration = configuration()
    (configuration.learningRate, configuration.epochs) = (1e6, 40)
    configuration.clip = nil
    (configuration.optimizer, configuration.patience) = (.sgd(momentum: 0.9), nil)
    let table = try Self.table.get()
    var saved: [TrainingCheckpoint] = []
    var observer = TrainingObserver()
    observer.interval = .rows(1)
    observer.save = { saved.append($0) }
    let trainer = Trainer(
      configuration, scheme: try SchemeCatalogue.parse("equal"),
      taskWeights: table.data.heads.map { _ in 1 }, threads: 1)
    let error = try #require(throws: TrainingError.self) {
      try trainer.fit(table.data, observer: observer)
    }
    guard case .diverged(let epoch, let step, let task, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(epoch >= 1 && step >= 1)
    #expect(table.data.schema.labels.map(\.name).contains(try #require(task)))
    #expect(saved.allSatisfy { $0.parameters.allSatisfy(\.isFinite) })
  }

  @Test("a checkpoint that does not fit the run is refused with the reason")
  func unfit() throws {
    let run = try SavedRun(try Self.table.get(), configuration(), "uncertainty")
    let sound = run.checkpoints[4]
    func refused(_ change: (inout TrainingCheckpoint) throws -> Void) throws -> String {
      var checkpoint = sound
      try change(&checkpoint)
      return "\(try #require(throws: (any Error).self) { try run.goOn(from: checkpoint) })"
    }
    #expect(try refused { $0.parameters.removeLast() }.contains("parameters, and the network"))
    #expect(try refused { $0.bestParameters = [] }.contains("parameters, and the network"))
    #expect(try refused { $0.average = $0.parameters }.contains("average of the parameters"))
    #expect(try refused { $0.parameters[3] = .nan }.contains("not finite"))
    #expect(try refused { $0.moments.second = [] }.contains("not those of the optimizer"))
    #expect(try refused { $0.rowOrder[0] = -1 }.contains("order of rows"))
    #expect(try refused { $0.rowOrder[0] = $0.rowOrder[1] }.contains("order of rows"))
    #expect(try refused { $0.state.updates = -1 }.contains("contradicts itself"))
    #expect(try refused { $0.balancer = Data("{}".utf8) }.contains("damaged"))
    let other = try SavedRun(try Self.table.get(), configuration(), "famo").checkpoints[4]
    #expect(try refused { $0.balancer = other.balancer }.contains("it is of"))
    // Of a later epoch: its history has epochs with numbers of their own.
    let later = try #require(run.checkpoints.last)
    #expect(
      try refused {
        $0.state.history = History(
          tasks: ["other"], epochs: later.state.history.epochs, bestEpoch: 1)
      }.contains("it is of the labels"))
    #expect(
      try refused {
        $0.state.history = History(
          tasks: later.state.history.tasks, epochs: later.state.history.epochs.reversed(),
          bestEpoch: 1)
      }.contains("history contradicts"))
    #expect(
      try refused {
        $0.state.history = History(
          tasks: later.state.history.tasks, epochs: later.state.history.epochs, bestEpoch: 7)
      }.contains("history contradicts"))
  }
}
