internal import Datasets
internal import DurableFiles
internal import Losses
internal import Statistics

/// A preparation on its way: what has been written, and what the labels add up to.
struct PreparationWork: ~Copyable {
  private let preparation: TablePreparation
  private let identities: [SourceIdentity?]
  private var tallies: LabelTallies
  private var writer: PreparedTableWriter
  private var turn = SavingTurn()
  /// How far it had come at the end of a table, if that is not saved.
  private var unsaved: PreparationStage?

  /// - Parameter stage: How far it had come before; nil begins.
  init(_ preparation: TablePreparation, at path: String, from stage: PreparationStage?) throws {
    let labels = preparation.labels
    let specifications = try LabelSpecification.parse(labels: labels.labels, tasks: labels.tasks)
    let weighting = try LabelWeighting(columns: labels.weights, classes: labels.classWeights)
    var writer = try PreparedTableWriter(
      path: path, rowsPerGroup: preparation.rowsPerGroup, from: stage?.written)
    writer.keepsPartial = stage != nil
    self.preparation = preparation
    self.writer = writer
    tallies = LabelTallies(
      specifications, weightColumn: labels.weightColumn, weighting: weighting, from: stage?.labels)
    identities = preparation.sources.map(SourceIdentity.init)
  }

  /// Appends the rows of a chunk.
  mutating func take(_ chunk: TableChunk) throws(DatasetError) {
    try tallies.add(chunk)
    do throws(FileError) {
      try writer.append(chunk)
    } catch {
      throw DatasetError(error)
    }
  }

  /// Ends one of the tables, and saves how far it has come if it is time.
  mutating func endSource(_ state: ReadingState) throws(DatasetError) {
    do throws(FileError) {
      // Rows of two tables are in two files, whenever it is saved how far this has come.
      let written = try writer.flush()
      guard state.sourceCount < preparation.sources.count else { return }
      unsaved = PreparationStage(
        preparation, identities: identities.prefix(state.sourceCount), reading: state,
        labels: tallies.sums, written: written)
      if turn.isDue { try save() }
    } catch {
      throw DatasetError(error)
    }
  }

  /// Keeps what can be gone on with; nothing else is left behind.
  ///
  /// - Returns: Whether anything is kept.
  mutating func keep() -> Bool {
    try? save()
    return writer.keepsPartial
  }

  /// Puts the folder in its place.
  mutating func finish(
    _ description: TableDescription
  ) throws -> (index: PreparedIndex, scan: LabelScan) {
    let scan = try tallies.scan(description, file: preparation.sources.first?.name)
    var reading = preparation.options
    // Which columns are read is for those to say who read the prepared table.
    reading.columns = .all()
    reading.dates = description.dates
    let index = try writer.finish(
      sources: preparation.sources.map(\.name), description, reading: reading,
      labels: preparation.labels, tasks: scan.statistics.map(PreparedIndex.Task.init))
    return (index, scan)
  }

  private mutating func save() throws(FileError) {
    turn.begin()
    guard let data = unsaved?.data else { return }
    try writer.keep(data, as: PreparationStage.fileName)
    turn.end()
    writer.keepsPartial = true
    unsaved = nil
  }
}

/// When it is time to save: after a table, for at most a tenth of the time.
private struct SavingTurn {
  private let clock = ContinuousClock()
  private var began: ContinuousClock.Instant
  private var ended: ContinuousClock.Instant

  init() {
    began = clock.now
    ended = began
  }

  var isDue: Bool { clock.now - ended >= (ended - began) * 10 }

  mutating func begin() { began = clock.now }

  mutating func end() { ended = clock.now }
}

extension PreparedIndex.Task {
  fileprivate init(_ statistics: TaskStatistics) {
    self.init(
      name: statistics.task.name, labels: statistics.task.labels.map(\.name),
      kind: statistics.task.kind.rawValue, loss: statistics.task.lossName,
      labelled: statistics.labelled, initialLoss: statistics.initialLoss,
      priorLoss: statistics.priorLoss)
  }
}
