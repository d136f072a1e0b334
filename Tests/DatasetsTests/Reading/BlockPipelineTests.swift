import Datasets
import RandomNumbers
import Testing

/// Texts cut in blocks and read by several threads, against libcsv alone in one piece.
struct BlockPipelineTests {
  /// Pieces of which random texts are made, the more often the more common.
  private static let pieces: [(name: String, pieces: [String])] = [
    ("without quotes", ["a", "bc", "1", ",", ",", "\n", "\r\n", "\r", " ", "\t", "é", "猫"]),
    ("with quotes", ["a", "1", ",", "\"", "\"", "\"\"", "\n", "\r\n", "\r", " ", "\t", "é"]),
    (
      "of whole fields",
      [
        "a,", "\"b\",", "\"c,\"\"\n\",", "\"\",", ",", "a\n", "\"b\"\n", "\"\r\n\"\n", "\n", "\r",
        "x",
      ]
    ),
  ]

  private static let everything = ReadingOptions(
    delimiter: UInt8(ascii: ","), missingMarkers: [],
    columns: .all([ColumnDeclaration("*", as: .categorical)]))

  private func read(
    _ text: [UInt8], options: ReadingOptions, blockSize: Int, threads: Int
  ) throws(DatasetError) -> Dataset {
    var reader = TableReader(
      sources: [.bytes(name: "t", text)], options: options, threads: threads)
    reader.blockSize = blockSize
    return try Dataset.read(reader).dataset
  }

  /// The difference between two readings of a text, if there is one.
  private func difference(
    _ text: String, from reference: SerialReading, in way: LayoutCase = .plain, blockSize: Int,
    threads: Int
  ) -> String? {
    do throws(DatasetError) {
      var options = Self.everything
      options.layout = way.layout
      options.delimiter = way.delimiter
      let table = try read(
        Array(text.utf8), options: options, blockSize: blockSize, threads: threads)
      if let failure = reference.failure { return "read, not refused: \(failure)" }
      let rows = reference.data(below: way.headingCount).map { row in
        row.map { $0.allSatisfy { $0 == " " || $0 == "\t" } ? Cell.missing : .text($0) }
      }
      let found = (0..<table.rowCount).map(table.row)
      return found == rows ? nil : "\(found), not \(rows)"
    } catch {
      guard let failure = reference.failure else { return "refused: \(error)" }
      let problem =
        way.headingCount > 0
        ? failure.problem : failure.problem.replacing("header", with: "first record")
      return error.line == failure.line + way.linesBefore && error.problem.contains(problem)
        ? nil : "\(error), not \(failure)"
    }
  }

  @Test(
    "random texts are read, or refused, as libcsv alone does in one piece", arguments: 0..<3)
  func random(kind: Int) throws {
    var generator = SeededGenerator(seed: UInt64(kind), stream: .split)
    let pieces = Self.pieces[kind].pieces
    var refused = 0
    for draw in 0..<3000 {
      let fieldCount = Int.random(in: 1...3, using: &generator)
      var text = (0..<fieldCount).map { "c\($0)" }.joined(separator: ",") + "\n"
      for _ in 0..<Int.random(in: 0...60, using: &generator) {
        text += pieces[Int.random(in: 0..<pieces.count, using: &generator)]
        // Enough whole records that not every text fails at once.
        if Int.random(in: 0..<4, using: &generator) == 0 {
          text += "\n" + (0..<fieldCount).map { "v\($0)" }.joined(separator: ",") + "\n"
        }
      }
      let reference = SerialReading(Array(text.utf8), fieldCount: fieldCount)
      refused += reference.failure == nil ? 0 : 1
      for (blockSize, threads) in [(1, 1), (5, 2), (16, 3), (4096, 1)] {
        let difference = difference(
          text, from: reference, blockSize: blockSize, threads: threads)
        try #require(
          difference == nil,
          "draw \(draw), blocks of \(blockSize), \(threads) threads: \(text.debugDescription)")
      }
    }
    #expect(refused > 300 && refused < 2990, "\(refused)")
  }

  @Test("so are texts with comments, blanks and lines before them", arguments: LayoutCase.all)
  func layouts(way: LayoutCase) throws {
    var generator = SeededGenerator(seed: 16, stream: .split)
    var refused = 0
    for draw in 0..<1200 {
      let fieldCount = Int.random(in: 1...3, using: &generator)
      let heading = (0..<fieldCount).map { "c\($0)" }.joined(separator: ",") + "\n"
      var text = heading + (way.headingCount == 2 ? heading.replacing("c", with: "u") : "")
      for _ in 0..<Int.random(in: 0...40, using: &generator) {
        text += way.pieces[Int.random(in: 0..<way.pieces.count, using: &generator)]
        if Int.random(in: 0..<4, using: &generator) == 0 {
          text += "\n" + (0..<fieldCount).map { "v\($0)" }.joined(separator: ",") + "\n"
        }
        if Int.random(in: 0..<12, using: &generator) == 0 { text += "\n" + heading }
      }
      let given = way.given(text)
      let reference = SerialReading(
        Array(way.forLibcsv(given).utf8), fieldCount: fieldCount, delimiter: way.separator)
      refused += reference.failure == nil ? 0 : 1
      for (blockSize, threads) in [(1, 1), (5, 2), (16, 3), (4096, 1)] {
        let difference = difference(
          given, from: reference, in: way, blockSize: blockSize, threads: threads)
        try #require(
          difference == nil,
          "draw \(draw), blocks of \(blockSize), \(threads) threads: \(given.debugDescription)")
      }
    }
    #expect(refused > 100 && refused < 1190, "\(refused)")
  }

  /// A table whose columns are decided at various rows, over many blocks.
  private static func mixture(_ rows: Int) -> String {
    var generator = SeededGenerator(seed: 8, stream: .shuffle)
    let lines = (0..<rows).map { row in
      let text = row % 7 == 3 ? "\"t,\(row % 40)\"" : "t\(row % 50)"
      let late = row < rows / 4 ? "\(row % 9)" : "\"late\" "
      let id = "k\(Int.random(in: 0..<rows, using: &generator))"
      return "\(row),\(row % 11),\(text),\(late),\(id),\(row % 13 == 0 ? "" : "0.\(row)")"
    }
    return "number,few,text,late,id,gaps\n" + lines.joined(separator: "\n")
  }

  @Test("neither threads nor blocks change a table", arguments: [1, 2, 4])
  func threads(count: Int) throws {
    let bytes = Array(Self.mixture(3000).utf8)
    let whole = try Dataset.read([.bytes(name: "t", bytes)], threads: 1)
    #expect(whole.dataset["number"]?.numbers == (0..<3000).map(Float.init))
    #expect(whole.dataset["late"]?.categories?.count == 10)
    for (blockSize, bytes) in [(100, bytes), (1000, bytes), (3000, gzipMember(bytes))] {
      var reader = TableReader(sources: [.bytes(name: "t", bytes)], threads: count)
      reader.blockSize = blockSize
      let (dataset, description) = try Dataset.read(reader)
      #expect(description.columns == whole.description.columns)
      #expect((0..<3000).allSatisfy { dataset.row($0) == whole.dataset.row($0) })
    }
  }

  @Test("of several errors the first in the file is told, whichever thread finds it first")
  func firstError() throws {
    let good = (0..<400).map { "\($0),\($0)\n" }.joined()
    let text = "a,b\n" + good + "x,1\n" + good + "1\n" + good + "1,y\n" + good
    let columns = ["a", "b"].map { ColumnDeclaration($0, as: .numeric) }
    for blockSize in [50, 500, 5000] {
      var reader = TableReader(
        sources: [.bytes(name: "t", Array(text.utf8))],
        options: ReadingOptions(columns: .all(columns)), threads: 4)
      reader.blockSize = blockSize
      let error = try #require(throws: DatasetError.self) { _ = try Dataset.read(reader) }
      #expect(error.line == 402)
      #expect(error.value == "x")
    }
  }

  @Test("an error of the body stops all threads and comes through")
  func bodyError() throws {
    var reader = TableReader(
      sources: [.bytes(name: "t", Array(Self.mixture(3000).utf8))], threads: 3)
    reader.blockSize = 100
    let own = DatasetError(.request, problem: "stop")
    var chunks = 0
    let error = try #require(throws: DatasetError.self) {
      _ = try reader.read { (_) throws(DatasetError) in
        chunks += 1
        if chunks == 5 { throw own }
      }
    }
    #expect(error == own)
    #expect(chunks == 5)
  }

  @Test("a line without end is refused before it fills the memory")
  func endlessLine() throws {
    let line = [UInt8](repeating: UInt8(ascii: "a"), count: 40 << 20)
    for bytes in [Array("x\n1\n".utf8) + line, gzipMember(Array("x\n1\n".utf8) + line)] {
      let error = try #require(throws: DatasetError.self) {
        _ = try Dataset.read([.bytes(name: "t", bytes)])
      }
      #expect(error.line == 3)
      #expect(error.problem.contains("longer than 16 MiB"))
    }
  }

  @Test("a record as long as is allowed is read, a longer one is not")
  func longestRecord() throws {
    for (length, isRead) in [((16 << 20) - 1, true), (16 << 20 + 1, false)] {
      let cell = String(repeating: "a", count: length)
      let options = ReadingOptions(columns: .all([ColumnDeclaration("x", as: .categorical)]))
      let error = readingError("x\n\(cell)\nb\n", options: options)
      #expect((error == nil) == isRead, "\(length): \(error?.problem ?? "read")")
    }
  }
}
