import ArgumentParser
import Balancing
import CrossValidating
import Datasets
import Foundation
import LinearAlgebra
import Reports
import Runs
import Splitting
import Training

/// `equipoise train --folds`: from a table to predictions of each row by a model that was not fitted
/// to it, and where that is asked for to one model of all rows.
struct FoldTraining {
  private let command: TrainCommand
  private let folder: RunFolder
  /// How many folds there are.
  private let count: Int
  /// The data of the folds in the folder, if these go on.
  private let begun: DataFingerprint?

  /// Folds that begin; nothing is to be read of the table yet.
  init(_ command: TrainCommand, in folder: RunFolder) throws {
    try self.init(command, in: folder, goingOnFrom: nil)
  }

  /// Folds that go on, with a model of all rows where none was asked for before.
  ///
  /// - Throws: `ValidationError` where an option has another value than the run was begun with.
  init(
    resuming begun: BegunModels, in folder: RunFolder, request: TrainCommand, given: GivenOptions
  ) throws {
    var command = try begun.command.goingOn(by: request, given: given, raising: ["--refit"])
    command.folding.refit = request.folding.refit || begun.command.folding.refit
    try self.init(command, in: folder, goingOnFrom: begun.data)
  }

  private init(
    _ command: TrainCommand, in folder: RunFolder, goingOnFrom begun: DataFingerprint?
  ) throws {
    guard let count = command.folding.folds else {
      throw ValidationError("--folds is not there")
    }
    self.command = command
    self.folder = folder
    self.count = count
    self.begun = begun
  }

  func execute() throws {
    Job.takeWholeModels()
    let table = try Job.agree { try load() }
    let (first, rules, validator) = try Job.agree { try prepare(table) }
    let request = ModelSetRequest(arguments: command.begunArguments, data: first.fingerprint)
    let writer = try command.writer(in: folder, request, goesOn: begun != nil)
    try trainShare(validator, on: table, first: first, into: writer)
    guard Job.ranks.leads else { return }
    do {
      let (validation, refitted) = try train(
        validator, on: table, first: first, deciding: rules, into: writer)
      try finish(
        validation, refitted, validator: validator, table: table, first: first, into: writer)
    } catch {
      throw EndedRun(folder: folder, error: error, hasSaved: writer.hasSaved)
    }
  }

  private func load() throws -> UnderstoodTable {
    let bar = ReadingBar(isShown: command.printing.showsProgress)
    let table = try command.read(showing: bar)
    bar.finish()
    command.tell(table.notices, unless: command.printing.quiet)
    return table
  }

  /// The table as the first model reads it, how labels are decided, and who trains.
  ///
  /// - Throws: What cannot be, before anything is trained.
  private func prepare(
    _ table: UnderstoodTable
  ) throws -> (PreparedData, [ThresholdRule?], CrossValidator) {
    let first = try prepared(table, fold: 0)
    if let begun, let difference = begun.difference(of: first.fingerprint) {
      throw CrossValidationError.otherData(difference)
    }
    let rules = try command.decisions.thresholds.rules(
      for: first.schema.labels, split: first.split)
    let validator = try validator(for: first)
    command.tell(
      table.table.notices(of: first.split)
        + first.notices(for: validator.trainer.configuration),
      unless: command.printing.quiet)
    command.tell(crosses: first)
    return (first, rules, validator)
  }

  /// Of several ranks each trains the models of its share of the folds; the first then has all.
  private func trainShare(
    _ validator: CrossValidator, on table: UnderstoodTable, first: PreparedData,
    into writer: ModelSetWriter
  ) throws {
    try Job.trainShare(into: writer, in: folder) { share in
      try watched(validator, on: table, into: writer) { observer in
        try validator.train(share: share, on: table.table, observer: observer) { fold in
          fold == 0 ? first : try prepared(table, fold: fold)
        }
      }
    }
  }

  /// Trains with progress for people, and an end in order where one is asked for.
  private func watched<Result>(
    _ validator: CrossValidator, on table: UnderstoodTable, into writer: ModelSetWriter,
    _ body: (CrossValidationObserver) throws -> Result
  ) throws -> Result {
    let monitor = ModelSetMonitor<FoldRun>(
      command.printing, lanes: validator.lanes, count: count + (command.folding.refit ? 1 : 0))
    defer { monitor.finish() }
    let trainer = validator.trainer
    let observer = command.observer(keepingIn: writer, showing: monitor) { _, data in
      data.description(
        trainer.configuration.network, balance: trainer.scheme.text, reading: table.reading)
    }
    return try Interruption.watched { try body(observer) }
  }

  /// The table as the model reads it that a fold judges.
  private func prepared(_ table: UnderstoodTable, fold: Int) throws -> PreparedData {
    try table.prepared(
      by: command.training, seed: command.training.seed, fold: Fold(fold, of: count))
  }

  /// Who trains the models, as many at a time as there are threads, and memory, for.
  private func validator(for data: PreparedData) throws -> CrossValidator {
    let tasks = data.schema.tasks
    let modifiers = command.balancing.modifiers(command.training.recipe)
    let scheme = try SchemeCatalogue.parse(command.balancing.scheme)
    _ = try scheme.entry.evidence.adjusted(by: modifiers)
    let trainer = Trainer(
      try command.training.configuration(rows: data.split.train.count), scheme: scheme,
      taskWeights: try command.balancing.taskWeights(tasks).values, modifiers: modifiers,
      primary: try command.balancing.helped.index(among: tasks),
      threads: command.computing.threads)
    func validator(mostLanes: Int) -> CrossValidator {
      CrossValidator(trainer, foldCount: count, mostLanes: mostLanes, naming: FlagNaming())
    }
    let unbounded = validator(mostLanes: .max)
    let lanes = try command.memory.lanes(
      of: unbounded.memory(for: data), most: unbounded.lanes, what: "the folds",
      tells: !command.printing.quiet && !command.printing.json)
    return validator(mostLanes: lanes)
  }

  private func train(
    _ validator: CrossValidator, on table: UnderstoodTable, first: PreparedData,
    deciding rules: [ThresholdRule?], into writer: ModelSetWriter
  ) throws -> (CrossValidation, Refitted?) {
    try watched(validator, on: table, into: writer) { observer in
      let validation = try validator.run(
        on: table.table, deciding: rules, observer: observer
      ) { fold in
        fold == 0 ? first : try prepared(table, fold: fold)
      }
      guard command.folding.refit else { return (validation, nil) }
      return (
        validation, try refit(validation, by: validator, on: table, deciding: rules, observer)
      )
    }
  }

  /// The model of all rows with what it was fitted to.
  private struct Refitted {
    let model: MultiTaskModel
    let history: History
    let data: PreparedData
  }

  private func refit(
    _ validation: CrossValidation, by validator: CrossValidator, on table: UnderstoodTable,
    deciding rules: [ThresholdRule?], _ observer: CrossValidationObserver
  ) throws -> Refitted {
    let data = try table.preparedWhole(by: command.training)
    let (model, history) = try validator.refit(
      validation, on: data, reading: table.reading, deciding: rules, observer: observer)
    return Refitted(model: model, history: history, data: data)
  }

  private func finish(
    _ validation: CrossValidation, _ refitted: Refitted?, validator: CrossValidator,
    table: UnderstoodTable, first: PreparedData, into writer: ModelSetWriter
  ) throws {
    let report = CrossValidationReport(
      validation, refit: refitted.map { CrossValidationReport.Refit($0.model, $0.history) },
      bootstrap: Bootstrap(seed: command.training.seed), threads: command.computing.threads)
    let words = ["equipoise", "train"] + command.begunArguments
    let split = table.foldWords
    let model = refitted.map { refitted in
      CrossValidationContents.Refitted(
        model: refitted.model, history: refitted.history,
        card: CrossValidationCard(
          model: refitted.model, fingerprint: refitted.data.fingerprint, report: report,
          split: split, command: words, training: validator.refitting(validation)
        ).text)
    }
    try writer.finish(
      CrossValidationContents(
        model: model,
        configuration: try Console.json(
          command.resolved(
            first, validator.trainer.configuration, reading: table.reading)),
        metrics: try Console.json(report), folds: FoldTable.csv(validation),
        outOfFold: OutOfFoldTable(validation).csv,
        report: try CrossValidationPage(
          report: report, judged: JudgedRows(validation.outOfFold, name: "out-of-fold"),
          split: split, command: words
        ).html))
    try command.printing.json
      ? Console.printJSON(report, onOneLine: true) : Console.print(report.text(in: folder))
  }
}
