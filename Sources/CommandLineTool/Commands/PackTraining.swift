import ArgumentParser
import Balancing
import Comparing
import Datasets
import Foundation
import LinearAlgebra
import Packs
import Remedies
import Reports
import Runs
import Splitting
import Training

/// `equipoise train --pack`: from a table to a run of several models.
struct PackTraining {
  private let command: TrainCommand
  private let folder: RunFolder
  /// The data of the pack in the folder, if it goes on.
  private let begun: DataFingerprint?

  /// A pack that begins.
  init(_ command: TrainCommand, in folder: RunFolder) {
    self.command = command
    self.folder = folder
    begun = nil
  }

  /// A pack that goes on: the command that began it, with what may be changed as it is given now.
  ///
  /// - Throws: `ValidationError` where an option has another value than the pack was begun with.
  init(
    resuming begun: BegunModels, in folder: RunFolder, request: TrainCommand, given: GivenOptions
  ) throws {
    var command = try begun.command.goingOn(
      by: request, given: given, raising: ["--pack", "--time"])
    if let count = request.packing.pack, let before = command.packing.pack {
      command.packing.pack = try TrainCommand.raised(count, from: before, of: "--pack")
    }
    command.packing.time = request.packing.time ?? command.packing.time
    self.command = command
    self.folder = folder
    self.begun = begun.data
  }

  func execute() throws {
    let began = ContinuousClock.now
    Job.takeWholeModels()
    let table = try Job.agree { try load() }
    let (first, rules, draw, trainer) = try Job.agree { try prepare(table) }
    let request = ModelSetRequest(arguments: command.begunArguments, data: first.fingerprint)
    let writer = try command.writer(in: folder, request, goesOn: begun != nil)
    try trainShare(trainer, on: table, first: first, into: writer, since: began)
    guard Job.ranks.leads else { return }
    do {
      let result = try train(trainer, on: table, first: first, into: writer, since: began)
        .calibrated(
          on: table.table, rows: first.split.validation, deciding: rules,
          threads: command.computing.threads)
      try finish(result, table: table, first: first, draw: draw, into: writer)
    } catch {
      throw EndedRun(folder: folder, error: error, hasSaved: writer.hasSaved)
    }
  }

  /// The table as the first model reads it, how labels are decided, what is drawn, and who trains.
  ///
  /// - Throws: What cannot be, before anything is trained.
  private func prepare(
    _ table: UnderstoodTable
  ) throws -> (PreparedData, [ThresholdRule?], PackDraw, PackTrainer) {
    if Job.ranks.count > 1 && command.packing.time != nil {
      throw JobError.oneProcess(command: "train --time", ranks: Job.ranks.count)
    }
    let first = try table.prepared(by: command.training, seed: command.training.seed)
    if let begun, let difference = begun.difference(of: first.fingerprint) {
      throw PackError.otherData(difference)
    }
    guard !first.split.validation.isEmpty else { throw PackError.nothingToChooseBy }
    let rules = try command.decisions.thresholds.rules(
      for: first.schema.labels, split: first.split)
    try command.checkImportance(on: first, reading: table.reading)
    let draw = try draw(for: first)
    command.tell(
      table.table.notices(of: first.split) + first.notices(for: draw.first.training),
      unless: command.printing.quiet)
    command.tell(crosses: first)
    return (
      first, rules, draw, try trainer(draw.settings(count: command.packing.count), on: first)
    )
  }

  private func load() throws -> UnderstoodTable {
    let bar = ReadingBar(isShown: command.printing.showsProgress)
    let table = try command.read(showing: bar)
    bar.finish()
    command.tell(table.notices, unless: command.printing.quiet)
    return table
  }

  /// What is drawn of the models' settings.
  private func draw(for data: PreparedData) throws -> PackDraw {
    let scheme = command.balancing.scheme
    // What cannot be is said before anything is trained.
    _ = try SchemeCatalogue.parse(scheme).entry.evidence
      .adjusted(by: command.balancing.modifiers(command.training.recipe))
    return PackDraw(
      try command.training.configuration(rows: data.split.train.count),
      numericEmbedding: command.training.encoding(numbers: data.numberCount).numericEmbedding,
      scheme: scheme, tasks: data.schema.tasks.map(\.name),
      given: command.training.given(numbers: data.numberCount)
        .union(command.balancing.balance == nil ? [] : [.scheme]))
  }

  /// Who trains them, as many at a time as there are threads, and memory, for.
  private func trainer(_ settings: [PackSettings], on data: PreparedData) throws -> PackTrainer {
    let tasks = data.schema.tasks
    let weights = try command.balancing.taskWeights(tasks).values
    let primary = try command.balancing.helped.index(among: tasks)
    let scheme = try SchemeCatalogue.parse(command.balancing.scheme)
    func trainer(mostLanes: Int) -> PackTrainer {
      PackTrainer(
        settings, scheme: scheme, taskWeights: weights,
        modifiers: command.balancing.modifiers(command.training.recipe), primary: primary,
        threads: command.computing.threads, mostLanes: mostLanes, naming: FlagNaming())
    }
    let unbounded = trainer(mostLanes: .max)
    let lanes = try command.memory.lanes(
      of: unbounded.memory(for: data), most: unbounded.lanes, what: "the pack",
      tells: !command.printing.quiet && !command.printing.json)
    return trainer(mostLanes: lanes)
  }

  /// Of several ranks each trains its share of the models; the first then has all of them.
  private func trainShare(
    _ trainer: PackTrainer, on table: UnderstoodTable, first: PreparedData,
    into writer: ModelSetWriter, since began: ContinuousClock.Instant
  ) throws {
    try Job.trainShare(into: writer, in: folder) { share in
      try watched(trainer, on: table, first: first, into: writer, since: began) {
        try trainer.train(share: share, reading: table.reading, observer: $0, prepare: $1)
      }
    }
  }

  private func train(
    _ trainer: PackTrainer, on table: UnderstoodTable, first: PreparedData,
    into writer: ModelSetWriter, since began: ContinuousClock.Instant
  ) throws -> PackTrainer.Result {
    try watched(trainer, on: table, first: first, into: writer, since: began) {
      try trainer.fit(reading: table.reading, observer: $0, prepare: $1)
    }
  }

  /// Trains with progress for people, and an end in order where one is asked for.
  private func watched<Result>(
    _ trainer: PackTrainer, on table: UnderstoodTable, first: PreparedData,
    into writer: ModelSetWriter, since began: ContinuousClock.Instant,
    _ body: (PackObserver, @Sendable (NumericEmbedding) throws -> PreparedData) throws -> Result
  ) throws -> Result {
    let monitor = ModelSetMonitor<PackSettings>(
      command.printing, lanes: trainer.lanes, count: command.packing.pack)
    defer { monitor.finish() }
    var observer = command.observer(keepingIn: writer, showing: monitor) { settings, data in
      data.description(
        settings.training.network, balance: settings.scheme, reading: table.reading)
    }
    if let limit = command.packing.time {
      observer.mayBegin = { records in
        let seconds = records.map { $0.fitted?.history.seconds ?? 0 }
        let usual = seconds.reduce(0, +) / Double(seconds.count)
        return began.duration(to: .now) / .seconds(1) + usual < limit.seconds
      }
    }
    return try Interruption.watched {
      try body(observer) { embedding in
        guard embedding != first.numericEmbedding else { return first }
        var training = command.training
        training.numericEmbedding = embedding
        return try table.prepared(
          by: training, seed: training.seed, crosses: first.schema.crosses)
      }
    }
  }

  private func finish(
    _ result: PackTrainer.Result, table: UnderstoodTable, first: PreparedData, draw: PackDraw,
    into writer: ModelSetWriter
  ) throws {
    let threads = command.computing.threads
    let judged = result.pack.judge(table.table, first.split, threads: threads)
    var report = PackReport(
      result, judged, split: first.split, bootstrap: Bootstrap(seed: command.training.seed),
      threads: threads)
    report.importance = try command.permuting.report(
      of: result.pack,
      on: command.permuting.importance
        ? table.table.excerpt(first.judgingRows, groups: first.split.groups) : nil,
      seed: command.training.seed, threads: command.computing.threads,
      tells: !command.printing.quiet)
    let words = ["equipoise", "train"] + command.begunArguments
    let split = table.splitWords
    try writer.finish(
      PackContents(
        pack: result.pack,
        configuration: try Console.json(
          command.resolved(first, draw.first.training, reading: table.reading)),
        metrics: try Console.json(report),
        table: Data(PackTable.csv(result.records, in: result.pack).utf8),
        card: PackCard(
          pack: result.pack, fingerprint: first.fingerprint, report: report, split: split,
          seed: command.training.seed, command: words
        ).text,
        report: try PackPage(
          pack: result.pack, report: report, judged: JudgedRows(judged), split: split,
          command: words
        ).html,
        split: SplitTable(first.split, rowCount: table.table.dataset.rowCount).csv,
        importance: report.importance?.importance))
    try command.printing.json
      ? Console.printJSON(report, onOneLine: true) : Console.print(report.text(in: folder))
  }
}

extension PreparedData {
  /// How numbers are embedded.
  fileprivate var numericEmbedding: NumericEmbedding {
    for case .embeddedNumber(let number) in schema.features.map(\.encoding) {
      return number.embedding
    }
    return .none
  }
}
