public import Foundation
public import Training

/// The folder a training run leaves behind.
public struct RunFolder: Sendable {
  /// Its path.
  public let path: String

  /// The file that alone is enough to predict.
  public static let modelName = "model.safetensors"
  static let configurationName = "config.json"
  static let metricsName = "metrics.json"
  static let historyName = "history.csv"

  /// A folder that may or may not exist.
  public init(path: String) {
    self.path = path
  }

  /// Where the model is.
  public var modelPath: String { (path as NSString).appendingPathComponent(Self.modelName) }

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
    guard manager.isWritableFile(atPath: parent) else {
      throw FileError(
        path: parent, problem: "is not a folder that can be written to",
        remedy: "choose another -o")
    }
  }

  /// Writes the run: beside its place at first, moved there when complete.
  public func write(_ contents: Contents) throws {
    let manager = FileManager.default
    let partial = "\(path).partial-\(ProcessInfo.processInfo.processIdentifier)"
    do {
      try manager.createDirectory(atPath: partial, withIntermediateDirectories: false)
      func write(_ data: Data, _ name: String) throws {
        let file = URL(fileURLWithPath: partial).appendingPathComponent(name)
        try data.write(to: file)
      }
      try write(try ModelFile.encode(contents.model), Self.modelName)
      try write(contents.configuration, Self.configurationName)
      try write(contents.metrics, Self.metricsName)
      try write(Data(contents.history.csv.utf8), Self.historyName)
      try replace(by: partial)
    } catch {
      try? manager.removeItem(atPath: partial)
      throw FileError(path: path, problem: "cannot be written: \(error.localizedDescription)")
    }
  }

  private var parent: String {
    let parent = (path as NSString).deletingLastPathComponent
    return parent.isEmpty ? "." : parent
  }

  private func replace(by partial: String) throws {
    let manager = FileManager.default
    let aside = "\(partial).old"
    let exists = manager.fileExists(atPath: path)
    if exists { try manager.moveItem(atPath: path, toPath: aside) }
    do {
      try manager.moveItem(atPath: partial, toPath: path)
    } catch {
      if exists { try? manager.moveItem(atPath: aside, toPath: path) }
      throw error
    }
    if exists { try? manager.removeItem(atPath: aside) }
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

/// A file or folder that cannot be read or written.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Which.
  public let path: String
  /// What is wrong with it.
  public let problem: String
  /// What to do about it.
  public var remedy: String?

  /// One line: the path, the problem, the remedy.
  public var description: String {
    "\(path): \(problem)" + (remedy.map { "; \($0)" } ?? "")
  }
}

/// A file that is there but holds no usable model.
public struct ModelReadingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Which.
  public let path: String
  /// What is wrong with it.
  public let reason: String

  /// One line: the path and the reason.
  public var description: String { "\(path): \(reason)" }
}
