import Datasets
import DurableFiles
import Foundation
import Fingerprints
import RandomNumbers
import Testing

/// Tables that were prepared hold what the text does.
struct PreparedTableTests {
  /// A folder that goes with the value.
  private final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "prepared-\(UUID())").path
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Prepares text.
  private func prepare(
    _ text: [UInt8], options: ReadingOptions = ReadingOptions(), blockSize: Int = 256 << 10,
    rowsPerGroup: Int? = nil, in folder: Folder
  ) throws -> PreparedIndex {
    var reader = TableReader(sources: [.bytes(name: "t.csv", text)], options: options)
    reader.blockSize = blockSize
    var writer = try PreparedTableWriter(path: folder.path, rowsPerGroup: rowsPerGroup)
    let description = try reader.read { chunk throws(DatasetError) in
      do throws(FileError) {
        try writer.append(chunk)
      } catch {
        throw DatasetError(error)
      }
    }
    return try writer.finish(
      sources: ["t.csv"], description, reading: options, labels: PreparedLabels(labels: []),
      tasks: [])
  }

  private func read(
    _ folder: Folder, options: ReadingOptions = ReadingOptions()
  ) throws(DatasetError) -> (dataset: Dataset, description: TableDescription) {
    try Dataset.read([.file(path: folder.path)], options: options)
  }

  /// Expects two columns to have the same cells, bit by bit, and the same categories.
  private func expectSame(
    _ found: Column, _ expected: Column, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.name == expected.name, sourceLocation: sourceLocation)
    switch (found.values, expected.values) {
    case (.numeric(let found), .numeric(let expected)):
      #expect(found.origin == expected.origin, sourceLocation: sourceLocation)
      let same = found.doubles.map(\.bitPattern) == expected.doubles.map(\.bitPattern)
      #expect(same, sourceLocation: sourceLocation)
    case (.categorical(let found), .categorical(let expected)):
      #expect(found.categories == expected.categories, sourceLocation: sourceLocation)
      #expect(found.codes == expected.codes, sourceLocation: sourceLocation)
      #expect(found.decimalMark == expected.decimalMark, sourceLocation: sourceLocation)
    default:
      Issue.record("column \(found.name) is of another type", sourceLocation: sourceLocation)
    }
  }

  private func expectSame(
    _ found: (dataset: Dataset, description: TableDescription),
    _ expected: (dataset: Dataset, description: TableDescription),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.dataset.rowCount == expected.dataset.rowCount, sourceLocation: sourceLocation)
    #expect(
      found.dataset.columns.count == expected.dataset.columns.count,
      sourceLocation: sourceLocation)
    for (found, expected) in zip(found.dataset.columns, expected.dataset.columns) {
      expectSame(found, expected, sourceLocation: sourceLocation)
    }
    for (found, expected) in zip(found.description.columns, expected.description.columns) {
      #expect(found.name == expected.name && found.type == expected.type)
      #expect(found.missingCount == expected.missingCount, sourceLocation: sourceLocation)
    }
    #expect(found.description.rowsPerSource == expected.description.rowsPerSource)
  }

  /// One text of a column whose kind is drawn.
  private func cells(
    _ count: Int, kind: Int, using generator: inout SeededGenerator
  ) -> [String] {
    (0..<count).map { row in
      if Int.random(in: 0..<9, using: &generator) == 0 { return ["", "NA"][row % 2] }
      let number = Int.random(in: 0..<2000, using: &generator)
      switch kind {
      case 0: return "\(Double(number) / 8)"
      case 1: return "\(number % 7)"
      case 2: return "\(1_700_000_000 + number)"
      case 3: return ["red", "Blue", "2", "2.0", "yes"][number % 5]
      case 4: return "2024-0\(1 + number % 9)-1\(number % 8) 0\(number % 10):30"
      // Few numbers at first, then many: it becomes one of numbers on the way.
      case 5: return row < count / 2 ? "\(number % 5)" : "\(Double(number) / 16)"
      // A text after many rows: it becomes one of categories on the way.
      case 6: return row < count / 3 ? "\(number % 9)" : "t\(number % 9)"
      default: return "no.\(number)"
      }
    }
  }

  @Test("random tables are read back bit by bit, however they are cut", arguments: 0..<24)
  func random(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: .shuffle)
    let rows = Int.random(in: 1...3000, using: &generator)
    let columns = (0..<8).map { cells(rows, kind: $0, using: &generator) }
    var text = (0..<8).map { "c\($0)" }.joined(separator: ",") + "\n"
    for row in 0..<rows { text += columns.map { $0[row] }.joined(separator: ",") + "\n" }
    let labels = ["c0", "c1", "c3", "c4", "c5"].filter { _ in
      Bool.random(using: &generator)
    }
    let options = ReadingOptions(
      columns: .all(labels.map { ColumnDeclaration($0, as: .inferred, isLabel: true) }))
    let bytes = Array(text.utf8)
    let expected = try Dataset.read([.bytes(name: "t.csv", bytes)], options: options)
    let folder = Folder()
    let index = try prepare(
      bytes, options: options, blockSize: Int.random(in: 64...20_000, using: &generator),
      rowsPerGroup: Int.random(in: 1...1500, using: &generator), in: folder)
    #expect(index.rows == rows)
    let found = try read(folder, options: options)
    expectSame(found, expected)
    #expect(found.description.reading == options)
  }

  @Test(
    "odd files are read back as a careful reader reads them",
    .enabled(if: OddFilesTests.isPresent))
  func oddFiles() throws {
    var count = 0
    for entry in try OddFilesTests.manifest() {
      let source = TableSource.file(path: OddFilesTests.folder.appending(path: entry.file).path)
      guard let expected = try? Dataset.read([source]), expected.dataset.rowCount > 0 else {
        continue
      }
      let folder = Folder()
      var writer = try PreparedTableWriter(path: folder.path, rowsPerGroup: 500)
      let description = try TableReader(sources: [source]).read { chunk throws(DatasetError) in
        do throws(FileError) {
          try writer.append(chunk)
        } catch {
          throw DatasetError(error)
        }
      }
      _ = try writer.finish(
        sources: ["odd"], description, reading: ReadingOptions(),
        labels: PreparedLabels(labels: []), tasks: [])
      expectSame(try read(folder), expected)
      count += 1
    }
    #expect(count > 15)
  }

  @Test("parts of a prepared table are those of the text")
  func parts() throws {
    var generator = SeededGenerator(seed: 3, stream: .shuffle)
    let columns = [0, 2, 3, 4].map { cells(2000, kind: $0, using: &generator) }
    var text = "x,far,c,d\n"
    for row in 0..<2000 { text += columns.map { $0[row] }.joined(separator: ",") + "\n" }
    let bytes = Array(text.utf8)
    let folder = Folder()
    _ = try prepare(bytes, rowsPerGroup: 1500, in: folder)
    // A model trained on another table measures from another origin.
    let options = ReadingOptions(
      dates: [DateDeclaration("d", format: DateFormat("%Y-%m-%d %H:%M"))],
      columns: .only([
        ColumnDeclaration("x", as: .numeric, origin: 0),
        ColumnDeclaration("far", as: .numeric, origin: 1_700_000_100),
        ColumnDeclaration("c", as: .categorical), ColumnDeclaration("d", as: .inferred),
      ]))
    func parts(of source: TableSource) throws -> [[[Cell]]] {
      var parts: [[[Cell]]] = []
      _ = try TableReader(sources: [source], options: options).read(inPartsOf: 300) {
        (part) throws(DatasetError) in
        parts.append((0..<part.dataset.rowCount).map { part.dataset.row($0) })
      }
      return parts
    }
    let found = try parts(of: .file(path: folder.path))
    #expect(found.map(\.count) == [300, 300, 300, 300, 300, 300, 200])
    #expect(try found == parts(of: .bytes(name: "t.csv", bytes)))
  }

  @Test("each file has the checksum that the index says, of all of its bytes")
  func checksums() throws {
    let folder = Folder()
    let text = "x,y\n" + (0..<50).map { "\($0),\($0 % 3)\n" }.joined()
    _ = try prepare(Array(text.utf8), rowsPerGroup: 20, in: folder)
    struct Index: Decodable {
      struct Group: Decodable {
        let file: String
        let rows: Int
        let checksum: String
      }
      let groups: [Group]
    }
    let data = try Data(contentsOf: URL(filePath: "\(folder.path)/dataset.json"))
    let groups = try JSONDecoder().decode(Index.self, from: data).groups
    #expect(groups.map(\.rows) == [20, 20, 10])
    for group in groups {
      let bytes = try Data(contentsOf: URL(filePath: "\(folder.path)/\(group.file)"))
      #expect(Fingerprint(ofBytes: [bytes]).description == group.checksum)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == ["dataset.json"] + groups.map(\.file))
  }

  @Test("values are kept where codes stand for them, and nowhere else")
  func values() throws {
    struct Index: Decodable {
      struct Column: Decodable {
        let name: String
        let numbers: [Double]?
      }
      let columns: [Column]
    }
    let text = "x,k\n" + (0..<900).map { "\($0).5,\($0 % 3)\n" }.joined()
    func counts(rowsPerGroup: Int) throws -> [Int?] {
      let folder = Folder()
      _ = try prepare(Array(text.utf8), blockSize: 200, rowsPerGroup: rowsPerGroup, in: folder)
      let data = try Data(contentsOf: URL(filePath: "\(folder.path)/dataset.json"))
      return try JSONDecoder().decode(Index.self, from: data).columns.map(\.numbers?.count)
    }
    #expect(try counts(rowsPerGroup: 1000) == [nil, 3])
    // The first of these row groups is written before it is known that x is one of numbers.
    let early = try counts(rowsPerGroup: 50)
    #expect(early[1] == 3 && early[0] ?? 0 >= 50)
  }

  @Test("a changed or missing file is named, and so is an index that contradicts itself")
  func damage() throws {
    let folder = Folder()
    let text = "x,y\n" + (0..<50).map { "\($0),\($0 % 3)\n" }.joined()
    _ = try prepare(Array(text.utf8), rowsPerGroup: 20, in: folder)
    let group = URL(filePath: "\(folder.path)/rows-00001.safetensors")
    let index = URL(filePath: "\(folder.path)/dataset.json")
    let bytes = try Data(contentsOf: group)
    let words = try String(contentsOf: index, encoding: .utf8)
    func error() -> DatasetError? {
      do {
        _ = try read(folder)
        return nil
      } catch {
        return error
      }
    }
    for byte in [0, 9, bytes.count / 2, bytes.count - 1] {
      var changed = bytes
      changed[byte] ^= 1
      try changed.write(to: group)
      #expect(error()?.file == group.path)
      #expect(error()?.problem.contains("checksum") == true)
    }
    try FileManager.default.removeItem(at: group)
    #expect(error()?.kind == .inputOutput && error()?.file == group.path)
    try bytes.write(to: group)
    #expect(error() == nil)
    for (before, after) in [
      ("\"rows\" : 50", "\"rows\" : 51"), ("rows-00001", "../rows-00001"),
      ("\"version\" : 1", "\"version\" : 2"), ("{", "["),
    ] {
      try Data(words.replacing(before, with: after).utf8).write(to: index)
      #expect(error()?.kind == .data && error()?.file == index.path, "\(after)")
    }
  }

  @Test("a column is refused as something else than it was prepared as")
  func otherTypes() throws {
    let folder = Folder()
    let text = "x,c,d,y\n" + (0..<9).map { "\($0),a\($0 % 2),2024-01-0\($0 + 1),\($0)\n" }.joined()
    let options = ReadingOptions(
      columns: .all([ColumnDeclaration("y", as: .inferred, isLabel: true)]))
    _ = try prepare(Array(text.utf8), options: options, in: folder)
    for (name, type, isLabel) in [
      ("x", ColumnType.categorical, false), ("x", .inferred, true), ("c", .numeric, false),
      ("d", .categorical, false), ("d", .numeric, false), ("y", .inferred, false),
      ("z", .inferred, false),
    ] {
      let other = ReadingOptions(
        columns: .matching([ColumnDeclaration(name, as: type, isLabel: isLabel)]))
      let error = #expect(throws: DatasetError.self) { try read(folder, options: other) }
      #expect(error?.kind == .request && error?.file == folder.path, "\(name)")
    }
    let subset = ReadingOptions(columns: .matching([ColumnDeclaration("x", as: .numeric)]))
    #expect(try read(folder, options: subset).dataset.columns.map(\.name) == ["x"])
  }

  @Test("a prepared table is read alone, and has no text to carry over")
  func alone() throws {
    let folder = Folder()
    _ = try prepare(Array("x\n1\n2\n".utf8), in: folder)
    let source = TableSource.file(path: folder.path)
    #expect(throws: DatasetError.self) { try Dataset.read([source, source]) }
    #expect(throws: DatasetError.self) { try Dataset.read([source], keeping: ["x"]) }
  }

  @Test("what fails leaves the earlier table, and nothing beside it")
  func failure() throws {
    let folder = Folder()
    _ = try prepare(Array("x\n1\n2\n".utf8), in: folder)
    #expect(throws: DatasetError.self) {
      let bad = "x,y\n" + (0..<400).map { "\($0),\($0)\n" }.joined() + "word,1\n"
      _ = try prepare(Array(bad.utf8), blockSize: 100, rowsPerGroup: 5, in: folder)
    }
    #expect(try read(folder).dataset.rowCount == 2)
    let beside = URL(filePath: folder.path)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: beside.deletingLastPathComponent().path)
    #expect(names.filter { $0.hasPrefix(beside.lastPathComponent) } == [beside.lastPathComponent])
    _ = try prepare(Array("x\n1\n2\n3\n".utf8), in: folder)
    #expect(try read(folder).dataset.rowCount == 3)
  }
}
