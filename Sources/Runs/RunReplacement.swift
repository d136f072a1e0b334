internal import DurableFiles
internal import Foundation

/// Puts a complete run in the place of what is there: beside it at first, and in one step when all
/// of it is written.
struct RunReplacement {
  /// The run's folder.
  let folder: RunFolder
  /// The checkpoints of the new run, which come with it: where each lies now, and where it will in
  /// the run's folder.
  let checkpoints: [(from: String, name: String)]

  /// Writes files and puts them there with the checkpoints.
  ///
  /// - Throws: `FileError` where that fails; what was there is then as it was.
  func put(
    _ files: () throws -> [(name: String, pieces: [Data])]
  ) throws(FileError) {
    // A link to a folder stays one, and what it leads to is replaced.
    let place = URL(fileURLWithPath: folder.path).resolvingSymlinksInPath().path
    // Under the lock only one process writes here.
    let partial = DurableFolder(path: "\(place).partial")
    try? FileManager.default.removeItem(atPath: partial.path)
    defer { try? FileManager.default.removeItem(atPath: partial.path) }
    do throws(FileError) {
      try partial.create()
      try write(files, to: partial)
      try partial.exchange(with: DurableFolder(path: place))
    } catch {
      throw error.renamed(to: folder.path)
    }
  }

  private func write(
    _ files: () throws -> [(name: String, pieces: [Data])], to partial: DurableFolder
  ) throws(FileError) {
    let written: [(name: String, pieces: [Data])]
    do {
      written = try files()
    } catch {
      throw FileError(path: folder.path, problem: "cannot be written: \(error)")
    }
    for (name, pieces) in written {
      try AtomicFile(path: "\(partial.path)/\(name)").write(pieces)
    }
    var folders: Set<String> = []
    for (from, name) in checkpoints {
      let place = "\(partial.path)/\(name)"
      let above = DurableFolder(holding: place)
      try above.create()
      folders.insert(above.path)
      try Self.link(from, at: place)
    }
    for folder in folders.sorted() { try DurableFolder(path: folder).synchronise() }
  }

  /// Gives a file that does not change any more a second place.
  static func link(_ file: String, at place: String) throws(FileError) {
    do {
      try FileManager.default.linkItem(atPath: file, toPath: place)
    } catch {
      // Not every file system can have one file under two names.
      try AtomicFile(path: place).write(try StoredFile(path: file).read())
    }
  }
}
