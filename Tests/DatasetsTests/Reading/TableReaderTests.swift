import Datasets
import Foundation
import Remedies
import Testing

struct TableReaderTests {
  private func source(_ name: String, _ text: String) -> TableSource {
    .bytes(name: name, Array(text.utf8))
  }

  @Test("several files are one table, their columns matched by name")
  func severalFiles() throws {
    let sources = [
      source("a.csv", "x,k\n1,u\n2,v\n"), source("b.csv", "k;x\nw;3\n"), source("c.csv", "x,k\n"),
    ]
    let (dataset, description) = try Dataset.read(sources)
    #expect(dataset["x"]?.numbers == [1, 2, 3])
    #expect((0..<3).map { dataset["k"]?.cell($0) } == [.text("u"), .text("v"), .text("w")])
    #expect(description.rowsPerSource == [2, 1, 0])
    #expect(description.rowCount == 3)
  }

  @Test(
    "a later file with other columns is an error that names the column",
    arguments: [
      ("x,z\n", "b.csv:1: column \"k\": the column is missing, though a.csv has it"),
      ("x,k,z\n", "b.csv:1: column \"z\": the column is not in a.csv"),
    ])
  func otherColumns(second: String, beginning: String) throws {
    let error = try #require(throws: DatasetError.self) {
      _ = try Dataset.read([source("a.csv", "x,k\n1,u\n"), source("b.csv", second)])
    }
    #expect(error.description.hasPrefix(beginning), "\(error)")
  }

  @Test("a skipped column may be in some files only")
  func skippedColumns() throws {
    let options = ReadingOptions(columns: .all([ColumnDeclaration("k", as: .skipped)]))
    let sources = [source("a.csv", "x,k\n1,u\n"), source("b.csv", "x\n2\n")]
    #expect(try Dataset.read(sources, options: options).dataset["x"]?.numbers == [1, 2])
  }

  @Test("a delimiter that ends lines or fields' quotes is refused", arguments: ["\"", "\n", "\r"])
  func delimiters(delimiter: String) {
    let options = ReadingOptions(delimiter: delimiter.utf8.first)
    #expect(readingError("a,b\n1,2\n", options: options)?.kind == .request)
  }

  @Test("a body's error comes through as it is")
  func bodyError() throws {
    let own = DatasetError(.request, problem: "stop")
    let table = TableSource.bytes(name: "a.gz", gzipMember(Array("x\n1\n".utf8)))
    let error = try #require(throws: DatasetError.self) {
      _ = try TableReader(sources: [table]).read { _ throws(DatasetError) in throw own }
    }
    #expect(error == own)
  }

  @Test("an error in a later file names that file and its own lines")
  func laterError() throws {
    let error = try #require(throws: DatasetError.self) {
      _ = try Dataset.read([source("a.csv", "x\n1\n2\n3\n"), source("b.csv", "x\n4\nfive\n")])
    }
    #expect(error.file == "b.csv")
    #expect(error.line == 3)
  }

  @Test("only the columns asked for are read, with the types asked for")
  func selection() throws {
    let columns = [ColumnDeclaration("c", as: .categorical), ColumnDeclaration("a", as: .numeric)]
    let options = ReadingOptions(columns: .only(columns))
    let (dataset, _) = try read("a,b,c\n1,x,01\n2,3,1\n", options: options)
    #expect(dataset.columns.map(\.name) == ["a", "c"])
    #expect(dataset["c"]?.categories == ["01", "1"])
    let error = try #require(readingError("a,colour,b\n", options: options))
    #expect(error.description == "t.csv: there is no column \"c\"; there are: a, colour, b")
    let colour = ReadingOptions(columns: .only([ColumnDeclaration("color", as: .inferred)]))
    #expect(
      readingError("a,colour\n", options: colour)?.remedy == Remedy("did you mean \"colour\"?"))
  }

  @Test("the columns that fit are read, also where one is called like a pattern")
  func matching() throws {
    let options = ReadingOptions(
      columns: .matching([
        ColumnDeclaration("y_*", as: .inferred), ColumnDeclaration("*", as: .categorical),
      ]))
    let (dataset, _) = try read("a,*,y_b,y_a\n1,2,3,4\n", options: options)
    #expect(dataset.columns.map(\.name) == ["*", "y_b", "y_a"])
    #expect(dataset["*"]?.categories == ["2"])
    #expect(
      readingError("a,b\n", options: options)?.problem == "no column matches \"y_*\"")
  }

  @Test("an exact name goes before a pattern, a later declaration before an earlier one")
  func declarations() throws {
    let options = ReadingOptions(
      columns: .all([
        ColumnDeclaration("y_a", as: .numeric), ColumnDeclaration("y_*", as: .skipped),
        ColumnDeclaration("y_?", as: .categorical),
      ]))
    let (dataset, _) = try read("y_a,y_b,y_cc\n1,2,3\n", options: options)
    #expect(dataset.columns.map(\.name) == ["y_a", "y_b"])
    #expect(dataset["y_a"]?.numbers == [1])
    #expect(dataset["y_b"]?.categories == ["2"])
    let unmatched = ReadingOptions(columns: .all([ColumnDeclaration("z_*", as: .skipped)]))
    #expect(readingError("y_a\n1\n", options: unmatched)?.problem == "no column matches \"z_*\"")
  }

  @Test("chunks cover all rows in order and carry what the final type needs")
  func chunks() throws {
    let count = 5000
    let rows = (0..<count).map { "\($0),\($0 % 3),k\($0 % 5)\n" }.joined()
    var reader = TableReader(sources: [source("a.csv", "n,d,k\n" + rows)])
    reader.blockSize = 4096
    var numbers: [Double] = []
    var codes: [Int32] = []
    var rowCounts: [Int] = []
    let description = try reader.read { chunk in
      #expect(chunk.firstRow == rowCounts.reduce(0, +))
      #expect(chunk.names == ["n", "d", "k"])
      rowCounts.append(chunk.rowCount)
      numbers += chunk.columns[0].numbers
      codes += chunk.columns[2].codes
      #expect(chunk.columns[0].codes.isEmpty == (chunk.firstRow + chunk.rowCount > 256))
      #expect(chunk.columns[1].numbers.count == chunk.rowCount)
      #expect(chunk.columns[1].codes.count == chunk.rowCount)
      #expect(chunk.columns[2].numbers.isEmpty)
    }
    #expect(rowCounts.count > 5)
    #expect(rowCounts.reduce(0, +) == count)
    #expect(numbers == (0..<count).map { Double($0) })
    let expected: [Int32] = (0..<count).map { Int32($0 % 5) }
    #expect(codes == expected)
    #expect(description.columns.map(\.type).prefix(2).allSatisfy { $0 == .numeric })
    guard case .categorical(let categories) = description.columns[2].type else {
      Issue.record("k should be categorical")
      return
    }
    #expect(categories.inOrderOfAppearance == ["k0", "k1", "k2", "k3", "k4"])
  }

  @Test("the ranks put categories in the order of `sorted`")
  func ranks() {
    let categories = Categories(inOrderOfAppearance: ["b", "c", "a"])
    #expect(categories.ranks == [1, 2, 0])
    #expect(categories.sorted == ["a", "b", "c"])
  }

  @Test("progress ends at all bytes and all rows")
  func progress() throws {
    var reader = TableReader(sources: [source("a.csv", "x\n1\n2\n"), source("b.csv", "x\n3\n")])
    reader.blockSize = 2
    var reports: [ReadingProgress] = []
    _ = try reader.read(progress: { reports.append($0) }, body: { _ in })
    #expect(reports.last?.byteCount == 10)
    #expect(reports.last?.totalByteCount == 10)
    #expect(reports.last?.rowCount == 3)
    #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.byteCount <= $1.byteCount })
  }

  @Test("what the operating system refuses is told apart from bad data")
  func inputOutput() throws {
    let missing = try #require(throws: DatasetError.self) {
      _ = try Dataset.read([.file(path: "/nonexistent/a.csv")])
    }
    #expect(missing.kind == .inputOutput)
    #expect(
      missing.description == "/nonexistent/a.csv: cannot be opened: No such file or directory")
    #expect(missing.systemCode == ENOENT)
    let folder = try #require(throws: DatasetError.self) {
      _ = try Dataset.read([.file(path: FileManager.default.temporaryDirectory.path)])
    }
    #expect(folder.kind == .inputOutput)
    #expect(folder.problem == "cannot be read: Is a directory")
    #expect(folder.systemCode == EISDIR)
    let ragged = try #require(readingError("a,b\n1\n"))
    #expect(ragged.systemCode == nil && ragged.zlibCode == nil)
  }

  @Test("the standard input can be named once, by a dash")
  func standardInput() throws {
    #expect(TableSource(argument: "-") == .standardInput)
    #expect(TableSource(argument: "./-") == .file(path: "./-"))
    let error = try #require(throws: DatasetError.self) {
      _ = try Dataset.read([.standardInput, .standardInput])
    }
    #expect(error.kind == .request)
  }

  @Test("UTF-16 is refused as such, however little of it is read at a time", arguments: [1, 4096])
  func byteOrderMark(size: Int) throws {
    for mark: [UInt8] in [[0xFF, 0xFE], [0xFE, 0xFF]] {
      let text = mark + Array("a,\"b\"\n1,2\n".utf8)
      let error = try #require(throws: DatasetError.self) { _ = try read(text, blockSize: size) }
      #expect(error.problem == "the text is UTF-16, not UTF-8")
    }
  }

  @Test("a file on disk is read like bytes in memory")
  func fileOnDisk() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: url) }
    try Data(gzipMember(Array("x\n1\n2\n".utf8))).write(to: url)
    let (dataset, description) = try Dataset.read([.file(path: url.path)])
    #expect(dataset["x"]?.numbers == [1, 2])
    #expect(description.byteCount == gzipMember(Array("x\n1\n2\n".utf8)).count)
  }

  @Test("options survive encoding")
  func codable() throws {
    let options = ReadingOptions(
      delimiter: 0x3B, missingMarkers: ["-"], decimalMark: .comma,
      columns: .only([ColumnDeclaration("y", as: .numeric, isLabel: true)]))
    let data = try JSONEncoder().encode(options)
    #expect(try JSONDecoder().decode(ReadingOptions.self, from: data) == options)
  }
}
