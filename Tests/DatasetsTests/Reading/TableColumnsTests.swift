import Datasets
import Testing

/// Files with different columns.
struct TableColumnsTests {
  private static let united = ReadingOptions(layout: TextLayout(unitesColumns: true))

  private func sources(_ texts: [String]) -> [TableSource] {
    texts.enumerated().map { .bytes(name: "\($0).csv", Array($1.utf8)) }
  }

  @Test("what a file lacks is missing in its rows")
  func union() throws {
    let (dataset, description) = try Dataset.read(
      sources(["x,a\n1,2\n3,4\n", "b,x\nu,5\n", "x\n6\n"]), options: Self.united)
    #expect(description.header == ["x", "a", "b"])
    #expect(
      (0..<4).map(dataset.row) == [
        [.number(1), .number(2), .missing], [.number(3), .number(4), .missing],
        [.number(5), .missing, .text("u")], [.number(6), .missing, .missing],
      ])
    #expect(description.rowsPerSource == [2, 1, 1])
    #expect(description.columns.map(\.missingCount) == [0, 2, 3])
    #expect(
      description.notices.map(\.description) == [
        "0.csv: has no column \"b\", missing in all its rows",
        "1.csv: has no column \"a\", missing in all its rows",
        "2.csv: has no columns \"a\", \"b\", missing in all its rows",
      ])
  }

  @Test("a column decided as numeric in one file goes on so behind a file without it")
  func decided() throws {
    let many = "x,a\n" + (0..<400).map { "\($0),\($0).5\n" }.joined()
    for blockSize in [64, 1 << 18] {
      var reader = TableReader(
        sources: sources([many, "x\n1\n", many]), options: Self.united, threads: 2)
      reader.blockSize = blockSize
      let column = try Dataset.read(reader).dataset["a"]
      let numbers = (0..<400).map { Float($0) + 0.5 }
      #expect(column?.numbers?.prefix(400) == numbers[...])
      #expect(column?.numbers?[400].isNaN == true)
      #expect(column?.numbers?.suffix(400) == numbers[...])
    }
  }

  @Test("only a file that shares no column with the others is refused")
  func unrelated() throws {
    let error = try #require(throws: DatasetError.self) {
      _ = try Dataset.read(sources(["x,a\n1,2\n", "y\n1\n"]), options: Self.united)
    }
    #expect(error.file == "1.csv")
    #expect(error.problem == "shares no column with the files before it")
  }

  @Test("without the option the error says which file has the column")
  func refused() throws {
    var options = ReadingOptions(columns: .all([ColumnDeclaration("b", as: .inferred)]))
    let request = try #require(throws: DatasetError.self) {
      _ = try Dataset.read(sources(["x,a\n1,2\n", "x,b\n1,2\n"]), options: options)
    }
    #expect(
      request.description == "0.csv: there is no column \"b\", though 1.csv has it; set "
        + "unitesColumns to true to read what a file lacks as missing in its rows")
    options.columns = .all()
    let data = try #require(throws: DatasetError.self) {
      _ = try Dataset.read(sources(["x,a\n1,2\n", "x,b\n1,2\n"]), options: options)
    }
    #expect(
      data.description == "1.csv:1: column \"a\": the column is missing, though 0.csv has it; give "
        + "all files the same columns, set unitesColumns to true to read what a file lacks as missing in "
        + "its rows, or set ignored to \"a\"")
  }
}
