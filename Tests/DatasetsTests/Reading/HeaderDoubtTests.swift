import Datasets
import Testing

/// Headers that are none, and lines that are no rows: what is said, and that the remedy helps.
struct HeaderDoubtTests {
  private static let numbers =
    "; set hasHeader to false if the file has no header: the columns are then called x1, x2 and so on"

  private func notices(_ text: String, layout: TextLayout = TextLayout()) throws -> [String] {
    try read(text, options: ReadingOptions(layout: layout)).description.notices.map(\.description)
  }

  private func error(
    _ text: String, label: String? = nil, layout: TextLayout = TextLayout()
  ) -> String? {
    let columns = label.map { [ColumnDeclaration($0, as: .inferred, isLabel: true)] } ?? []
    let options = ReadingOptions(layout: layout, columns: .all(columns))
    return readingError(text, options: options)?.description
  }

  @Test(
    "names that are numbers above numbers are noticed",
    arguments: [
      ("273,82\n163,149\n", "every name in the header is a number"),
      ("5.1,3.5,setosa\n4.9,3,virginica\n", "2 of 3 names in the header are numbers"),
      ("0,7\n1,2\n", "every name in the header is a number"),
    ])
  func numericHeader(text: String, observation: String) throws {
    #expect(try notices(text) == ["t.csv:1: \(observation)\(Self.numbers)"])
    let (dataset, description) = try read(
      text, options: ReadingOptions(layout: TextLayout(hasHeader: false)))
    #expect(description.header == (1...dataset.columns.count).map { "x\($0)" })
    #expect(dataset.rowCount == 2)
    #expect(description.notices.isEmpty)
  }

  @Test(
    "years, the numbers of columns and names of few numbers are names",
    arguments: ["land,1990,1991,1992\na,1,2,3\n", "0,1,2,3\n5,6,7,8\n", "a,b,3\n1,2,3\n"])
  func names(text: String) throws {
    #expect(try notices(text).isEmpty)
  }

  @Test("numbers twice in the header are told as rows first, and then as names")
  func repeatedNumbers() {
    #expect(
      error("1,1,2\n3,4,5\n")
        == "t.csv:1: column \"1\": the header has this name for columns 1 and 2, and every name in the "
        + "header is a number\(Self.numbers), or rename one of them")
  }

  @Test("comments above the header are told of where they make an error")
  func comments() {
    let text = "# station 17, north\n# m, kN\ndepth,flow,load\n1,2,3\n"
    let remedy =
      "; set comment to \"#\" if it is a comment, or set skippedLineCount to the number of such lines"
    #expect(
      error(text, label: "load")
        == "t.csv: there is no column \"load\", and the first line begins with \"#\"\(remedy)")
    #expect(
      error("# a\n# b\nx,y\n1,2\n")
        == "t.csv:3: the record has 2 fields, the header has 1, and the first line begins with \"#\""
        + remedy)
    for layout in [TextLayout(comment: "#"), TextLayout(skippedLineCount: 2)] {
      #expect(error(text, label: "load", layout: layout) == nil)
    }
  }

  @Test("a name that begins like a comment is a name")
  func mark() throws {
    #expect(try read("#,x\n1,2\n").description.header == ["#", "x"])
    #expect(error("#,x\n1,2\n", label: "y")?.contains("there is no column \"y\"") == true)
  }

  @Test("a title above the header is told of with the lines to skip")
  func title() throws {
    let text = "Measured in 2020\n\nx,y\n1,2\n"
    #expect(
      error(text)
        == "t.csv:3: the record has 2 fields, the header has 1; set skippedLineCount to 2 if the header "
        + "is on line 3, or give every record as many fields as the header, quoting those with "
        + "delimiters")
    #expect(error(text, layout: TextLayout(skippedLineCount: 2)) == nil)
  }

  @Test("a file that ends within the lines skipped says so")
  func nothingLeft() {
    #expect(
      error("a,b\n1,2\n", layout: TextLayout(skippedLineCount: 5))
        == "t.csv: nothing is left of the file behind the 5 lines skipped; set skippedLineCount to the "
        + "number of lines before the table")
  }

  @Test(
    "layouts that contradict themselves are refused",
    arguments: [
      TextLayout(skippedLineCount: -1), TextLayout(comment: ""), TextLayout(comment: "\"#"),
      TextLayout(comment: "\n"), TextLayout(hasHeader: false, hasUnits: true),
    ])
  func contradictions(layout: TextLayout) throws {
    let error = try #require(readingError("a\n1\n", options: ReadingOptions(layout: layout)))
    #expect(error.kind == .request)
    #expect(error.remedy != nil)
  }
}
