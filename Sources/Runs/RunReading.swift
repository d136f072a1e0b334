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
    /// A run of several models that is not complete, so many of which are done.
    case unfinishedModels(done: Int)
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
      guard FileManager.default.fileExists(atPath: folder.modelPath) else {
        throw FileError(
          path: path, problem: "is a cross-validation without a model of all rows",
          remedy: Remedy("fit one with \(.refit(path: path))"))
      }
      return .complete(try ModelReadingError.naming(folder.modelPath) { try ModelFile.read($0) })
    case .unfinished:
      return try folder.readModelSetRequest() == nil
        ? .unfinished(try folder.readCheckpoint())
        : .unfinishedModels(done: folder.runningModels.count)
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
    case .unfinishedModels(let done): throw unfinishedModels(at: path, done: done)
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

  /// What the run of several models that is there was asked for; nil where there is one of a single
  /// model, or none.
  ///
  /// - Throws: `FileError` where it cannot be read.
  public func readModelSetRequest() throws(FileError) -> ModelSetRequest? {
    let manager = FileManager.default
    if manager.fileExists(atPath: runningPath) { return nil }
    if runningModels.exists { return try runningModels.request() }
    if manager.fileExists(atPath: finalPath) { return nil }
    return finalModels.exists ? try finalModels.request() : nil
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

  /// The error of several models that have nothing to predict by yet.
  ///
  /// - Parameter done: How many of them are done.
  package static func unfinishedModels(at path: String, done: Int) -> FileError {
    FileError(
      path: path,
      problem: "holds an unfinished run of several models, \(done) of which "
        + "\(done == 1 ? "is" : "are") done, and none predicts for it",
      remedy: Remedy("finish it with \(.finishRun(path: path))"))
  }

  private static let remedy = Remedy("name the folder that \(.writeRun) wrote")
}
