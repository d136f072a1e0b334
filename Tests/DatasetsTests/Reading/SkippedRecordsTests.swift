import Datasets
import Testing

/// Records that are no data, and what is told of them.
struct SkippedRecordsTests {
  private func messages(_ description: TableDescription) -> [String] {
    description.notices.map(\.description)
  }

  @Test("a record equal to the header is skipped, in columns of texts and of numbers")
  func repeatedHeader() throws {
    let rows = (0..<300).map { "\($0),t\($0 % 3),\($0 % 2).5" }
    let header = " k ,\"name\",x"
    let text = ([header] + rows[..<40] + ["k,name,x"] + rows[40...] + ["k, name,x"])
      .joined(separator: "\n")
    for blockSize in [9, 200, 1 << 18] {
      let (dataset, description) = try read(Array(text.utf8), blockSize: blockSize)
      #expect(dataset["k"]?.numbers == (0..<300).map(Float.init))
      #expect(dataset["name"]?.categories == ["t0", "t1", "t2"])
      #expect(
        messages(description) == [
          "t.csv: 2 records equal to the header skipped, on lines 42 and 303"
        ])
    }
  }

  @Test("of many records the first few are named")
  func many() throws {
    let text = "a,b\n" + String(repeating: "a,b\n1,2\n,\n", count: 7)
    for blockSize in [5, 31, 1 << 18] {
      let (dataset, description) = try read(Array(text.utf8), blockSize: blockSize)
      #expect(dataset.rowCount == 7)
      #expect(
        messages(description) == [
          "t.csv: 7 records equal to the header skipped, on lines 2, 5, 8, 11, 14 and 2 more",
          "t.csv: 7 records without any cell filled skipped, on lines 4, 7, 10, 13, 16 and 2 more",
        ])
    }
  }

  @Test("a record that only begins like the header is data")
  func beginning() throws {
    let (dataset, description) = try read("a,b\na,c\nab,b\na,d\n")
    #expect(dataset.rowCount == 3)
    #expect(messages(description).isEmpty)
  }

  @Test("every file is held to its own header")
  func files() throws {
    let (dataset, _) = try Dataset.read([
      .bytes(name: "a", Array("a,b\nx,1\n".utf8)),
      .bytes(name: "b", Array("b,a\n2,y\nb,a\n3,z\n".utf8)),
    ])
    #expect(dataset["b"]?.numbers == [1, 2, 3])
    #expect(dataset["a"]?.categories == ["x", "y", "z"])
  }

  @Test("blank records above the header are skipped as well")
  func aboveHeader() throws {
    let (dataset, description) = try read(";;\n ; ;\na;b;c\n1;2;3\n")
    #expect(description.header == ["a", "b", "c"])
    #expect(dataset.rowCount == 1)
    #expect(
      messages(description) == [
        "t.csv: 2 records without any cell filled skipped, on lines 1 and 2"
      ])
  }

  @Test("in a table of one column both may be data")
  func oneColumn() throws {
    let (dataset, description) = try read("yes\nyes\nno\n\"\"\nyes\n")
    #expect(
      (0..<4).map(dataset.row) == [[.text("yes")], [.text("no")], [.missing], [.text("yes")]])
    #expect(messages(description).isEmpty)
  }

  @Test("lines count as in the file, whatever was skipped before an error")
  func lines() throws {
    let text = "# a\n# \"b\nx,y\n1,2\n# c\n,\nx,y\n\n3,bad\n"
    let options = ReadingOptions(
      layout: TextLayout(skippedLineCount: 1, comment: "#"),
      columns: .all([ColumnDeclaration("y", as: .numeric)]))
    for blockSize in [3, 10, 1 << 18] {
      let error = try #require(throws: DatasetError.self) {
        _ = try read(Array(text.utf8), options: options, blockSize: blockSize)
      }
      #expect(error.line == 9)
      #expect(error.value == "bad")
    }
  }
}
