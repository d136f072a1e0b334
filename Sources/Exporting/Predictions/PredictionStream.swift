public import Datasets
internal import Statistics
public import Training

/// Predictions of tables of any length: rows are read, predicted and written part by part, so that
/// memory does not grow with them.
///
/// Parts are cut by their rows alone, and threads predict parts side by side: the bytes written do
/// not depend on how many threads there are, nor on how the reader cuts the text.
public struct PredictionStream: Sendable {
  /// What predicts.
  public let model: any Predictor
  /// What is written of class labels.
  public var detail = ClassDetail()
  /// The columns of predictions that are written, as `PredictionHeader.selecting` says; all of them
  /// if empty.
  public var selected: [String] = []
  /// Whether of labels with a transform medians are written, not means.
  public var writesMedians = false
  /// The level of the prediction sets that are written; nil for none.
  public var level: CoverageLevel?
  /// How records are written.
  public var format = RecordFormat.csv
  /// How many threads read, and as many predict.
  public var threads: Int
  /// The most rows of a part; nothing written depends on it.
  package var mostRows = 4096
  /// How many bytes of text are read at a time; nothing written depends on it.
  package var blockSize: Int?

  /// How many cells a part has about; …
  private static let cellsOfPart = 1 << 19
  /// … its rows are a multiple of this, so that rows are together in a network's slices as they are
  /// where a whole table is predicted at once.
  private static let rowUnit = 256

  /// Predictions of a model.
  public init(_ model: any Predictor, threads: Int) {
    self.model = model
    self.threads = threads
  }

  /// Reads tables, and writes a record for each row.
  ///
  /// - Parameters:
  ///   - options: How the text differs from that of the training table, if it does.
  ///   - kept: Which columns are carried over from the input, as `TableReader.kept` says.
  ///   - writer: Takes the records; the caller finishes it.
  ///   - progress: Called after each block of bytes read.
  ///   - isInterrupted: Asked before each part whether to end.
  /// - Returns: How many rows there were, and what a person should know.
  /// - Throws: `DatasetError` for a table without the features, a cell that cannot be read, columns
  ///   of predictions that there are none of, and what cannot be written; `PredictionSetError` where
  ///   the model can make no prediction sets; `InterruptedPrediction`. What was written before is
  ///   to be thrown away.
  public func write(
    _ sources: [TableSource], options: ReadingOptions? = nil, keeping kept: [String] = [],
    to writer: TableWriter, progress: ((ReadingProgress) -> Void)? = nil,
    isInterrupted: () -> Bool = { false }
  ) throws -> (rowCount: Int, notices: [Notice]) {
    let options = options ?? model.reading
    let work = try PartPrediction(self, options: options, storage: writer.storage)
    var reader = model.partReader(of: sources, options: options, threads: threads)
    reader.kept = kept
    if let blockSize { reader.blockSize = blockSize }
    let workers = OrderedWork(threads: threads, worker: work.worker)
    defer { workers.end() }
    var output = PredictionOutput(self, writer: writer)
    var isEnded = false
    do {
      let description = try reader.read(inPartsOf: rowsOfPart, progress: progress) {
        part throws(DatasetError) in
        isEnded = isInterrupted()
        if isEnded { throw DatasetError(.request, problem: "the prediction was interrupted") }
        let header = try output.header(keeping: part.kept.names)
        while workers.pendingCount > threads + 1 { try output.write(workers.take()) }
        workers.give((part, header))
        while let done = workers.takeIfDone() { try output.write(done) }
      }
      while workers.pendingCount > 0 { try output.write(workers.take()) }
      let header = try output.header(keeping: description.kept.names)
      return (
        description.rowCount,
        description.notices + header.notices + output.unknown.found.map(\.notice)
          + (level.map(model.calibrationNotices) ?? [])
      )
    } catch {
      throw isEnded ? InterruptedPrediction() : error
    }
  }

  /// How many rows a part has.
  private var rowsOfPart: Int {
    let fitting = Self.cellsOfPart / max(model.schema.features.count, 1)
    return max(min(fitting, mostRows) / Self.rowUnit, 1) * Self.rowUnit
  }
}

/// Says that a prediction was ended from without.
public struct InterruptedPrediction: Error {}

/// What becomes of one part.
private struct PredictedPart: Sendable {
  /// What is stored of its records.
  let stored: [UInt8]
  /// Its cells of categories that training did not know.
  let unknown: UnknownCategoryTally
}

/// What threads do with parts.
private struct PartPrediction: Sendable {
  private let stream: PredictionStream
  private let options: ReadingOptions
  /// What prediction sets are made from, where they are written.
  private let sets: (calibration: ConformalCalibration, level: CoverageLevel)?
  private let encoder: FeatureEncoder
  private let storage: TableStorage

  init(
    _ stream: PredictionStream, options: ReadingOptions, storage: TableStorage
  ) throws(PredictionSetError) {
    self.stream = stream
    self.options = options
    self.storage = storage
    sets =
      if let level = stream.level {
        (try stream.model.requireCalibration(), level)
      } else {
        nil
      }
    encoder = FeatureEncoder(stream.model.schema, decimalMark: options.decimalMark)
  }

  /// What one thread does with a part, of which columns are written.
  func worker() -> ((TablePart, PredictionHeader)) -> Result<PredictedPart, DatasetError> {
    let model = stream.model
    let hasMeans = model.smearing.contains { $0 != nil }
    let medians = stream.writesMedians && hasMeans ? predicting(model.predictingMedians) : nil
    // Sets are made of means whatever is written.
    let means = medians == nil || sets != nil ? predicting(model) : nil
    let scales = model.statistics.map(\.spread)
    var mostBytes = 0
    return { given in
      let (part, header) = given
      return Result { () throws(DatasetError) in
        let dataset = try part.dataset.replacing(options.dateFeatures)
        let predictedMeans = means?(dataset)
        let table = PredictionTable(
          header, labels: model.labels,
          predictions: medians?(dataset) ?? predictedMeans ?? [], scales: scales,
          kept: part.kept, thresholds: model.thresholds,
          sets: predictedMeans.flatMap { means in
            sets.map { $0.calibration.sets(of: model.labels, predictions: means, at: $0.level) }
          } ?? [])
        var records: any RecordBuilder = stream.format.builder.init(columns: header.names)
        records.reserve(mostBytes + mostBytes / 8)
        table.append(rowCount: dataset.rowCount, to: &records)
        mostBytes = max(mostBytes, records.bytes.count)
        var unknown = UnknownCategoryTally()
        encoder.count(dataset, in: &unknown)
        return PredictedPart(stored: storage.stored(records.bytes), unknown: unknown)
      }
    }
  }

  private func predicting(_ model: any Predictor) -> (Dataset) -> [[Double]] {
    model.predicting(decimalMark: options.decimalMark, threads: 1)
  }
}

/// What is written, in the order of the rows.
private struct PredictionOutput {
  private let stream: PredictionStream
  private let writer: TableWriter
  private var header: PredictionHeader?
  /// The cells, so far, of categories that training did not know.
  private(set) var unknown = UnknownCategoryTally()

  init(_ stream: PredictionStream, writer: TableWriter) {
    (self.stream, self.writer) = (stream, writer)
  }

  /// The columns, which are written when they are first asked for.
  mutating func header(keeping kept: [String]) throws(DatasetError) -> PredictionHeader {
    if let header { return header }
    var made = PredictionHeader(
      labels: stream.model.labels, kept: kept, detail: stream.detail,
      hasSets: stream.level != nil)
    if !stream.selected.isEmpty { made = try made.selecting(stream.selected) }
    header = made
    try writer.write(bytes: stream.format.builder.init(columns: made.names).heading)
    return made
  }

  /// Writes the part that follows.
  mutating func write(_ part: Result<PredictedPart, DatasetError>) throws(DatasetError) {
    let part = try part.get()
    try writer.write(stored: part.stored)
    unknown.add(part.unknown)
  }
}
