public import Balancing
public import Datasets
internal import NeuralNetwork
public import Remedies
internal import Synchronization
public import Training

/// Trains the models of a pack, several at a time, and decides what each counts for.
public struct PackTrainer: Sendable {
  /// How the models are trained, in the order in which they begin.
  public let settings: [PackSettings]
  /// The first model's scheme, which the catalogue need not have.
  public let scheme: SchemeRequest
  /// For each task a factor on the scheme's weight.
  public let taskWeights: [Double]
  /// What changes the schemes.
  public let modifiers: BalanceModifiers
  /// The position of the task that the others are to help, for a scheme that asks for one.
  public let primary: Int?
  /// How many models are on their way at one time.
  public let lanes: Int
  /// How many threads each computes with. The results do not depend on it.
  public let threadsPerModel: Int
  /// How many threads compute in all.
  private let threads: Int
  /// What parameters are called where a record tells why a model failed.
  private let names: any ParameterNaming

  /// - Parameters:
  ///   - settings: At least one model's.
  ///   - scheme: The first model's, and that of all others which name it.
  ///   - threads: How many threads compute in all.
  ///   - mostLanes: The most models at one time, such as there is memory for.
  ///   - names: What parameters are called where a record tells why a model failed.
  public init(
    _ settings: [PackSettings], scheme: SchemeRequest, taskWeights: [Double],
    modifiers: BalanceModifiers = BalanceModifiers(), primary: Int? = nil, threads: Int,
    mostLanes: Int = .max, naming names: any ParameterNaming = LibraryNaming()
  ) {
    precondition(!settings.isEmpty, "a pack of something")
    self.settings = settings
    self.scheme = scheme
    self.taskWeights = taskWeights
    self.modifiers = modifiers
    self.primary = primary
    self.threads = threads
    self.names = names
    lanes = max(min(threads, mostLanes, settings.count), 1)
    threadsPerModel = max(threads / lanes, 1)
  }

  /// What a pack ends with.
  public struct Result: Sendable {
    /// The models with their shares.
    public let pack: ModelPack
    /// What became of each model that began.
    public let records: [PackRecord]

    /// The same with a pack that has what its prediction sets are made from, and thresholds, by rows
    /// that no model was fitted to.
    ///
    /// - Parameters:
    ///   - table: The table that it was trained on.
    ///   - rules: For each label how its threshold is found; none at all where all are a half.
    public func calibrated(
      on table: LabelledTable, rows: [Int32], deciding rules: [ThresholdRule?] = [], threads: Int
    ) -> Result {
      Result(
        pack: pack.calibrated(on: table, rows: rows, threads: threads)
          .decided(by: rules, on: table, rows: rows, threads: threads), records: records)
    }
  }

  /// Trains what is not on record yet, and chooses among all. A model that diverges, or whose
  /// scheme cannot weigh these losses, is a result too; any other error ends the pack.
  ///
  /// - Parameters:
  ///   - reading: How the table was read.
  ///   - prepare: The table, split and encoded with that embedding of numbers.
  /// - Throws: What `prepare` or the observer throws, `TrainingError`, or `PackError`.
  public func fit(
    reading: ReadingOptions, observer: PackObserver = PackObserver(),
    prepare: @Sendable (NumericEmbedding) throws -> PreparedData
  ) throws -> Result {
    let (trained, rows) = try train(
      settings, reading: reading, observer: observer, prepare: prepare)
    return Result(pack: try choose(among: trained, on: rows), records: trained.map(\.record))
  }

  /// Trains what is not on record yet of a share of the models, which the observer keeps.
  ///
  /// - Parameter share: Which of the models; the others are another process's.
  /// - Throws: As `fit`.
  public func train(
    share: RunShare, reading: ReadingOptions, observer: PackObserver,
    prepare: @Sendable (NumericEmbedding) throws -> PreparedData
  ) throws {
    let own = share.of(settings)
    if own.isEmpty { return }
    _ = try train(own, reading: reading, observer: observer, prepare: prepare)
  }

  private func train(
    _ settings: [PackSettings], reading: ReadingOptions, observer: PackObserver,
    prepare: @Sendable (NumericEmbedding) throws -> PreparedData
  ) throws -> (trained: [Trained], rows: ValidationRows) {
    let queue = RunQueue<PackSettings, NumericEmbedding, Trained>(settings) { $0.numericEmbedding }
    let rows = Mutex<ValidationRows?>(nil)
    let trained = try queue.records(
      lanes: lanes, mayBegin: { observer.mayBegin($0.map(\.record)) }
    ) { settings in
      let data = try queue.data(for: settings, by: prepare)
      guard !data.split.validation.isEmpty else { throw PackError.nothingToChooseBy }
      rows.withLock { if $0 == nil { $0 = ValidationRows(data) } }
      let trained = try train(settings, on: data, reading: reading, observer: observer) {
        queue.hasFailed
      }
      try observer.finished(trained.record, trained.model)
      return trained
    }
    guard let rows = rows.withLock({ $0 }) else {
      preconditionFailure("at least one model was trained, or an error thrown")
    }
    return (trained, rows)
  }

  /// The trainer of a model.
  public func trainer(of settings: PackSettings) throws(BalancingError) -> Trainer {
    guard settings.task == nil else {
      return try .ofSingleTask(
        settings.training, modifiers: modifiers, threads: threadsPerModel)
    }
    return Trainer(
      settings.training,
      scheme: settings.scheme == scheme.text ? scheme : try SchemeCatalogue.parse(settings.scheme),
      taskWeights: taskWeights, modifiers: modifiers, primary: primary, threads: threadsPerModel)
  }

  /// A model, what is known of it, and for each of its labels what it predicts of the validation
  /// rows.
  private struct Trained: Sendable {
    let record: PackRecord
    var model: MultiTaskModel?
    var predictions: [[Double]] = []
  }

  private func train(
    _ settings: PackSettings, on whole: PreparedData, reading: ReadingOptions,
    observer: PackObserver, isOver: () -> Bool
  ) throws -> Trained {
    let data = settings.task.map { whole.keeping(task: $0) } ?? whole
    let record: PackRecord
    let model: MultiTaskModel?
    if let kept = try observer.record(settings) {
      (record, model) = kept
      if let difference = record.data.difference(of: whole.fingerprint) {
        throw PackError.otherData(difference)
      }
    } else {
      (record, model) = try fit(
        settings, on: data, whole: whole.fingerprint, reading: reading, observer: observer,
        isOver: isOver)
    }
    guard let model else { return Trained(record: record) }
    return Trained(
      record: record, model: model,
      predictions: model.predictions(
        data.table.features, rows: data.split.validation, threads: threadsPerModel))
  }

  private func fit(
    _ settings: PackSettings, on data: PreparedData, whole: DataFingerprint,
    reading: ReadingOptions, observer: PackObserver, isOver: () -> Bool
  ) throws -> (PackRecord, MultiTaskModel?) {
    let (outcome, model) = try trainer(of: settings).outcome(
      of: settings, on: data, judging: data.split.validation, observer: observer,
      reading: reading, naming: names, isOver: isOver)
    return (PackRecord(run: settings, data: whole, outcome: outcome), model)
  }

  /// The models with the shares that the validation rows choose.
  private func choose(
    among trained: [Trained], on rows: ValidationRows
  ) throws(PackError) -> ModelPack {
    let fitted = trained.compactMap { trained in
      trained.model.map { (number: trained.record.settings.number, model: $0, trained: trained) }
    }
    let labels = rows.tasks.ranges(\.labels.count)
    let predictions = fitted.map { member in
      rows.tasks.indices.flatMap { task -> [[Double]?] in
        guard let own = member.model.tasks.firstIndex(where: { $0.name == rows.tasks[task].name })
        else { return labels[task].map { _ in nil } }
        return member.model.schema.labelRanges[own].map { member.trained.predictions[$0] }
      }
    }
    for (task, range) in zip(rows.tasks, labels)
    where predictions.allSatisfy({ $0[range.lowerBound] == nil }) {
      throw PackError.noModel(
        task: task.name, reasons: trained.compactMap(\.record.outcome.failure))
    }
    let shares = PackSelection(
      tasks: rows.tasks, heads: rows.heads, targets: rows.targets, weights: rows.weights
    ).shares(of: predictions, seed: settings[0].training.seed, threads: threads)
    return ModelPack(
      tasks: rows.tasks, members: fitted.map { .init(number: $0.number, model: $0.model) },
      shares: shares)
  }
}

/// What is needed of the validation rows to choose by them.
private struct ValidationRows: Sendable {
  let tasks: [PredictionTask]
  let heads: [HeadConfiguration]
  /// For each label its target in each row.
  let targets: [[Float]]
  /// For each label what its cells count for in its loss, if not the same.
  let weights: [[Float]?]

  init(_ data: PreparedData) {
    tasks = data.schema.tasks
    heads = data.heads
    let rows = data.split.validation.map(Int.init)
    targets = data.table.targets.map { targets in rows.map { targets[$0] } }
    weights = data.table.targets.indices.map { label in
      data.table.weights.inLoss(of: label).map { weights in rows.map { weights[$0] } }
    }
  }
}
