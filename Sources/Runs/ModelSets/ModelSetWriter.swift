internal import DurableFiles
internal import Foundation
public import Training

/// Writes a run of several models while it is on its way: what became of each model as soon as it is
/// known, and at its end all of its files at once. Until then an earlier run in the same folder is as
/// it was.
///
/// The folder is this process's own until the value goes.
public final class ModelSetWriter: Sendable {
  private let folder: RunFolder
  private let files: ModelSetFiles
  private let lock: FolderLock?
  /// Whether the folder goes again if nothing is saved.
  private let isNew: Bool

  /// Makes the folder where it is not there yet.
  ///
  /// - Parameters:
  ///   - request: What was asked for.
  ///   - goesOn: Whether the run goes on with the one in the folder, complete or not.
  /// - Throws: `FileError` where that fails, where another process writes to it, or where what is
  ///   there is no run.
  public init(_ folder: RunFolder, request: ModelSetRequest, goesOn: Bool = false) throws {
    try folder.prepare(overwriting: true)
    self.folder = folder
    isNew = folder.state == .absent
    files = folder.runningModels
    try DurableFolder(path: folder.checkpointFolder).create()
    lock = try FolderLock(of: folder.checkpointFolder)
    files.removeUnfinished()
    if goesOn {
      if !files.exists {
        // More models for a run that is complete.
        try DurableFolder(path: files.path).create()
        for path in folder.finalModels.kept {
          let name = URL(fileURLWithPath: path).lastPathComponent
          try RunReplacement.link(path, at: "\(files.path)/\(name)")
        }
      }
    } else {
      files.remove()
    }
    try files.create(request)
  }

  /// A run whose folder another process has opened, and shares with this one: each writes models of
  /// its own.
  public init(joining folder: RunFolder) {
    self.folder = folder
    files = folder.runningModels
    lock = nil
    isNew = false
  }

  deinit {
    guard let lock else { return }
    // Where no model was saved the folders go again, unless there is something else in them.
    guard files.exists, !files.hasModels else { return }
    files.remove()
    lock.removeFile()
    rmdir(folder.checkpointFolder)
    if isNew { rmdir(folder.path) }
  }

  /// Whether anything is kept of any model.
  public var hasSaved: Bool { files.hasModels }

  /// What became of a model that is done already; nil where it is to be trained.
  public func record<Run: KeptRun>(of run: Run) throws -> (ModelRecord<Run>, MultiTaskModel?)? {
    try files.record(of: run)
  }

  /// Where a model is to go on, if it was begun already on these data.
  public func checkpoint(
    of run: some KeptRun, on data: DataFingerprint
  ) -> TrainingCheckpoint? { files.checkpoint(of: run, on: data) }

  /// Keeps a checkpoint of a model in place of the last one.
  public func save(_ checkpoint: RunCheckpoint, of run: some KeptRun) throws {
    try files.save(checkpoint, of: run)
    unlink(folder.runningPath)
  }

  /// Keeps what became of a model.
  public func keep(_ record: ModelRecord<some KeptRun>, _ model: MultiTaskModel?) throws {
    try files.keep(record, model)
    unlink(folder.runningPath)
  }

  /// Writes the run, over an earlier one: beside its place at first, put there in one step when it is
  /// complete. Its models come with it, so that more can follow.
  ///
  /// - Throws: `FileError` where that fails; what was there is then as it was.
  func finish(_ contents: () throws -> [(name: String, pieces: [Data])]) throws(FileError) {
    try RunReplacement(
      folder: folder,
      checkpoints: files.kept.map { path in
        (path, "\(RunFolder.finalModelsName)/\(URL(fileURLWithPath: path).lastPathComponent)")
      }
    ).put(contents)
  }
}
