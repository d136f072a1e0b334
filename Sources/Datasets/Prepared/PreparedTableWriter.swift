package import DurableFiles
internal import Fingerprints
package import Foundation
internal import Safetensors

/// Writes a table that is being read into a folder, row group by row group, so that the memory it
/// takes does not grow with the table.
///
/// The folder is written beside its place and put there when it is complete.
package struct PreparedTableWriter: ~Copyable {
  /// How many bytes the rows of a group take about; …
  private static let groupBytes = 8 << 20
  /// … and the number of its rows is a multiple of this.
  private static let rowUnit = 1024
  /// What the names of row groups begin with.
  private static let groupPrefix = "rows-"

  private let place: DurableFolder
  private let partial: DurableFolder
  /// Keeps others from writing the same.
  private let lock: FolderLock
  /// Whether what is written stays where it is, to go on with, though it is not complete.
  package var keepsPartial = false
  private var progress: Progress
  private var filled = 0

  /// What has been written, between two row groups.
  package struct Progress: Codable, Sendable {
    /// The number of rows of all groups but the last of a source; 0 until the columns are known.
    fileprivate var rowsPerGroup: Int
    fileprivate var columns: [GroupColumn] = []
    fileprivate var groups: [PreparedIndex.Group] = []
  }

  /// Where a table is written until it is complete.
  package static func partialPath(of path: String) -> String {
    "\(DurableFolder(path: path).path).partial"
  }

  /// Begins a folder, or goes on with one.
  ///
  /// - Parameters:
  ///   - path: Its place; what is there stays until `finish`.
  ///   - rowsPerGroup: How many rows are in a file; nil for as many as take some 8 MB.
  ///   - written: What has been written of it before; nil begins.
  /// - Throws: `FileError` where nothing can be written there, or another process does.
  package init(
    path: String, rowsPerGroup: Int? = nil, from written: Progress? = nil
  ) throws(FileError) {
    place = DurableFolder(path: path)
    partial = DurableFolder(path: Self.partialPath(of: path))
    progress = written ?? Progress(rowsPerGroup: rowsPerGroup ?? 0)
    try DurableFolder(holding: place.path).requireWritable()
    try partial.create()
    lock = try FolderLock(of: partial.path)
    removeFiles { name in
      name == FolderLock.name || written != nil && !name.hasPrefix(Self.groupPrefix)
    }
  }

  /// Removes what is in the folder but no row group that was written, and nothing to keep.
  private func removeFiles(but isKept: (String) -> Bool) {
    let groups = Set(progress.groups.map(\.file))
    let names = (try? FileManager.default.contentsOfDirectory(atPath: partial.path)) ?? []
    for name in names where !groups.contains(name) && !isKept(name) {
      try? FileManager.default.removeItem(atPath: "\(partial.path)/\(name)")
    }
  }

  deinit {
    // After `finish` that is the folder which was there before, if there was one.
    if !keepsPartial { try? FileManager.default.removeItem(atPath: partial.path) }
  }

  /// Appends the rows of a chunk.
  package mutating func append(_ chunk: TableChunk) throws(FileError) {
    if progress.columns.isEmpty {
      progress.columns = zip(chunk.names, chunk.columns).map {
        GroupColumn($0, isLabel: $1.keepsDoubles)
      }
    }
    if progress.rowsPerGroup == 0 {
      let rows = Self.groupBytes / max(chunk.bytesPerRow, 1)
      progress.rowsPerGroup = max(rows / Self.rowUnit, 1) * Self.rowUnit
    }
    var next = 0
    while next < chunk.rowCount {
      let rows = next..<min(next + progress.rowsPerGroup - filled, chunk.rowCount)
      for index in progress.columns.indices {
        progress.columns[index].append(rows, of: chunk.columns[index])
      }
      filled += rows.count
      next = rows.upperBound
      if filled == progress.rowsPerGroup { try endGroup() }
    }
  }

  /// Writes the rows that are in memory, if there are any, and returns what has been written.
  package mutating func flush() throws(FileError) -> Progress {
    if filled > 0 { try endGroup() }
    return progress
  }

  /// Writes a file beside the rows that is there while the table is not complete.
  package func keep(_ data: Data, as name: String) throws(FileError) {
    try write([data], to: name)
  }

  /// Writes what is left and the index, and puts the folder in its place.
  ///
  /// - Parameters:
  ///   - sources: What messages call the tables, in the order of the rows.
  ///   - description: What reading has found.
  ///   - reading: How the text was read.
  ///   - labels: Which columns are labels, as that was asked for.
  ///   - tasks: What the tasks cost before anything is learnt.
  /// - Returns: What the folder holds.
  package mutating func finish(
    sources: [String], _ description: TableDescription, reading: ReadingOptions,
    labels: PreparedLabels, tasks: [PreparedIndex.Task]
  ) throws(FileError) -> PreparedIndex {
    _ = try flush()
    let index = PreparedIndex(
      sources: zip(sources, description.rowsPerSource).map {
        PreparedIndex.Source(name: $0, rows: $1)
      },
      reading: reading, labels: labels, tasks: tasks,
      columns: zip(description.columns, progress.columns).map {
        PreparedColumn(
          $0, isLabel: $1.isLabel, meanings: $1.hasWrittenCodes ? $1.meanings : [])
      },
      groups: progress.groups)
    let data: Data
    do {
      data = try index.encoded()
    } catch {
      throw FileError(path: place.path, problem: "cannot be written: \(error)")
    }
    try write([data], to: PreparedIndex.fileName)
    removeFiles { $0 == PreparedIndex.fileName }
    try partial.exchange(with: place)
    keepsPartial = false
    return index
  }

  /// Writes the rows in memory as a file.
  private mutating func endGroup() throws(FileError) {
    let digits = String(progress.groups.count)
    let number = String(repeating: "0", count: max(5 - digits.count, 0)) + digits
    let name = "\(Self.groupPrefix)\(number).safetensors"
    let pieces: [Data]
    do throws(SafetensorsError) {
      var tensors: [Tensor] = []
      for index in progress.columns.indices {
        tensors.append(
          progress.columns[index].take().tensor(named: progress.columns[index].name))
      }
      pieces = try SafetensorsFile(tensors: tensors).encodedPieces()
    } catch {
      throw FileError(path: place.path, problem: "cannot be written: \(error)")
    }
    try write(pieces, to: name)
    progress.groups.append(
      PreparedIndex.Group(
        file: name, rows: filled, checksum: Fingerprint(ofBytes: pieces).description))
    filled = 0
  }

  /// Writes a file of the folder; an error names the folder as it will be called.
  private func write(_ pieces: [Data], to name: String) throws(FileError) {
    do {
      try AtomicFile(path: "\(partial.path)/\(name)").write(pieces)
    } catch {
      throw error.renamed(to: place.path)
    }
  }
}
