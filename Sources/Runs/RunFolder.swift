public import DurableFiles
public import Foundation
internal import Remedies
public import Training

/// The folder a training run leaves behind.
public struct RunFolder: Sendable {
  /// Its path, without slashes at its end.
  public let path: String

  /// The file that alone is enough to predict.
  public static let modelName = "model.safetensors"
  static let configurationName = "config.json"
  static let metricsName = "metrics.json"
  static let historyName = "history.csv"
  static let gradientName = "gramian.csv"
  static let packTableName = "pack.csv"
  static let splitName = "split.csv"
  static let foldTableName = "folds.csv"
  /// The table of what a cross-validation's models predict of rows that they were not fitted to.
  public static let outOfFoldName = "out_of_fold.csv"
  /// The table of what features are worth.
  public static let importanceName = "importance.csv"
  static let cardName = "MODEL_CARD.md"
  static let reportName = "report.html"
  static let eventsName = "events.out.tfevents.equipoise"
  static let checkpointFolderName = "checkpoint"

  /// A folder that may or may not exist.
  public init(path: String) {
    // What is written beside `run/` must not lie in it.
    self.path = DurableFolder(path: path).path
  }

  /// Where the model is.
  public var modelPath: String { "\(path)/\(Self.modelName)" }
  /// Where the predictions of a cross-validation are.
  public var outOfFoldPath: String { "\(path)/\(Self.outOfFoldName)" }
  /// Where checkpoints are.
  public var checkpointFolder: String { "\(path)/\(Self.checkpointFolderName)" }
  /// The checkpoint of the run that is on its way.
  var runningPath: String { "\(checkpointFolder)/running.safetensors" }
  /// The event file of the run that is on its way.
  var runningEventsPath: String { "\(checkpointFolder)/\(Self.eventsName)" }
  /// The checkpoint of the run that is complete, as it ended.
  var finalPath: String { "\(path)/\(Self.finalName)" }
  /// Where that is in the folder.
  static let finalName = "\(checkpointFolderName)/final.safetensors"
  /// The models of a run of several that is on its way.
  var runningModels: ModelSetFiles {
    ModelSetFiles(path: "\(path)/\(Self.runningModelsName)")
  }
  private static let runningModelsName = "\(checkpointFolderName)/\(runningModelsFolder)"
  private static let runningModelsFolder = "running-models"
  /// The models of a run of several that is complete.
  var finalModels: ModelSetFiles { ModelSetFiles(path: "\(path)/\(Self.finalModelsName)") }
  /// Where these are in the folder.
  static let finalModelsName = "\(checkpointFolderName)/models"

  /// What a run is written from.
  public struct Contents: Sendable {
    /// The fitted model.
    public let model: MultiTaskModel
    /// Every option as it was resolved, as JSON.
    public let configuration: Data
    /// How well the model does on validation and test rows, as JSON.
    public let metrics: Data
    /// What was seen in each epoch.
    public let history: History
    /// What a person should know of the model, as Markdown; nil for no file.
    public let card: String?
    /// How the run went, as an HTML page; nil for no file.
    public let report: String?
    /// What each row was for, as CSV; nil for no file.
    public let split: String?
    /// What features are worth; nil for no file.
    public let importance: PermutationImportance?

    /// Collects what is to be written.
    public init(
      model: MultiTaskModel, configuration: Data, metrics: Data, history: History,
      card: String? = nil, report: String? = nil, split: String? = nil,
      importance: PermutationImportance? = nil
    ) {
      self.model = model
      self.configuration = configuration
      self.metrics = metrics
      self.history = history
      self.card = card
      self.report = report
      self.split = split
      self.importance = importance
    }
  }

  /// What is found in a folder's place.
  public enum State: Equatable, Sendable {
    /// Nothing.
    case absent
    /// An empty folder, or a run that ended before it had saved anything.
    case begun
    /// A run with a checkpoint but no model yet.
    case unfinished
    /// A run with a model, or a cross-validation with or without one.
    case complete
    /// Something that is no run.
    case other
  }

  /// Whether there is a checkpoint of a run that is not complete, beside an earlier one or not.
  public var isUnderWay: Bool {
    FileManager.default.fileExists(atPath: runningPath) || runningModels.exists
  }

  /// Whether there is an event file, of a run on its way or of one that is complete.
  public var hasEvents: Bool {
    [runningEventsPath, "\(path)/\(Self.eventsName)"].contains { file in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  /// What is there now.
  public var state: State {
    let manager = FileManager.default
    guard manager.fileExists(atPath: path) else { return .absent }
    if [modelPath, outOfFoldPath].contains(where: manager.fileExists) { return .complete }
    if isUnderWay { return .unfinished }
    guard let names = try? manager.contentsOfDirectory(atPath: path),
      names.allSatisfy({ $0 == Self.checkpointFolderName }),
      Self.names(in: checkpointFolder).allSatisfy({
        [FolderLock.name, Self.eventsName, Self.runningModelsFolder].contains($0)
          || $0.contains(PartialFile.mark)
      })
    else { return .other }
    return .begun
  }

  /// Checks, before hours go into training, that a run can be written there.
  ///
  /// - Throws: `FileError` where something is there already and is not to be replaced, where it is
  ///   no run, or where the folder above cannot be written to.
  public func prepare(overwriting: Bool) throws(FileError) {
    switch state {
    case .absent, .begun: break
    case .other:
      throw FileError(
        path: path, problem: "exists and is not a run", remedy: Remedy("choose another \(.path)"))
    case .unfinished where !overwriting:
      throw FileError(
        path: path, problem: "holds an unfinished run",
        remedy: Remedy(
          """
          go on with it by \(.checkpoint, .literal(path)), choose another \(.path), or replace it \
          with \(.overwriting)
          """
        ))
    case .complete where !overwriting:
      throw FileError(
        path: path, problem: "holds a run already",
        remedy: Remedy("choose another \(.path), or replace it with \(.overwriting)"))
    case .unfinished, .complete: break
    }
    try DurableFolder(holding: path).requireWritable()
  }

  /// Writes a run that has no checkpoints, over an earlier one, as `RunWriter.finish` does.
  public func write(_ contents: Contents) throws(FileError) {
    try RunWriter(self).finish(contents)
  }

  /// The names of what a folder holds; none where it cannot be read.
  static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }
}
