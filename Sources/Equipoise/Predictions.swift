public import Datasets
internal import DurableFiles
internal import Exporting
internal import Foundation
public import Losses
public import Training

/// What a model predicts of the rows of a table.
public struct Predictions: Sendable {
  private let labels: [Label]
  private let values: [[Double]]
  /// For each label its prediction sets; none at all where they were not asked for.
  private let sets: [PredictionSets]
  private let thresholds: [Double?]

  fileprivate init(
    _ predictor: some Predictor, _ values: [[Double]], sets: [PredictionSets] = []
  ) {
    (labels, thresholds) = (predictor.labels, predictor.thresholds)
    (self.values, self.sets) = (values, sets)
  }

  /// For each row a number in the label's units, or the probability of the second of two classes;
  /// nil for a label of more classes, and where the model has none of that name.
  public func numbers(of label: String) -> [Double]? {
    guard let index = index(of: label), labels[index].outputCount == 1 else { return nil }
    return values[index]
  }

  /// For each row the probabilities of the classes, in the order of `Label.classes`; nil
  /// for a label without classes, and where the model has none of that name.
  public func probabilities(of label: String) -> [[Double]]? {
    guard let index = index(of: label), !labels[index].classes.isEmpty else { return nil }
    let count = labels[index].outputCount
    guard count > 1 else { return values[index].map { [1 - $0, $0] } }
    return stride(from: 0, to: values[index].count, by: count).map {
      Array(values[index][$0..<$0 + count])
    }
  }

  /// For each row the most probable class, of two that which the label's threshold says; nil for a
  /// label without classes, and where the model has none of that name.
  public func classes(of label: String) -> [String]? {
    guard let index = index(of: label), let rows = probabilities(of: label) else { return nil }
    if labels[index].outputCount == 1 {
      return rows.map {
        labels[index].classes[
          DecisionThreshold.predictedClass(of: $0[1], above: thresholds[index])]
      }
    }
    return rows.map { row in
      let best = row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
      return labels[index].classes[best]
    }
  }

  /// For each row the interval that the number lies in with the probability that was asked for,
  /// without ends where there are too few calibration rows to tell; nil for a label of classes,
  /// where the model has none of that name, and where none were asked for.
  public func intervals(of label: String) -> [ClosedRange<Double>]? {
    guard let index = index(of: label), !sets.isEmpty,
      case .intervals(let low, let high) = sets[index]
    else { return nil }
    // What is no number has no ends either.
    return zip(low, high).map { $0 <= $1 ? $0...$1 : -.infinity ... .infinity }
  }

  /// For each row the classes that the label is among with the probability that was asked for, in
  /// the order of `Label.classes`; nil for a label without classes, where the model has none of
  /// that name, and where none were asked for.
  public func classSets(of label: String) -> [[String]]? {
    guard let index = index(of: label), !sets.isEmpty,
      case .classes(let members, let count) = sets[index]
    else { return nil }
    return stride(from: 0, to: members.count, by: count).map { first in
      labels[index].classes.indices.filter { members[first + $0] }.map { labels[index].classes[$0] }
    }
  }

  private func index(of label: String) -> Int? { labels.firstIndex { $0.name == label } }
}

extension MultiTaskModel {
  /// Reads a model file.
  ///
  /// - Parameter losses: The losses of the caller's own that it was trained with.
  /// - Throws: `LossError` for a loss that cannot be one, `FileError` where the file cannot be
  ///   read, `ModelReadingError` where it holds no usable model, a pack of them, or one with a loss
  ///   that is not given.
  public init(contentsOf path: String, losses: [LossEntry] = []) throws {
    let losses = try LossCatalogue.standard.adding(losses)
    self = try ModelReadingError.naming(path) { try ModelFile.decode($0, among: losses) }
  }

  /// Writes the model as one safetensors file; a file that is there is replaced when all is
  /// written.
  ///
  /// - Throws: `FileError` where it cannot be written.
  public func save(to path: String) throws {
    try AtomicFile(path: path).write(try ModelFile.encode(self))
  }
}

extension ModelPack {
  /// Reads a file of a pack.
  ///
  /// - Parameter losses: The losses of the caller's own that it was trained with.
  /// - Throws: As for a single model, and where the file holds a single one.
  public init(contentsOf path: String, losses: [LossEntry] = []) throws {
    let losses = try LossCatalogue.standard.adding(losses)
    self = try ModelReadingError.naming(path) { data in
      guard case .pack(let pack) = try ModelFile.read(data, among: losses) else {
        throw ModelFileError.isSingle
      }
      return pack
    }
  }

  /// Writes the pack as one safetensors file; a file that is there is replaced when all is written.
  ///
  /// - Throws: `FileError` where it cannot be written.
  public func save(to path: String) throws {
    try AtomicFile(path: path).write(try ModelFile.encode(self))
  }
}

extension Predictor {
  /// Predicts every row of files, which are read as the training table was, as one table.
  ///
  /// - Throws: `DatasetError` where they have not its features.
  public func predict(
    contentsOf paths: String..., threads: Int? = nil
  ) throws(DatasetError) -> Predictions {
    let (dataset, _) = try read(paths.map { TableSource.file(path: $0) }, threads: threads)
    return Predictions(self, predictions(for: dataset, threads: threads ?? .processors))
  }

  /// Predicts every row of files, which are read as the training table was, into another file, as
  /// `equipoise predict` does: part by part, so that the table may be larger than memory.
  ///
  /// - Parameter output: The file: JSON lines if its name ends in `.jsonl`, else CSV; gzipped if it
  ///   ends in `.gz`. It appears when it is complete.
  /// - Returns: How many rows there were.
  /// - Throws: `DatasetError` where the files have not its features, a cell cannot be read, or the
  ///   file cannot be written; an earlier one is then as it was.
  @discardableResult
  public func predict(
    contentsOf paths: String..., to output: String, threads: Int? = nil
  ) throws -> Int {
    var stream = PredictionStream(self, threads: threads ?? .processors)
    stream.format = RecordFormat(path: output)
    let writer = try TableWriter(.file(path: output))
    let found = try stream.write(paths.map { TableSource.file(path: $0) }, to: writer)
    try writer.finish()
    return found.rowCount
  }

  /// Predicts every row of a table in memory.
  ///
  /// - Throws: `DatasetError` where a feature is not among the columns, or is of another type.
  public func predict(
    on dataset: Dataset, threads: Int? = nil
  ) throws(DatasetError) -> Predictions {
    try schema.check(dataset)
    return Predictions(self, predictions(for: dataset, threads: threads ?? .processors))
  }

  /// Predicts every row of files with an interval for each number and count, and a set of classes
  /// for each class label, that holds the label with some probability.
  ///
  /// - Parameter interval: The probability, above 0 and below 1.
  /// - Throws: `PredictionSetError` for another one, or a model without calibration rows;
  ///   `DatasetError` where the files have not its features.
  public func predict(
    contentsOf paths: String..., interval: Double, threads: Int? = nil
  ) throws -> Predictions {
    let level = try CoverageLevel(interval)
    try requireCalibration()
    let (dataset, _) = try read(paths.map { TableSource.file(path: $0) }, threads: threads)
    return try calibratedPredictions(of: dataset, at: level, threads: threads)
  }

  /// Predicts every row of a table in memory with intervals and sets of classes.
  ///
  /// - Parameter interval: The probability with which they hold the label, above 0 and below 1.
  /// - Throws: `PredictionSetError` for another one, or a model without calibration rows;
  ///   `DatasetError` where a feature is not among the columns, or is of another type.
  public func predict(
    on dataset: Dataset, interval: Double, threads: Int? = nil
  ) throws -> Predictions {
    let level = try CoverageLevel(interval)
    try schema.check(dataset)
    return try calibratedPredictions(of: dataset, at: level, threads: threads)
  }

  private func calibratedPredictions(
    of dataset: Dataset, at level: CoverageLevel, threads: Int?
  ) throws(PredictionSetError) -> Predictions {
    let values = predictions(for: dataset, threads: threads ?? .processors)
    return Predictions(self, values, sets: try predictionSets(of: values, at: level))
  }

  /// Measures how often its prediction intervals, and sets of classes, hold the labels of files,
  /// and how large they are.
  ///
  /// - Parameter interval: The probability with which they should, above 0 and below 1.
  /// - Throws: `PredictionSetError` for another one, or a model without calibration rows;
  ///   `DatasetError` where a column is not there or is no label of its kind.
  public func intervalCoverage(
    contentsOf paths: String..., interval: Double, threads: Int? = nil
  ) throws -> [PredictionSetCoverage] {
    let level = try CoverageLevel(interval)
    let sources = paths.map { TableSource.file(path: $0) }
    let (dataset, _) = try read(sources, labels: labels, threads: threads)
    return try predictionSetCoverage(
      of: score(dataset, threads: threads ?? .processors), at: level)
  }

  /// Measures what it owes to each feature for each label, on the rows of files that have its features
  /// and labels, best those that nothing was learnt from.
  ///
  /// - Throws: `DatasetError` where a column is not there or is no label of its kind, for groups of
  ///   features that cannot be, and for too many features.
  public func permutationImportance(
    contentsOf paths: String..., options: ImportanceOptions = ImportanceOptions(),
    threads: Int? = nil
  ) throws -> PermutationImportance {
    let sources = paths.map { TableSource.file(path: $0) }
    let (dataset, _) = try read(sources, labels: labels, threads: threads)
    return try permutationImportance(
      excerpt(of: dataset), options: options, threads: threads ?? .processors)
  }

  /// Measures it on the rows of files that have its features and labels.
  ///
  /// - Throws: `DatasetError` where one is not there or is no label of its kind.
  public func evaluate(
    contentsOf paths: String..., threads: Int? = nil
  ) throws -> [TaskEvaluation] {
    let sources = paths.map { TableSource.file(path: $0) }
    let (dataset, _) = try read(sources, labels: labels, threads: threads)
    return try evaluate(dataset, threads: threads ?? .processors)
  }
}

extension Int {
  /// The number of processors.
  fileprivate static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }
}
