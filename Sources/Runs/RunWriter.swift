public import DurableFiles
internal import Exporting
internal import Foundation
public import Training

/// Writes a run while it is on its way: its checkpoints, each in the earlier one's stead, an event
/// file if it is to be looked on, and at its end all of its files at once. Until then an earlier
/// run in the same folder is as it was.
///
/// The folder is this process's own until the value goes: two that wrote checkpoints of different
/// runs would lose one of them.
public final class RunWriter {
  private let folder: RunFolder
  private let lock: FolderLock
  /// Whether a checkpoint or the run itself was written.
  public private(set) var hasSaved = false
  /// What is looked on; nil until it is asked for.
  private var events: RunEvents?
  /// Whether the run goes on with what is in the folder.
  private let goesOn: Bool
  /// Whether the folder goes again if nothing is saved.
  private let isNew: Bool

  /// Makes the folder where it is not there yet.
  ///
  /// - Parameter goesOn: Whether the run goes on with the one in the folder: its checkpoint is then
  ///   kept even if no other one is saved.
  /// - Throws: `FileError` where that fails, where another process writes to it, or where what is
  ///   there is no run.
  public init(_ folder: RunFolder, goesOn: Bool = false) throws(FileError) {
    try folder.prepare(overwriting: true)
    self.folder = folder
    self.goesOn = goesOn
    isNew = folder.state == .absent
    try DurableFolder(path: folder.checkpointFolder).create()
    lock = try FolderLock(of: folder.checkpointFolder)
    // What a process left that was killed while it wrote.
    for name in RunFolder.names(in: folder.checkpointFolder)
    where name.contains(PartialFile.mark) || name == RunFolder.eventsName {
      unlink("\(folder.checkpointFolder)/\(name)")
    }
  }

  deinit {
    // Where nothing was saved the folders go again, unless there is something else in them.
    guard !hasSaved else { return }
    // What shows how far a run came stays with its checkpoint.
    if !goesOn || !folder.isUnderWay { unlink(folder.runningEventsPath) }
    lock.removeFile()
    rmdir(folder.checkpointFolder)
    if isNew { rmdir(folder.path) }
  }

  /// Keeps a checkpoint in place of the last one.
  ///
  /// - Throws: `FileError`; the last one is then as it was.
  public func save(_ checkpoint: RunCheckpoint) throws(FileError) {
    let pieces: [Data]
    do {
      pieces = try CheckpointFile.encodePieces(checkpoint)
    } catch {
      throw FileError(path: folder.runningPath, problem: "cannot be written: \(error)")
    }
    try AtomicFile(path: folder.runningPath).write(pieces)
    if !hasSaved { folder.runningModels.remove() }
    hasSaved = true
  }

  /// Begins an event file with the history so far, or appends the epochs that it does not have yet.
  /// It lies beside the checkpoints, and comes with the complete run.
  ///
  /// - Throws: `FileError` where it cannot be written.
  public func follow(_ history: History) throws(FileError) {
    if events == nil {
      events = try RunEvents(path: folder.runningEventsPath, history: history)
    } else {
      try events?.append(history)
    }
  }

  /// Writes the run, over an earlier one: beside its place at first, put there in one step when it
  /// is complete. The last checkpoint comes with it, so that more epochs can follow.
  ///
  /// - Throws: `FileError` where that fails; what was there is then as it was.
  public func finish(_ contents: RunFolder.Contents) throws(FileError) {
    let saved = [folder.runningPath] + (goesOn ? [folder.finalPath] : [])
    let last = saved.first { access($0, F_OK) == 0 }
    try RunReplacement(
      folder: folder, checkpoints: last.map { [($0, RunFolder.finalName)] } ?? []
    ).put {
      var files = try contents.files
      if let events { files.append((RunFolder.eventsName, [try events.encode(contents.history)])) }
      return files
    }
    hasSaved = true
  }
}

extension RunFolder.Contents {
  /// The files of a run with their names.
  fileprivate var files: [(name: String, pieces: [Data])] {
    get throws {
      let optional = [
        history.gradientCSV.map { (RunFolder.gradientName, [Data($0.utf8)]) },
        card.map { (RunFolder.cardName, [Data($0.utf8)]) },
        report.map { (RunFolder.reportName, [Data($0.utf8)]) },
        split.map { (RunFolder.splitName, [Data($0.utf8)]) },
        importance.map { (RunFolder.importanceName, [Data($0.csv.utf8)]) },
      ]
      return [
        (RunFolder.modelName, try ModelFile.encodePieces(model)),
        (RunFolder.configurationName, [configuration]),
        (RunFolder.metricsName, [metrics]),
        (RunFolder.historyName, [Data(history.csv.utf8)]),
      ] + optional.compactMap(\.self)
    }
  }
}
