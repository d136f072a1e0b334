import Datasets
import Foundation
import PythonReference
import RandomNumbers
import Testing

private let python = PythonInterpreter(importing: "gzip")

struct TableWriterTests {
  /// Fields that need care, beside some that do not.
  private static let fields = [
    "plain", "", "a,b", "\"", "say \"hi\"", "two\nlines", "cr\r\nlf", " before", "after ", "\ttab",
    "tab\t", " ", "é, ü", "日本", "𝄞", "'", "#", "NA", "1e3", "\"\"", ",", "\r",
  ]

  private static let records =
    [["first", "second", "third"]]
    + fields.flatMap { field in [[field, "x", "y"], ["x", field, "y"], ["x", "y", field]] }

  private func write(_ records: [[String]], to path: String) throws {
    let writer = try TableWriter(.file(path: path))
    for record in records { try writer.write(record) }
    try writer.finish()
  }

  /// The cells as the project's own reader sees them, every column as text.
  private func cells(of path: String) throws -> [[Cell]] {
    let options = ReadingOptions(
      delimiter: UInt8(ascii: ","), missingMarkers: [],
      columns: .all([ColumnDeclaration("*", as: .categorical)]))
    let dataset = try Dataset.read([.file(path: path)], options: options).dataset
    return [dataset.columns.map { .text($0.name) }] + (0..<dataset.rowCount).map(dataset.row)
  }

  /// The reader holds a cell of nothing but blanks to be missing, and several such alone to be no
  /// record.
  private func expectedCells(_ records: [[String]]) -> [[Cell]] {
    let cells = records.map { record in
      record.map { $0.allSatisfy { $0 == " " || $0 == "\t" } ? Cell.missing : .text($0) }
    }
    return cells.filter { $0.count == 1 || $0.contains { $0 != .missing } }
  }

  @Test("the project's reader reads back what was written", arguments: ["t.csv", "t.csv.gz"])
  func ownReader(name: String) throws {
    try inTemporaryFolder { folder in
      let path = folder.appending(path: name).path
      try write(Self.records, to: path)
      #expect(try cells(of: path) == expectedCells(Self.records))
    }
  }

  @Test("a plain reader of RFC 4180 reads back what was written")
  func independentReader() throws {
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "t.csv")
      try write(Self.records, to: file.path)
      #expect(try parsed(Array(Data(contentsOf: file))) == Self.records)
    }
  }

  @Test("random texts of awkward characters come back from both", arguments: 1...5)
  func randomTexts(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: .split)
    let letters = ["a", ",", "\"", "\n", "\r", " ", "\t", "é", "b"]
    var records = [["first", "second"]]
    for _ in 0..<500 {
      records.append(
        (0..<2).map { _ in
          (0..<Int.random(in: 0...4, using: &generator))
            .map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] }.joined()
        })
    }
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "t.csv")
      try write(records, to: file.path)
      #expect(try parsed(Array(Data(contentsOf: file))) == records)
      #expect(try cells(of: file.path) == expectedCells(records))
    }
  }

  @Test("only fields that need quotes have them")
  func quotes() throws {
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "t.csv")
      try write(
        [["a b", "é", ""], ["a,b", "say \"hi\"", " a"], ["a\nb", "\ta", "a "]], to: file.path)
      let text = try String(contentsOf: file, encoding: .utf8)
      let lines = [
        "a b,é,\n", #""a,b","say ""hi"""," a"\#n"#, "\"a\nb\",\"\ta\",\"a \"\n",
      ]
      #expect(text == lines.joined())
    }
  }

  @Test(
    "a header is read back by a reader that is told nothing",
    arguments: [
      ["a;b;c;d", "e"], ["a\tb\tc", "e"], ["a|b|c"], ["\u{FEFF}a", "b"], [" a", "b\t"], ["a,b;c"],
      ["=1+1", "*", "\"", "a:count", "\r\n"],
    ])
  func header(names: [String]) throws {
    try inTemporaryFolder { folder in
      let path = folder.appending(path: "t.csv").path
      try write([names, names.map { _ in "1" }], to: path)
      #expect(try Dataset.read([.file(path: path)]).description.header == names)
    }
  }

  @Test("a record of one empty field is not a blank line, which readers skip")
  func emptyRecord() throws {
    try inTemporaryFolder { folder in
      let path = folder.appending(path: "t.csv").path
      let records = [["only"], [""], ["x"], [""]]
      try write(records, to: path)
      #expect(try cells(of: path) == expectedCells(records))
    }
  }

  @Test("tables larger than a buffer are whole", arguments: ["t.csv", "t.csv.gz"])
  func large(name: String) throws {
    try inTemporaryFolder { folder in
      let path = folder.appending(path: name).path
      let records = (0..<40_000).map {
        ["row \($0)", "text that makes the \($0 % 7)th line longer"]
      }
      try write([["a", "b"]] + records, to: path)
      let (dataset, _) = try Dataset.read([.file(path: path)])
      #expect(dataset.rowCount == records.count)
      for row in stride(from: 0, to: records.count, by: 997) {
        #expect(dataset.row(row) == records[row].map { .text($0) })
      }
    }
  }

  @Test(
    "Python reads a gzip file of several members as one text",
    .enabled(if: python != nil, "needs a Python"))
  func members() throws {
    try inTemporaryFolder { folder in
      let (plain, compressed) = (
        folder.appending(path: "t.csv").path, folder.appending(path: "t.csv.gz").path
      )
      let records = (0..<60_000).map { ["row \($0)", "\($0 % 13) of thirteen, as it were"] }
      for path in [plain, compressed] { try write(records, to: path) }
      let empty = folder.appending(path: "empty.csv.gz").path
      try write([], to: empty)
      let found = try #require(python).run(
        """
        import gzip
        text = open("\(plain)", "rb").read()
        stored = open("\(compressed)", "rb").read()
        members = stored.count(b"\\x1f\\x8b\\x08")
        print(gzip.decompress(stored) == text, members > 1, gzip.open("\(empty)").read() == b"")
        """)
      #expect(String(decoding: found, as: UTF8.self) == "True True True\n")
      let sizes = try [plain, compressed].map { try Data(contentsOf: URL(filePath: $0)).count }
      #expect(sizes[1] * 4 < sizes[0])
    }
  }

  @Test("a name that ends in .gz gives gzip, any other the text itself")
  func compression() throws {
    try inTemporaryFolder { folder in
      let names = ["t.csv", "t.csv.gz", "t.gz.csv", "T.CSV.GZ"]
      let contents = try names.map { name in
        let file = folder.appending(path: name)
        try write([["a", "b"], ["1", "2"]], to: file.path)
        return Array(try Data(contentsOf: file))
      }
      let text = Array("a,b\n1,2\n".utf8)
      #expect(contents[0] == text && contents[2] == text)
      // RFC 1952: magic bytes and the deflate method; at the end the length of the text.
      #expect(contents[1].prefix(3) == [0x1F, 0x8B, 8])
      #expect(contents[1].suffix(4) == [UInt8(text.count), 0, 0, 0])
      #expect(contents[3] == contents[1])
    }
  }

  @Test("a table without records is an empty file")
  func empty() throws {
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "t.csv")
      try write([], to: file.path)
      #expect(try Data(contentsOf: file).isEmpty)
    }
  }

  @Test("a finished table replaces an earlier one, and nothing else is left in the folder")
  func replacement() throws {
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "t.csv")
      try write([["old"]], to: file.path)
      try write([["new"]], to: file.path)
      #expect(try String(contentsOf: file, encoding: .utf8) == "new\n")
      #expect(try names(in: folder) == ["t.csv"])
    }
  }

  @Test("without finish an earlier file stays and no part of the new one does")
  func unfinished() throws {
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "t.csv")
      try write([["old"]], to: file.path)
      for name in ["t.csv", "other.csv"] {
        var writer: TableWriter? = try TableWriter(
          .file(path: folder.appending(path: name).path))
        // More than the writer keeps in memory, so that something was written.
        for _ in 0..<3 { try writer?.write([String(repeating: "x", count: 1 << 20)]) }
        #expect(try names(in: folder).count == 2)
        writer = nil
        #expect(try String(contentsOf: file, encoding: .utf8) == "old\n")
        #expect(try names(in: folder) == ["t.csv"])
      }
    }
  }

  @Test("two writers of one file do not meet: it is whole, and the last one's to finish")
  func twoWriters() throws {
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "t.csv")
      let writers = try (0..<2).map { _ in try TableWriter(.file(path: file.path)) }
      for (index, writer) in writers.enumerated() {
        for _ in 0..<3 { try writer.write([String(repeating: "\(index)", count: 1 << 20)]) }
      }
      for (index, writer) in writers.enumerated().reversed() {
        try writer.finish()
        let line = String(repeating: "\(index)", count: 1 << 20) + "\n"
        #expect(try String(contentsOf: file, encoding: .utf8) == line + line + line)
      }
      #expect(try names(in: folder) == ["t.csv"])
    }
  }

  @Test(
    "a full disk is an error that says so", .enabled(if: access("/dev/full", W_OK) == 0),
    arguments: ["t.csv", "t.csv.gz"])
  func fullDisk(name: String) throws {
    try inTemporaryFolder { folder in
      let link = folder.appending(path: name)
      try FileManager.default.createSymbolicLink(
        atPath: link.path, withDestinationPath: "/dev/full")
      let error = try #require(throws: DatasetError.self) {
        let writer = try TableWriter(.file(path: link.path))
        var generator = SeededGenerator(seed: 1, stream: .split)
        // More than a buffer of random digits, so that compressed bytes are written early, too.
        for _ in 0..<100_000 { try writer.write(["\(generator.next())"]) }
        try writer.finish()
      }
      #expect(
        error.description == "\(link.path): cannot be written: No space left on device; "
          + "make room on that disk")
      #expect(error.systemCode == ENOSPC)
    }
  }

  @Test("a place where nothing can be written is an error that names it")
  func unwritable() throws {
    try inTemporaryFolder { folder in
      try write([["old"]], to: folder.appending(path: "file").path)
      // A folder that is not there, a file in a folder's stead, a folder in a file's stead.
      let places = [("nowhere/t.csv", ENOENT), ("file/t.csv", ENOTDIR), ("", EISDIR)]
      for (name, code) in places {
        let path = folder.appending(path: name).path
        let error = try #require(throws: DatasetError.self) {
          _ = try TableWriter(.file(path: path))
        }
        #expect(error.kind == .inputOutput)
        #expect(error.description.hasPrefix("\(path): cannot be written: "), "\(error)")
        #expect(error.systemCode == code)
      }
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test("a link is followed: its file is replaced, and a device is written to")
  func links() throws {
    try inTemporaryFolder { folder in
      let files = FileManager.default
      let (target, link) = (folder.appending(path: "target"), folder.appending(path: "link"))
      try write([["old"]], to: target.path)
      try files.createSymbolicLink(at: link, withDestinationURL: target)
      try write([["new"]], to: link.path)
      #expect(try String(contentsOf: target, encoding: .utf8) == "new\n")
      #expect(try files.destinationOfSymbolicLink(atPath: link.path) == target.path)

      let null = folder.appending(path: "null")
      try files.createSymbolicLink(atPath: null.path, withDestinationPath: "/dev/null")
      try write([["lost"]], to: null.path)
      #expect(try files.destinationOfSymbolicLink(atPath: null.path) == "/dev/null")
      #expect(try names(in: folder) == ["link", "null", "target"])
    }
  }

  @Test("- is the standard output, anything else a path")
  func destination() {
    #expect(TableDestination(argument: "-") == .standardOutput)
    #expect(TableDestination(argument: "-.csv") == .file(path: "-.csv"))
  }

  @Test("nothing can be written after the end")
  func afterFinish() async {
    await #expect(processExitsWith: .failure) {
      let writer = try TableWriter(.standardOutput)
      try writer.finish()
      try writer.write(["more"])
    }
  }
}

/// Hands a folder of its own to the body and removes it afterwards.
private func inTemporaryFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "TableWriterTests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

private func names(in folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

/// The records of a text by the grammar of RFC 4180, with bare line feeds between them.
private func parsed(_ bytes: [UInt8]) -> [[String]] {
  let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
  var records: [[String]] = []
  var record: [String] = []
  var field: [UInt8] = []
  var isQuoted = false
  var index = 0
  while index < bytes.count {
    let byte = bytes[index]
    index += 1
    if isQuoted {
      if byte != quote {
        field.append(byte)
      } else if index < bytes.count, bytes[index] == quote {
        field.append(quote)
        index += 1
      } else {
        isQuoted = false
      }
    } else if byte == quote {
      isQuoted = true
    } else if byte == comma || byte == UInt8(ascii: "\n") {
      record.append(String(decoding: field, as: UTF8.self))
      field = []
      if byte != comma {
        records.append(record)
        record = []
      }
    } else {
      field.append(byte)
    }
  }
  return records
}
