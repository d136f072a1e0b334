import ArgumentParser
import Balancing
import Comparing
import Datasets
import DurableFiles
import LinearAlgebra
import Reports
import Runs
import Splitting
import Training

/// `equipoise train`: from a table to a run.
struct TrainCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Fit one network to several labels and write it as one file.",
    discussion: """
      Writes the folder RUN: model.safetensors, which alone is enough to predict; config.json with \
      every option as resolved; MODEL_CARD.md with what a person should know; report.html with charts of \
      how it went; metrics.json; history.csv with each epoch's losses and weights; split.csv with what \
      each row was for; importance.csv with what each feature is worth, with --importance; \
      out_of_fold.csv and folds.csv in place of split.csv, with --folds; \
      events.out.tfevents.equipoise with --tensorboard; \
      checkpoint, from which a run goes on with --resume, after an interruption or for more epochs.
      """)

  static let takesRanks = true

  @Argument(help: "Tables with the same columns; - is standard input.")
  var data: [String] = []

  @OptionGroup(title: "Result") var run: RunOptions
  @OptionGroup(title: "Result") var checkpoints: CheckpointOptions
  @OptionGroup(title: "Pack") var packing: PackOptions
  @OptionGroup(title: "Folds") var folding: FoldOptions
  @OptionGroup(title: "Balance") var balancing: BalanceOptions
  @OptionGroup(title: "Columns") var labels: LabelOptions
  @OptionGroup(title: "Columns") var columns: ColumnOptions
  @OptionGroup(title: "Decisions") var decisions: DecisionOptions
  @OptionGroup(title: "Reading") var table: TableOptions
  @OptionGroup(title: "Rows") var split: SplitOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Training") var computing: ThreadOptions
  @OptionGroup(title: "Training") var memory: MemoryOptions
  @OptionGroup(title: "Importance") var permuting: PermutationOptions
  @OptionGroup(title: "Printing") var printing: OutputOptions

  @Flag(help: "Print where the time went as well: reading, and each phase of the steps.")
  var profile = false

  func validate() throws {
    try split.refuse(labels)
    try columns.refuse(labels)
    guard !packing.isAsked || !run.tensorboard && !profile else {
      throw ValidationError(
        "\(run.tensorboard ? "--tensorboard" : "--profile") tells of one model, not of a pack; leave it out"
      )
    }
    if folding.folds != nil {
      try split.requireFolding()
      try refuseBesideFolds()
    }
    guard run.resume == nil else { return }
    guard folding.folds != nil || !folding.refit else {
      throw ValidationError("--refit is for --folds, which is not there")
    }
    guard !data.isEmpty else {
      throw ValidationError("no data is named; name at least one table")
    }
  }

  /// Refuses what is of one model, or of one split.
  private func refuseBesideFolds() throws {
    let others = [
      ("--pack", packing.pack != nil), ("--time", packing.time != nil),
      ("--tensorboard", run.tensorboard), ("--profile", profile),
      ("--importance", permuting.importance),
    ]
    guard let (name, _) = others.first(where: \.1) else { return }
    throw ValidationError(
      "\(name) is of one split of the rows, not of folds; leave it or --folds out")
  }

  /// The options that decide the result, those with defaults included.
  var stated: [StatedOption] {
    labels.stated + columns.stated + decisions.stated + table.stated + split.stated
      + balancing.stated + training.stated + packing.stated + folding.stated + permuting.stated
  }

  func execute() throws {
    if let path = run.resume {
      let folder = RunFolder(path: path)
      let given = GivenOptions(CommandLine.arguments)
      if let request = try Job.agree({ try folder.readModelSetRequest() }) {
        let begun = BegunModels(
          command: try TrainCommand.begun(request.arguments, in: folder), data: request.data)
        return try begun.command.folding.folds == nil
          ? PackTraining(resuming: begun, in: folder, request: self, given: given).execute()
          : FoldTraining(resuming: begun, in: folder, request: self, given: given).execute()
      }
      let resumed = try Job.agree {
        try ResumedRun(at: path, request: self, given: given)
      }
      try resumed.command.train(into: resumed.folder, goingOnFrom: resumed)
    } else {
      let folder = RunFolder(path: run.output ?? "")
      let command = try Job.agree {
        var command = self
        command.labels = try labels.completed(for: data)
        if Job.ranks.leads { try folder.prepare(overwriting: run.overwrite) }
        return command
      }
      if packing.isAsked { return try PackTraining(command, in: folder).execute() }
      if folding.folds != nil { return try FoldTraining(command, in: folder).execute() }
      try command.train(into: folder, goingOnFrom: nil)
    }
  }

  private func train(into folder: RunFolder, goingOnFrom resumed: ResumedRun?) throws {
    let began = ContinuousClock.now
    let ranks = Job.ranks
    let loaded = try Job.agree { try load(for: folder, goingOnFrom: resumed) }
    let read = began.secondsUntilNow
    let trainer = try Job.agree { try self.trainer(on: loaded) }
    try RankStatement(arguments: arguments(for: loaded.data), data: loaded.data.fingerprint)
      .check(on: ranks)
    // What steps cost is measured by steps, which ranks would have to take together.
    if ranks.count == 1 && resumed == nil && !printing.quiet,
      let cost = try trainer.stepCost(on: loaded.data)
    {
      tell(cost.notices(for: trainer), unless: printing.quiet)
    }
    let writer: RunWriter? = try Job.agree {
      guard ranks.leads else { return nil }
      return try RunWriter(folder, goesOn: resumed != nil)
    }
    guard let writer else {
      return try follow(trainer, on: loaded.data, from: resumed?.checkpoint.training)
    }
    let report: TrainingReport
    do {
      report = try run(
        trainer, on: loaded, from: resumed?.checkpoint.training, into: writer, began: began,
        read: read)
    } catch {
      throw EndedRun(folder: folder, error: error, hasSaved: writer.hasSaved || resumed != nil)
    }
    try printing.json
      ? Console.printJSON(report, onOneLine: true)
      : Console.print(report.text(in: folder))
  }

  /// Trains as one of the ranks that do not write.
  private func follow(
    _ trainer: Trainer, on data: PreparedData, from checkpoint: TrainingCheckpoint?
  ) throws {
    _ = try fit(data, by: trainer, from: checkpoint, observer: TrainingObserver())
  }

  /// The trainer of this rank; what cannot be is said before anything is trained.
  private func trainer(on loaded: LoadedTable) throws -> Trainer {
    let (data, ranks) = (loaded.data, Job.ranks)
    try checkImportance(on: data, reading: loaded.reading)
    _ = try decisions.thresholds.rules(for: data.schema.labels, split: data.split)
    let tasks = data.schema.tasks
    var trainer = Trainer(
      try training.configuration(rows: data.trainingRowCount),
      scheme: try SchemeCatalogue.parse(balancing.scheme),
      taskWeights: try balancing.taskWeights(tasks).values,
      modifiers: balancing.modifiers(training.recipe),
      primary: try balancing.helped.index(among: tasks), threads: computing.threads)
    trainer.ranks = ranks
    tell(data.notices(for: trainer.configuration), unless: printing.quiet)
    tell(crosses: data)
    try memory.check(
      trainer, data: data, isSaved: checkpoints.checkpointEvery != .never && ranks.leads,
      tells: !printing.quiet && !printing.json)
    return trainer
  }

  /// Trains, measures and writes.
  ///
  /// - Parameters:
  ///   - began: When the command did.
  ///   - read: The seconds it took until the table was ready.
  private func run(
    _ trainer: Trainer, on loaded: LoadedTable, from checkpoint: TrainingCheckpoint?,
    into writer: RunWriter, began: ContinuousClock.Instant, read: Double
  ) throws -> TrainingReport {
    let (data, configuration) = (loaded.data, trainer.configuration)
    let description = loaded.description(configuration.network, balance: trainer.scheme.text)
    let result = try fit(
      data, by: trainer, from: checkpoint,
      observer: observer(of: data, description, keepingIn: writer))
    let trained = began.secondsUntilNow
    let model = MultiTaskModel(description: description, result: result)
      .calibrated(on: data, threads: computing.threads)
      .decided(
        by: try decisions.thresholds.rules(for: data.schema.labels, split: data.split), on: data,
        threads: computing.threads)
    let judged = model.judge(data, threads: computing.threads)
    var report = TrainingReport(
      model, judged, split: data.split, trainingRows: data.trainingRowCount,
      history: result.history,
      bootstrap: Bootstrap(seed: training.seed), threads: computing.threads)
    report.importance = try permuting.report(
      of: model, on: loaded.judged, seed: training.seed, threads: computing.threads,
      tells: !printing.quiet)
    if profile {
      let total = began.secondsUntilNow
      report.profile = ProfileReport(
        result.profile, read: read, measured: total - trained, total: total)
    }
    let command = ["equipoise", "train"] + chosen(for: data)
    try writer.finish(
      RunFolder.Contents(
        model: model,
        configuration: try Console.json(resolved(data, configuration, reading: loaded.reading)),
        metrics: try Console.json(report), history: result.history,
        card: ModelCard(
          model: model, fingerprint: data.fingerprint, report: report,
          split: loaded.splitWords, command: command, training: configuration
        ).text,
        report: try RunPage(
          model: model, report: report, history: result.history, judged: JudgedRows(judged),
          split: loaded.splitWords, command: command
        ).html,
        split: loaded.isWhole ? SplitTable(data.split, rowCount: loaded.rowCount).csv : nil,
        importance: report.importance?.importance))
    return report
  }

  /// Keeps checkpoints, and what TensorBoard looks on if that is asked for.
  private func observer(
    of data: PreparedData, _ description: MultiTaskModel.Description, keepingIn writer: RunWriter
  ) -> TrainingObserver {
    var observer = TrainingObserver()
    let arguments = arguments(for: data)
    observer.interval = checkpoints.checkpointEvery
    observer.save = { training in
      try writer.save(
        RunCheckpoint(
          arguments: arguments, data: data.fingerprint, description: description,
          training: training))
    }
    if run.tensorboard {
      observer.measuresMetrics = true
      observer.follow = { try writer.follow($0) }
    }
    return observer
  }

  /// Trains, with progress for people and an end in order where one is asked for, besides what the
  /// observer does.
  private func fit(
    _ data: PreparedData, by trainer: Trainer, from checkpoint: TrainingCheckpoint?,
    observer: TrainingObserver
  ) throws -> Trainer.Result {
    let monitor = TrainingMonitor(printing)
    defer { monitor.finish() }
    var observer = observer
    observer.progress = monitor.show
    observer.isInterrupted = { Interruption.signal != nil }
    do {
      return try Interruption.watched {
        try trainer.fit(data, from: checkpoint, observer: observer)
      }
    } catch let error where error is TrainingError || error is BalancingError {
      // It follows from numbers that all ranks have.
      Job.endTogether()
      throw error
    }
  }

  /// The same command with what follows from the table said in it.
  func settled(for data: PreparedData) -> TrainCommand {
    var settled = self
    settled.training = training.settled(
      rows: data.trainingRowCount, numbers: data.numberCount)
    settled.balancing = balancing.settled(training.recipe)
    return settled
  }

  /// What was chosen, rather than left to the defaults, in the words of a command line.
  private func chosen(for data: PreparedData) -> [String] {
    let recipe = training.recipe == .standard ? [] : ["--\(training.recipe.rawValue)"]
    let usual =
      (try? TrainCommand.parse(["--resume=run", "--shards=1"] + recipe))?.settled(for: data).stated
      ?? []
    let options = zip(settled(for: data).stated, usual).filter { $0 != $1 }.flatMap(\.0.arguments)
    return self.data + recipe + options
  }

  /// The words of a command that trains the same again, whatever another version would have left to
  /// the table.
  private func arguments(for data: PreparedData) -> [String] {
    // Which rows are in memory, and so which judge, follows from how much of it there is.
    let limit = data.isStored ? ["--memory=\(Int(memory.limit.bytes))B"] : []
    return settled(for: data).stated.flatMap(\.arguments) + limit + ["--"] + self.data
  }

  /// Reads the table.
  ///
  /// - Throws: What the request cannot be done for, before it is read.
  private func load(
    for folder: RunFolder, goingOnFrom resumed: ResumedRun?
  ) throws -> LoadedTable {
    let scheme = try SchemeCatalogue.parse(balancing.scheme)
    _ = try scheme.entry.evidence.adjusted(by: balancing.modifiers(training.recipe))
    try training.checkShards(for: Job.ranks.count)
    if Job.ranks.count > 1 && data.contains("-") { throw JobError.standardInput }
    do {
      let loaded = try load(for: folder)
      try resumed?.check(loaded.data.fingerprint)
      return loaded
    } catch let error as DatasetError {
      throw resumed?.locating(error) ?? error
    }
  }

  private func load(for folder: RunFolder) throws -> LoadedTable {
    let bar = ReadingBar(isShown: printing.showsProgress)
    let above = DurableFolder(holding: folder.path)
    let loaded =
      try LoadedTable(largeFor: self, writingIn: above.path)
      ?? LoadedTable(read(showing: bar), training: training, keepsJudged: permuting.importance)
    bar.finish()
    tell(loaded.notices, unless: printing.quiet)
    return loaded
  }

  /// Reads the table, with its labels understood.
  func read(showing bar: ReadingBar) throws -> UnderstoodTable {
    try UnderstoodTable(
      data: data, labels: labels, columns: columns, table: table, split: split,
      threads: computing.threads, memory: memory.limit.bytes, progress: bar.show)
  }

  /// Makes sure that what features are worth can be measured, if that is asked for.
  ///
  /// - Parameter reading: How the table was read.
  func checkImportance(on data: PreparedData, reading: ReadingOptions) throws(DatasetError) {
    guard permuting.importance else { return }
    try permuting.options(seed: training.seed).check(
      data.schema, dates: reading.dateFeatures, rows: data.judgingRows.count)
  }

  /// Tells which crosses were found.
  func tell(crosses data: PreparedData) {
    guard !printing.quiet, !printing.json else { return }
    for cross in data.schema.crosses { Console.tell("cross: \(cross.words.printable)") }
  }

  /// Every option as it was resolved.
  ///
  /// - Parameter reading: How the table was read.
  func resolved(
    _ data: PreparedData, _ configuration: TrainingConfiguration, reading: ReadingOptions
  ) -> RunConfiguration {
    RunConfiguration(
      data: self.data, validation: split.validation, test: split.test,
      split: split.takesShares && folding.folds == nil
        ? split.split ?? SplitOptions.usualFractions : nil,
      stratify: split.takesShares && split.splitByTime == nil ? split.stratify ?? true : nil,
      splitBy: split.splitBy, repeatsTogether: split.repeatsTogether,
      splitByTime: split.splitByTime, splitGap: split.splitGap, splitColumn: split.splitColumn,
      splitFile: split.splitFile, folds: folding.folds, refit: folding.refit,
      tasks: data.schema.tasks,
      features: data.schema.features.map(\.name), ignored: labels.ignoredColumns,
      categorical: columns.categorical.commaSeparated, numeric: columns.numeric.commaSeparated,
      missing: reading.missingMarkers, decimal: reading.decimalMark,
      notation: reading.notation, units: reading.units,
      foldedColumns: reading.foldedColumns, dates: reading.dates,
      delimiter: table.delimiter, layout: reading.layout, weightColumn: labels.weightColumn,
      weights: labels.weight, classWeights: labels.classWeight,
      thresholds: decisions.threshold, taskWeights: balancing.taskWeight, balance: balancing.scheme,
      recipe: training.recipe, balanceModifiers: balancing.modifiers(training.recipe),
      primary: balancing.helped.primary,
      encoding: training.encoding(numbers: data.numberCount), training: configuration,
      importance: permuting.importance
        ? ImportanceConfiguration(permuting.options(seed: training.seed)) : nil,
      threads: computing.threads)
  }
}

extension ContinuousClock.Instant {
  fileprivate var secondsUntilNow: Double { duration(to: .now) / .seconds(1) }
}

/// What `config.json` holds: every option, with defaults and inferred kinds filled in. A delimiter
/// is there if it was given.
struct RunConfiguration: Encodable {
  let data: [String]
  let validation: [String]
  let test: [String]
  let split: String?
  let stratify: Bool?
  let splitBy: String?
  let repeatsTogether: Bool
  let splitByTime: String?
  let splitGap: String?
  let splitColumn: String?
  let splitFile: String?
  let folds: Int?
  let refit: Bool
  let tasks: [PredictionTask]
  let features: [String]
  let ignored: [String]
  let categorical: [String]
  let numeric: [String]
  let missing: [String]
  let decimal: DecimalMark
  let notation: NumberNotation
  let units: [ColumnUnit]
  let foldedColumns: [String]
  let dates: [DateDeclaration]
  let delimiter: String?
  let layout: TextLayout
  let weightColumn: String?
  let weights: [String]
  let classWeights: [String]
  let thresholds: [String]
  let taskWeights: [String]
  let balance: String
  let recipe: Recipe
  let balanceModifiers: BalanceModifiers
  let primary: String?
  let encoding: EncodingOptions
  let training: TrainingConfiguration
  let importance: ImportanceConfiguration?
  let threads: Int
}

/// How it is measured what features are worth.
struct ImportanceConfiguration: Encodable {
  let repeats: Int
  let groups: [String]
  let predictions: Int

  init(_ options: ImportanceOptions) {
    repeats = options.repeats
    groups = options.groups
    predictions = options.mostPredictions
  }
}
