package import DurableFiles
internal import Fingerprints
internal import Foundation
internal import Safetensors

/// Writes a table that is being read into a folder, row group by row group, so that the memory it
/// takes does not grow with the table.
///
/// The folder is written beside its place and put there when it is complete.
package struct PreparedTableWriter: ~Copyable {
  /// How many bytes the rows of a group take about; …
  private static let groupBytes = 16 << 20
  /// … and the number of its rows is a multiple of this.
  private static let rowUnit = 1024

  private let place: DurableFolder
  private let partial: DurableFolder
  /// The number of rows of all groups but the last one; 0 until the columns are known.
  private var rowsPerGroup: Int
  private var columns: [GroupColumn] = []
  private var groups: [PreparedIndex.Group] = []
  private var filled = 0

  /// Begins a folder.
  ///
  /// - Parameters:
  ///   - path: Its place; what is there stays until `finish`.
  ///   - rowsPerGroup: How many rows are in a file; nil for as many as take some 16 MB.
  package init(path: String, rowsPerGroup: Int? = nil) throws(FileError) {
    place = DurableFolder(path: path)
    self.rowsPerGroup = rowsPerGroup ?? 0
    let mark = String(UInt64.random(in: 0 ... .max), radix: 36)
    partial = DurableFolder(path: "\(place.path)\(PartialFile.mark)\(mark)")
    try DurableFolder(holding: place.path).requireWritable()
    try partial.create()
  }

  deinit {
    // After `finish` that is the folder which was there before, if there was one.
    try? FileManager.default.removeItem(atPath: partial.path)
  }

  /// Appends the rows of a chunk.
  package mutating func append(_ chunk: TableChunk) throws(FileError) {
    if columns.isEmpty {
      columns = zip(chunk.names, chunk.columns).map { GroupColumn($0, isLabel: $1.keepsDoubles) }
    }
    if rowsPerGroup == 0 {
      let rows = Self.groupBytes / max(chunk.bytesPerRow, 1)
      rowsPerGroup = max(rows / Self.rowUnit, 1) * Self.rowUnit
    }
    var next = 0
    while next < chunk.rowCount {
      let rows = next..<min(next + rowsPerGroup - filled, chunk.rowCount)
      for index in columns.indices { columns[index].append(rows, of: chunk.columns[index]) }
      filled += rows.count
      next = rows.upperBound
      if filled == rowsPerGroup { try writeGroup() }
    }
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
    if filled > 0 { try writeGroup() }
    let index = PreparedIndex(
      sources: zip(sources, description.rowsPerSource).map {
        PreparedIndex.Source(name: $0, rows: $1)
      },
      reading: reading, labels: labels, tasks: tasks,
      columns: zip(description.columns, columns).map {
        PreparedColumn($0, isLabel: $1.isLabel, meanings: $1.meanings)
      },
      groups: groups)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data: Data
    do {
      data = try encoder.encode(index)
    } catch {
      throw FileError(path: place.path, problem: "cannot be written: \(error)")
    }
    try write([data], to: PreparedIndex.fileName)
    try partial.exchange(with: place)
    return index
  }

  /// Writes the rows that are there as a file.
  private mutating func writeGroup() throws(FileError) {
    let digits = String(groups.count)
    let number = String(repeating: "0", count: max(5 - digits.count, 0)) + digits
    let name = "rows-\(number).safetensors"
    let pieces: [Data]
    do throws(SafetensorsError) {
      var tensors: [Tensor] = []
      for index in columns.indices {
        tensors.append(columns[index].take().tensor(named: columns[index].name))
      }
      pieces = try SafetensorsFile(tensors: tensors).encodedPieces()
    } catch {
      throw FileError(path: place.path, problem: "cannot be written: \(error)")
    }
    try write(pieces, to: name)
    groups.append(
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
