internal import DurableFiles
internal import Exporting
internal import Foundation
internal import Remedies
public import Training

extension RunFolder {
  /// What a path to a run or a model leads to.
  public enum Stored: Sendable {
    /// The model of a complete run, or of a file by itself.
    case model(MultiTaskModel)
    /// A run that is not complete.
    case unfinished(RunCheckpoint)
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
      return .model(try ModelReadingError.naming(path) { try ModelFile.decode($0) })
    }
    let folder = RunFolder(path: path)
    switch folder.state {
    case .complete:
      return .model(try ModelReadingError.naming(folder.modelPath) { try ModelFile.decode($0) })
    case .unfinished: return .unfinished(try folder.readCheckpoint())
    case .absent, .begun, .other:
      throw FileError(
        path: path, problem: "is not a run: there is no \(modelName) in it", remedy: remedy)
    }
  }

  /// Reads the model of a run, or of a model file by itself.
  ///
  /// - Throws: As `read`, and where a run is not complete.
  public static func readModel(at path: String) throws -> MultiTaskModel {
    switch try read(at: path) {
    case .model(let model): return model
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

  private static let remedy = Remedy("name the folder that \(.writeRun) wrote")
}
