public import DurableFiles
public import Exporting
internal import Foundation
internal import Remedies
public import Training

extension RunFolder {
  /// What a path to a run or a model leads to.
  public enum Stored: Sendable {
    /// The model or pack of a complete run, or of a file by itself.
    case complete(StoredPredictor)
    /// A run that is not complete.
    case unfinished(RunCheckpoint)
    /// A pack that is not complete, of which so many models are done.
    case unfinishedPack(models: Int)
  }

  /// Reads what is there: the model of a run or of a model file by itself, or how far an unfinished
  /// run has come.
  ///
  /// - Throws: `FileError` where nothing is there, `ModelReadingError` where it cannot be used.
  public static func read(at path: String) throws -> Stored {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(path: path, problem: "does not exist", remedy: remedy)
    }
    guard isFolder.boolValue else {
      return .complete(try ModelReadingError.naming(path) { try ModelFile.read($0) })
    }
    let folder = RunFolder(path: path)
    switch folder.state {
    case .complete:
      return .complete(try ModelReadingError.naming(folder.modelPath) { try ModelFile.read($0) })
    case .unfinished:
      return try folder.readPackRequest() == nil
        ? .unfinished(try folder.readCheckpoint())
        : .unfinishedPack(models: folder.runningPack.count)
    case .absent, .begun, .other:
      throw FileError(
        path: path, problem: "is not a run: there is no \(modelName) in it", remedy: remedy)
    }
  }

  /// Reads the model or pack of a run, or of a model file by itself.
  ///
  /// - Throws: As `read`, and where a run is not complete.
  public static func readPredictor(at path: String) throws -> any Predictor {
    switch try read(at: path) {
    case .complete(let stored): return stored.predictor
    case .unfinishedPack(let models):
      throw unfinishedPack(at: path, models: models)
    case .unfinished:
      throw FileError(
        path: path, problem: "holds an unfinished run, which has no model yet",
        remedy: Remedy(
          """
          finish it with \(.finishRun(path: path)), or take the best epoch so far with \
          \(.exportBestEpoch(path: path))
          """
        ))
    }
  }

  /// What the pack that is there was asked for; nil where there is a run of one model, or none.
  ///
  /// - Throws: `FileError` where it cannot be read.
  public func readPackRequest() throws(FileError) -> PackRequest? {
    let manager = FileManager.default
    if manager.fileExists(atPath: runningPath) { return nil }
    if runningPack.exists { return try runningPack.request() }
    if manager.fileExists(atPath: finalPath) { return nil }
    return finalPack.exists ? try finalPack.request() : nil
  }

  /// Reads the checkpoint a run goes on from: its last one while it is unfinished, else the one it
  /// ended with.
  public func readCheckpoint() throws -> RunCheckpoint {
    let manager = FileManager.default
    guard manager.fileExists(atPath: path) else {
      throw FileError(
        path: path, problem: "does not exist",
        remedy: Remedy("begin the run, with \(.path) instead of \(.checkpoint)"))
    }
    guard let file = [runningPath, finalPath].first(where: manager.fileExists) else {
      throw FileError(
        path: path, problem: "has no checkpoint to go on from",
        remedy: Remedy("begin another run, with \(.path) instead of \(.checkpoint)"))
    }
    return try ModelReadingError.naming(file, CheckpointFile.decode)
  }

  /// The error of a pack that has nothing to predict by yet.
  ///
  /// - Parameter models: How many of its models are done.
  package static func unfinishedPack(at path: String, models: Int) -> FileError {
    FileError(
      path: path,
      problem: "holds an unfinished pack: \(models) of its models are done, and none is chosen",
      remedy: Remedy("finish it with \(.finishRun(path: path))"))
  }

  private static let remedy = Remedy("name the folder that \(.writeRun) wrote")
}
