import ArgumentParser
import Balancing
import Comparing
import Datasets
import Foundation
import LinearAlgebra
import Remedies
import Reports
import Runs
import Splitting
import Training

/// `equipoise compare`: which scheme suits a table, and whether one model for all labels does.
struct CompareCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare balancing schemes with each other and with one model for each label.",
    discussion: """
      Trains a model for each label alone and one for all of them under each scheme, under several \
      seeds, each time with the same split, budget and first parameters; and tells what differs by more \
      than luck. Writes the folder REPORT: report.html, compare.json, compare.csv, and what is needed to \
      go on: the same command continues after an interruption, and with more schemes or seeds trains only \
      what is new.
      """)

  static let takesRanks = true

  @Argument(help: "Tables with the same columns; - is standard input.")
  var data: [String]

  @OptionGroup(title: "Comparison") var comparing: ComparisonOptions
  @OptionGroup(title: "Columns") var labels: LabelOptions
  @OptionGroup(title: "Columns") var columns: ColumnOptions
  @OptionGroup(title: "Reading") var table: TableOptions
  @OptionGroup(title: "Rows") var split: SplitOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Training") var computing: ThreadOptions
  @OptionGroup(title: "Training") var memory: MemoryOptions
  @OptionGroup(title: "Printing") var printing: OutputOptions

  func validate() throws {
    try split.refuse(labels)
    try columns.refuse(labels)
    if comparing.folds != nil { try split.requireFolding() }
    let most = UInt64.max - UInt64(clamping: comparing.seeds)
    guard training.seed <= most else {
      throw ValidationError("--seed is \(training.seed), but must leave room for --seeds after it")
    }
  }

  func execute() throws {
    let command = try Job.agree {
      if Job.ranks.count > 1 && data.contains("-") { throw JobError.standardInput }
      var command = self
      command.labels = try labels.completed(for: data)
      return command
    }
    try command.compare()
  }

  private func compare() throws {
    Job.takeWholeModels()
    let table = try Job.agree { try load() }
    let tradeOff = try Job.agree { try comparing.tradeOffIndices(table.taskNames) }
    let (trainer, compared, fingerprint) = try Job.agree {
      try prepare(try comparing.schemes(), on: table)
    }
    try RankStatement(arguments: command, data: fingerprint).check(on: Job.ranks)
    let folder = try Job.agree {
      Job.ranks.leads ? try ComparisonFolder(path: comparing.output, request: request) : nil
    }
    let records = try train(
      trainer, on: table, tasks: compared.tasks,
      into: folder ?? ComparisonFolder(joining: comparing.output))
    guard let folder else { return }
    let report = ComparisonReport(trainer, table: compared, records: records, command: command)
    try folder.finish(
      table: Data(ComparisonTable.csv(records, tasks: compared.tasks).utf8),
      result: try Console.json(report.document),
      report: Data(try ComparisonPage(report, tradeOff: tradeOff).html.utf8))
    try printing.json
      ? Console.printJSON(report.document, onOneLine: true)
      : Console.print(
        report.text + "\n\nwrote \(folder.path)/\(ComparisonFolder.reportName), "
          + "\(ComparisonFolder.resultName) and \(ComparisonFolder.tableName)")
  }

  /// What all runs have in common. Schemes and seeds may be added later, and files may move: the
  /// data have a fingerprint. What of the training is not given is decided by the data.
  private var request: ComparisonRequest {
    let free = ["--validation", "--test"]
    let stated =
      labels.stated + columns.stated + table.stated + split.stated + training.stated
      + comparing.helped.stated
    let folds = comparing.folds.map { ["--folds=\($0)"] } ?? []
    return ComparisonRequest(
      options: stated.filter { !free.contains($0.name) }.flatMap(\.arguments) + folds)
  }

  /// The command as it was given.
  private var command: [String] { ["equipoise"] + CommandLine.arguments.dropFirst() }

  /// Reads the table.
  ///
  /// - Throws: What the request cannot be done for, before it is read.
  private func load() throws -> UnderstoodTable {
    _ = try comparing.schemes()
    try ComparisonFolder.check(path: comparing.output, request: request)
    let table = try read()
    guard table.taskNames.count > 1 else {
      throw ValidationError(
        "there is one label, \(table.taskNames[0]): a comparison needs at least two that may "
          + "share a model")
    }
    return table
  }

  private func read() throws -> UnderstoodTable {
    let bar = ReadingBar(isShown: printing.showsProgress)
    let table = try UnderstoodTable(
      data: data, labels: labels, columns: columns, table: table, split: split,
      threads: computing.threads, memory: memory.limit.bytes, progress: bar.show)
    bar.finish()
    tell(table.notices, unless: printing.quiet)
    return table
  }

  /// What is to be trained, as many models at a time as there are threads, and memory, for;
  /// what is told of the table; and its fingerprint.
  private func prepare(
    _ schemes: [ComparedScheme], on table: UnderstoodTable
  ) throws -> (ComparisonTrainer, ComparedTable, DataFingerprint) {
    // Made again when it is trained on: meanwhile it would only take memory.
    let data = try prepared(
      table, for: ComparisonRound(seed: training.seed, fold: comparing.folds.map { _ in 0 }))
    tell(table.table.notices(of: data.split), unless: printing.quiet)
    guard !data.judgingRows.isEmpty else { throw ComparisonError.nothingToJudgeBy }
    let rows = data.split.train.count
    var configuration = try training.configuration(rows: rows)
    if training.epochs == nil {
      configuration.epochs = ComparisonBudget.epochs(
        of: configuration, rows: rows, pace: training.recipe.pace)
    }
    tell(data.notices(for: configuration), unless: printing.quiet)
    let plan = ComparisonPlan(
      tasks: data.schema.tasks.map(\.name), schemes: schemes,
      seeds: (0..<UInt64(comparing.seeds)).map { training.seed + $0 }, folds: comparing.folds,
      overlap: table.isDrawn ? Double(data.judgingRows.count) / Double(rows) : 0)
    let primary = try comparing.helped.index(among: data.schema.tasks)
    func trainer(mostLanes: Int) -> ComparisonTrainer {
      ComparisonTrainer(
        plan, configuration: configuration, modifiers: training.recipe.modifiers,
        primary: primary, threads: computing.threads, mostLanes: mostLanes, naming: FlagNaming())
    }
    let unbounded = trainer(mostLanes: .max)
    try unbounded.check(data)
    let lanes = try memory.lanes(
      of: unbounded.memory(for: data), most: unbounded.lanes, what: "the comparison",
      tells: !printing.quiet && !printing.json)
    return (trainer(mostLanes: lanes), ComparedTable(data, of: unbounded), data.fingerprint)
  }

  /// The table as it is for a round.
  private func prepared(
    _ table: UnderstoodTable, for round: ComparisonRound
  ) throws -> PreparedData {
    let fold = comparing.folds.flatMap { count in round.fold.map { Fold($0, of: count) } }
    return try table.prepared(by: training, seed: round.seed, fold: fold)
  }

  /// Trains what is not on record yet, with progress for people, and an end in order where one is
  /// asked for. Of several ranks each trains its share, and the first then has all records.
  private func train(
    _ trainer: ComparisonTrainer, on table: UnderstoodTable, tasks: [PredictionTask],
    into folder: ComparisonFolder
  ) throws -> [RunRecord] {
    let monitor = ComparisonMonitor(
      printing, trainer: trainer, tasks: tasks,
      missing: trainer.plan.runs.filter { !folder.holds($0) })
    defer { monitor.finish() }
    var observer = ComparisonObserver()
    observer.record = { try folder.record(of: $0) }
    observer.checkpoint = { folder.checkpoint(of: $0, on: $1) }
    observer.progress = monitor.show
    observer.finished = { record in
      try folder.keep(record)
      monitor.show(record)
    }
    // Seldom enough to cost nothing, often enough to lose nothing that is long.
    observer.interval = .seconds(10)
    observer.save = { run, data, checkpoint in
      let description = data.description(
        trainer.configuration.network, balance: "", reading: table.reading)
      try folder.save(
        RunCheckpoint(
          arguments: [], data: data.fingerprint, description: description, training: checkpoint),
        of: run)
    }
    observer.isInterrupted = { Interruption.signal != nil }
    do {
      let prepare: @Sendable (ComparisonRound) throws -> PreparedData = {
        try prepared(table, for: $0)
      }
      return try Interruption.watched {
        let own = try Job.agree {
          try trainer.run(observer, share: Job.share, prepare: prepare)
        }
        return Job.share == .all || !Job.ranks.leads
          ? own : try trainer.run(observer, prepare: prepare)
      }
    } catch {
      throw EndedComparison(error: error, hasRuns: folder.hasRuns)
    }
  }
}
