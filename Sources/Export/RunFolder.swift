public import Foundation
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

  /// A folder that may or may not exist.
  public init(path: String) {
    // What is written beside `run/` must not lie in it.
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// Where the model is.
  public var modelPath: String { "\(path)/\(Self.modelName)" }

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

    /// Collects what is to be written.
    public init(model: MultiTaskModel, configuration: Data, metrics: Data, history: History) {
      self.model = model
      self.configuration = configuration
      self.metrics = metrics
      self.history = history
    }
  }

  /// Checks, before hours go into training, that the run can be written there.
  ///
  /// - Throws: `FileError` where something is there already and is not to be replaced, where it is
  ///   no run, or where the folder above cannot be written to.
  public func prepare(overwriting: Bool) throws(FileError) {
    let manager = FileManager.default
    if manager.fileExists(atPath: path) {
      guard manager.fileExists(atPath: modelPath) else {
        throw FileError(path: path, problem: "exists and is not a run", remedy: "choose another -o")
      }
      guard overwriting else {
        throw FileError(
          path: path, problem: "holds a run already",
          remedy: "choose another -o, or replace it with --overwrite")
      }
    }
    var isFolder: ObjCBool = false
    guard manager.fileExists(atPath: parent, isDirectory: &isFolder), isFolder.boolValue,
      manager.isWritableFile(atPath: parent)
    else {
      throw FileError(
        path: parent, problem: "is not a folder that can be written to",
        remedy: "choose another -o")
    }
  }

  /// Writes the run, over an earlier one: beside its place at first, moved there when complete.
  ///
  /// - Throws: `FileError` where that fails, or what is there is no run; then nothing is left
  ///   behind, and what was there is as it was.
  public func write(_ contents: Contents) throws(FileError) {
    try prepare(overwriting: true)
    let partial = "\(path).partial-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: partial) }
    let files: [(name: String, data: Data)]
    do {
      files = try contents.files
    } catch {
      throw FileError(path: path, problem: "cannot be written: \(error)")
    }
    do {
      try FileManager.default.createDirectory(
        atPath: partial, withIntermediateDirectories: false)
      for (name, data) in files {
        try data.write(to: URL(fileURLWithPath: partial).appendingPathComponent(name))
      }
      try put(partial)
    } catch {
      throw FileError(path: path, problem: "cannot be written: \(error.localizedDescription)")
    }
  }

  /// The folder above, found by hand: Foundation's `deletingLastPathComponent` traps on a path of one
  /// character.
  private var parent: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Moves the complete folder to its place. An earlier run is out of its place only between two
  /// moves within the same folder, and comes back if the second fails.
  private func put(_ partial: String) throws {
    let manager = FileManager.default
    guard manager.fileExists(atPath: path) else {
      return try manager.moveItem(atPath: partial, toPath: path)
    }
    let aside = "\(partial).old"
    try manager.moveItem(atPath: path, toPath: aside)
    do {
      try manager.moveItem(atPath: partial, toPath: path)
    } catch {
      try? manager.moveItem(atPath: aside, toPath: path)
      throw error
    }
    try? manager.removeItem(atPath: aside)
  }
}

extension RunFolder.Contents {
  /// The files of a run with their names.
  fileprivate var files: [(name: String, data: Data)] {
    get throws {
      let gradients = history.gradientCSV.map { (RunFolder.gradientName, Data($0.utf8)) }
      return [
        (RunFolder.modelName, try ModelFile.encode(model)),
        (RunFolder.configurationName, configuration),
        (RunFolder.metricsName, metrics),
        (RunFolder.historyName, Data(history.csv.utf8)),
      ] + (gradients.map { [$0] } ?? [])
    }
  }
}

extension RunFolder {
  /// Reads the model of a run, or of a model file by itself.
  public static func readModel(at path: String) throws -> MultiTaskModel {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(
        path: path, problem: "does not exist",
        remedy: "name the folder that `equipoise train -o` wrote")
    }
    let file = isFolder.boolValue ? RunFolder(path: path).modelPath : path
    guard FileManager.default.fileExists(atPath: file) else {
      throw FileError(
        path: path, problem: "is not a run: there is no \(modelName) in it",
        remedy: "name the folder that `equipoise train -o` wrote")
    }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: file))
    } catch {
      throw FileError(path: file, problem: "cannot be read: \(error.localizedDescription)")
    }
    do {
      return try ModelFile.decode(data)
    } catch {
      throw ModelReadingError(path: file, reason: "\(error)")
    }
  }
}
