internal import DurableFiles
internal import Fingerprints
internal import Foundation
internal import Safetensors

/// A table that was read once and is kept in a folder: what `PreparedTableWriter` wrote.
///
/// It is read in place of tables of text, row group by row group, each held against its checksum.
package struct PreparedTable: Sendable {
  /// The folder.
  package let path: String
  /// What it holds.
  package let index: PreparedIndex

  /// How many rows are handed on at a time where texts are numbered for these alone.
  private static let pieceRows = 4096

  /// Opens a folder.
  ///
  /// - Throws: `DatasetError` where it has no index, or a damaged one.
  package init(path: String) throws(DatasetError) {
    self.path = DurableFolder(path: path).path
    let file = "\(self.path)/\(PreparedIndex.fileName)"
    let data = try Self.read(file)
    do {
      index = try PreparedIndex(decoding: data)
    } catch {
      throw Self.damaged(file, "is no description of a prepared table")
    }
    guard index.format == PreparedIndex.format, index.version == PreparedIndex.version else {
      throw DatasetError(
        .data, file: file,
        problem: "is of version \(index.version), and this program reads \(PreparedIndex.version)",
        remedy: "prepare the tables again")
    }
    if let contradiction = index.contradiction { throw Self.damaged(file, contradiction) }
  }

  /// The prepared table among some sources; nil if they are all text.
  ///
  /// - Throws: `DatasetError` where it is not the only source.
  package init?(among sources: [TableSource]) throws(DatasetError) {
    guard let path = sources.lazy.compactMap(\.preparedPath).first else { return nil }
    guard sources.count == 1 else {
      throw DatasetError(
        .request, file: path, problem: "is a prepared table, which is read alone",
        remedy: "leave the other tables out, or prepare all of them together")
    }
    try self.init(path: path)
  }

  /// Reads the rows in chunks, as `TableReader` does those of text.
  ///
  /// - Parameters:
  ///   - reader: Says which columns are read, and as what.
  ///   - numbering: Whose texts are numbered.
  func read(
    _ reader: TableReader, numbering: TextNumbering, progress: ((ReadingProgress) -> Void)?,
    body: (TableChunk) throws(DatasetError) -> Void
  ) throws(DatasetError) -> TableDescription {
    if let kept = reader.kept.first {
      throw DatasetError(
        .request, file: path,
        problem: "is a prepared table, which has no text to hand on, as of \(quoted(kept))",
        remedy: "name the tables that it was prepared from")
    }
    let columns = try selected(by: reader.options, numbering)
    let names = columns.map(\.column.name)
    var (firstRow, byteCount) = (0, 0)
    for group in index.groups {
      let (stored, bytes) = try cells(of: columns.map(\.column), in: group)
      let piece = numbering == .ofTable ? group.rows : Self.pieceRows
      for start in stride(from: 0, to: group.rows, by: piece) {
        let rows = start..<min(start + piece, group.rows)
        let isWhole = rows.count == group.rows
        try body(
          TableChunk(
            firstRow: firstRow + start, rowCount: rows.count, expectedRowCount: index.rows,
            names: names,
            columns: zip(columns, stored).map { $0.cells(isWhole ? $1 : $1[rows]) },
            kept: KeptColumns()))
      }
      firstRow += group.rows
      byteCount += bytes
      progress?(ReadingProgress(rowCount: firstRow, byteCount: byteCount, totalByteCount: nil))
    }
    return description(of: columns, byteCount: byteCount)
  }

  /// What reading some columns has found.
  func description(of columns: [PreparedColumnReading], byteCount: Int) -> TableDescription {
    var description = TableDescription(
      header: index.columns.map(\.name),
      columns: columns.map { $0.description(decimalMark: index.reading.decimalMark) },
      rowsPerSource: index.sources.map(\.rows), byteCount: byteCount, kept: KeptColumns(),
      places: nil, notices: [])
    description.reading = index.reading
    return description
  }

  /// The columns that are asked for, and how they are read.
  func selected(
    by options: ReadingOptions, _ numbering: TextNumbering
  ) throws(DatasetError) -> [PreparedColumnReading] {
    let header = NameIndex(index.columns.map(\.name))
    let declarations = try options.columns.skippingOnly(what: header).resolve(
      header: header, file: path, isFirst: true)
    var readings: [PreparedColumnReading] = []
    for (column, declaration) in zip(index.columns, declarations)
    where declaration.type != .skipped {
      readings.append(
        try PreparedColumnReading(
          column, as: declaration, options: options, numbering: numbering, file: path))
    }
    return readings
  }

  /// The cells of some columns in one row group, and how many bytes its file has.
  func cells(
    of columns: [PreparedColumn], in group: PreparedIndex.Group
  ) throws(DatasetError) -> (cells: [StoredCells], bytes: Int) {
    let file = "\(path)/\(group.file)"
    let data = try Self.read(file)
    guard Fingerprint(ofBytes: [data]).description == group.checksum else {
      throw Self.damaged(file, "is not the file that was written: its checksum is another one")
    }
    var cells: [StoredCells] = []
    do throws(SafetensorsError) {
      let tensors = try SafetensorsFile(decoding: data).tensors
      let byName = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
      for column in columns {
        if let tensor = byName[column.name] { cells.append(try StoredCells(tensor)) }
      }
    } catch {
      throw Self.damaged(file, "is no file of tensors: \(error)")
    }
    guard cells.count == columns.count else { throw Self.damaged(file, "lacks a column") }
    for (column, cells) in zip(columns, cells) {
      if let fault = column.fault(of: cells, rows: group.rows) {
        throw Self.damaged(file, "column \(quoted(column.name)) \(fault)")
      }
    }
    return (cells, data.count)
  }

  private static func read(_ file: String) throws(DatasetError) -> Data {
    do {
      return try StoredFile(path: file).read()
    } catch {
      throw DatasetError(error)
    }
  }

  private static func damaged(_ file: String, _ problem: String) -> DatasetError {
    DatasetError(.data, file: file, problem: problem, remedy: "prepare the tables again")
  }
}

extension TableSource {
  /// The folder of a prepared table; nil where the source is text.
  package var preparedPath: String? {
    guard case .file(let path) = self,
      FileManager.default.fileExists(atPath: "\(path)/\(PreparedIndex.fileName)")
    else { return nil }
    return path
  }
}
