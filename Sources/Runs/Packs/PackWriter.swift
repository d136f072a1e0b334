internal import DurableFiles
internal import Exporting
public import Foundation
public import Packs
public import Training

/// Writes a pack while it is on its way: what became of each model as soon as it is known, and at
/// its end all of its files at once. Until then an earlier run in the same folder is as it was.
///
/// The folder is this process's own until the value goes.
public final class PackWriter: Sendable {
  private let folder: RunFolder
  private let files: PackFiles
  private let lock: FolderLock
  /// Whether the folder goes again if nothing is saved.
  private let isNew: Bool

  /// What a pack is written from, besides its models.
  public struct Contents: Sendable {
    /// The models with their shares.
    public let pack: ModelPack
    /// Every option as it was resolved, as JSON.
    public let configuration: Data
    /// How well the pack does on validation and test rows, as JSON.
    public let metrics: Data
    /// What became of each model, as CSV.
    public let table: Data
    /// What a person should know of the pack, as Markdown.
    public let card: String
    /// How it went, as an HTML page.
    public let report: String
    /// What each row was for, as CSV.
    public let split: String
    /// What features are worth; nil for no file.
    public let importance: PermutationImportance?

    /// Collects what is to be written.
    public init(
      pack: ModelPack, configuration: Data, metrics: Data, table: Data, card: String,
      report: String, split: String, importance: PermutationImportance? = nil
    ) {
      self.pack = pack
      self.configuration = configuration
      self.metrics = metrics
      self.table = table
      self.card = card
      self.report = report
      self.split = split
      self.importance = importance
    }
  }

  /// Makes the folder where it is not there yet.
  ///
  /// - Parameters:
  ///   - request: What was asked for.
  ///   - goesOn: Whether the pack goes on with the one in the folder, complete or not.
  /// - Throws: `FileError` where that fails, where another process writes to it, or where what is
  ///   there is no run.
  public init(_ folder: RunFolder, request: PackRequest, goesOn: Bool = false) throws {
    try folder.prepare(overwriting: true)
    self.folder = folder
    isNew = folder.state == .absent
    files = folder.runningPack
    try DurableFolder(path: folder.checkpointFolder).create()
    lock = try FolderLock(of: folder.checkpointFolder)
    files.removeUnfinished()
    if goesOn {
      if !files.exists {
        // More models for a pack that is complete.
        try DurableFolder(path: files.path).create()
        for path in folder.finalPack.kept {
          let name = URL(fileURLWithPath: path).lastPathComponent
          try RunReplacement.link(path, at: "\(files.path)/\(name)")
        }
      }
    } else {
      files.remove()
    }
    try files.create(request)
  }

  deinit {
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
  public func record(of settings: PackSettings) throws -> (PackRecord, MultiTaskModel?)? {
    try files.record(of: settings)
  }

  /// Where a model is to go on, if it was begun already on these data.
  public func checkpoint(
    of settings: PackSettings, on data: DataFingerprint
  ) -> TrainingCheckpoint? { files.checkpoint(of: settings, on: data) }

  /// Keeps a checkpoint of a model in place of the last one.
  public func save(_ checkpoint: RunCheckpoint, of settings: PackSettings) throws {
    try files.save(checkpoint, of: settings)
    unlink(folder.runningPath)
  }

  /// Keeps what became of a model.
  public func keep(_ record: PackRecord, _ model: MultiTaskModel?) throws {
    try files.keep(record, model)
    unlink(folder.runningPath)
  }

  /// Writes the pack, over an earlier run: beside its place at first, put there in one step when it
  /// is complete. Its models come with it, so that more can follow.
  ///
  /// - Throws: `FileError` where that fails; what was there is then as it was.
  public func finish(_ contents: Contents) throws {
    try RunReplacement(
      folder: folder,
      checkpoints: files.kept.map { path in
        (path, "\(RunFolder.finalPackName)/\(URL(fileURLWithPath: path).lastPathComponent)")
      }
    ).put {
      [
        (RunFolder.modelName, try ModelFile.encodePieces(contents.pack)),
        (RunFolder.configurationName, [contents.configuration]),
        (RunFolder.metricsName, [contents.metrics]),
        (RunFolder.packTableName, [contents.table]),
        (RunFolder.cardName, [Data(contents.card.utf8)]),
        (RunFolder.reportName, [Data(contents.report.utf8)]),
        (RunFolder.splitName, [Data(contents.split.utf8)]),
      ]
        + [contents.importance].compactMap(\.self).map {
          (RunFolder.importanceName, [Data($0.csv.utf8)])
        }
    }
  }
}
