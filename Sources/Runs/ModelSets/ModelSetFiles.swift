internal import DurableFiles
internal import Exporting
internal import Foundation
internal import Training

/// The files of several models: what was asked for, and of each model that is done its record and
/// its parameters, of each that is on its way a checkpoint.
struct ModelSetFiles: Sendable {
  /// The folder that they are in.
  let path: String

  private var requestPath: String { "\(path)/request.json" }

  /// Whether there are any.
  var exists: Bool { FileManager.default.fileExists(atPath: requestPath) }

  /// Removes all of it.
  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// What was asked for.
  ///
  /// - Throws: `FileError` where it cannot be read, or is not by this version.
  func request() throws(FileError) -> ModelSetRequest {
    try ModelSetRequest(decoding: StoredFile(path: requestPath).read(), at: requestPath)
  }

  /// Makes the folder with a request.
  func create(_ request: ModelSetRequest) throws {
    try DurableFolder(path: path).create()
    try AtomicFile(path: requestPath).write(try request.encoded())
  }

  /// The paths of all that is to be kept when they are complete.
  var kept: [String] {
    RunFolder.names(in: path).filter {
      !$0.contains(PartialFile.mark) && !$0.hasSuffix(Self.runningSuffix)
    }.map { "\(path)/\($0)" }.sorted()
  }

  /// Removes what a process left that was killed while it wrote.
  func removeUnfinished() {
    for name in RunFolder.names(in: path) where name.contains(PartialFile.mark) {
      unlink("\(path)/\(name)")
    }
  }

  /// Whether anything is kept of any model.
  var hasModels: Bool {
    RunFolder.names(in: path).contains { "\(path)/\($0)" != requestPath }
  }

  /// How many models are done.
  var count: Int { RunFolder.names(in: path).count { $0.hasSuffix(Self.modelSuffix) } }

  /// What became of a model, and the model if there is one; nil where nothing is known of it.
  ///
  /// - Throws: `FileError` where that cannot be read, `ModelReadingError` where the model cannot be
  ///   used.
  func record<Run: KeptRun>(of run: Run) throws -> (ModelRecord<Run>, MultiTaskModel?)? {
    let file = place(of: run) + Self.recordSuffix
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    let data = try StoredFile(path: file).read()
    guard let record = try? JSONDecoder.ofAnyNumber.decode(ModelRecord<Run>.self, from: data),
      record.run == run, record.outcome.isConsistent
    else {
      throw FileError(
        path: file, problem: "is not the record of a model of this run",
        remedy: "remove it, and the model is trained again")
    }
    guard record.fitted != nil else { return (record, nil) }
    let model = try ModelReadingError.naming(place(of: run) + Self.modelSuffix) {
      try ModelFile.decode($0)
    }
    return (record, model)
  }

  /// Keeps what became of a model, and lets its checkpoint go.
  func keep<Run: KeptRun>(_ record: ModelRecord<Run>, _ model: MultiTaskModel?) throws {
    let place = place(of: record.run)
    // The record last: it says that the model is there.
    if let model {
      try AtomicFile(path: place + Self.modelSuffix).write(try ModelFile.encodePieces(model))
    }
    try AtomicFile(path: place + Self.recordSuffix)
      .write(try JSONEncoder.ofAnyNumber.encode(record))
    unlink(place + Self.runningSuffix)
  }

  /// Where a model is to go on; nil where it is to begin: a checkpoint that is damaged, or of other
  /// data, is of no use, and the model the same without it.
  func checkpoint(of run: some KeptRun, on data: DataFingerprint) -> TrainingCheckpoint? {
    guard let bytes = try? StoredFile(path: place(of: run) + Self.runningSuffix).read(),
      let checkpoint = try? CheckpointFile.decode(bytes), checkpoint.data == data
    else { return nil }
    return checkpoint.training
  }

  /// Keeps a checkpoint of a model in place of the last one.
  func save(_ checkpoint: RunCheckpoint, of run: some KeptRun) throws {
    try AtomicFile(path: place(of: run) + Self.runningSuffix)
      .write(try CheckpointFile.encodePieces(checkpoint))
  }

  private static let recordSuffix = ".json"
  private static let modelSuffix = ".safetensors"
  private static let runningSuffix = ".running"

  /// Where a model's files are, without what they end in.
  private func place(of run: some KeptRun) -> String { "\(path)/\(run.fileStem)" }
}
