import Datasets
import RandomNumbers
import Testing

struct RecordParserTests {
  /// A text and its fields, written by the rules of RFC 4180 alone.
  struct RandomTable {
    var rows: [[String]] = []
    var text = ""

    init(seed: UInt64, delimiter: String, lineEnd: String) {
      var generator = SeededGenerator(seed: seed, stream: .shuffle)
      let pieces = [
        "a", "b", "\"", ",", ";", "\t", "|", "\n", "\r\n", "\r", " ", "é", "猫", "🎈", "x1", "-",
      ]
      for _ in 0..<200 {
        let row = (0..<4).map { column in
          // The letter first keeps fields from being numbers, missing or trimmed.
          "t\(column)"
            + (0..<Int.random(in: 0...6, using: &generator)).map { _ in
              pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            }.joined() + "."
        }
        rows.append(row)
        text += row.map { Self.field($0, delimiter, &generator) }.joined(separator: delimiter)
        text += lineEnd
      }
      text = ["a", "b", "c", "d"].joined(separator: delimiter) + lineEnd + text
    }

    private static func field(
      _ text: String, _ delimiter: String, _ generator: inout SeededGenerator
    ) -> String {
      let special = ["\"", "\n", "\r", delimiter].contains { special in
        text.unicodeScalars.contains { special.unicodeScalars.contains($0) }
      }
      guard special || Bool.random(using: &generator) else { return text }
      return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
  }

  @Test(
    "any text survives writing and reading",
    arguments: [",", ";", "\t", "|"], ["\n", "\r\n", "\r"])
  func roundTrip(delimiter: String, lineEnd: String) throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let table = RandomTable(seed: seed, delimiter: delimiter, lineEnd: lineEnd)
      let (dataset, description) = try read(table.text)
      #expect(description.header == ["a", "b", "c", "d"])
      try #require(dataset.rowCount == table.rows.count)
      for (index, row) in table.rows.enumerated() {
        #expect(dataset.row(index) == row.map { .text($0) })
      }
    }
  }

  @Test("how the text is cut into blocks changes nothing", arguments: [1, 2, 3, 7, 4096])
  func blockSizes(size: Int) throws {
    let table = RandomTable(seed: 9, delimiter: ",", lineEnd: "\r\n")
    let bytes = Array(table.text.utf8)
    let whole = try read(bytes)
    for bytes in [bytes, gzipMember(bytes), [0xEF, 0xBB, 0xBF] + bytes] {
      let cut = try read(bytes, blockSize: size)
      #expect(cut.description.columns == whole.description.columns)
      #expect(cut.description.rowsPerSource == [200])
      #expect((0..<200).allSatisfy { cut.dataset.row($0) == whole.dataset.row($0) })
    }
  }

  @Test(
    "an error names the same line whatever the blocks and line ends",
    arguments: ["\n", "\r\n", "\r"], [1, 2, 3, 7, 4096])
  func lines(lineEnd: String, size: Int) throws {
    let rows = ["a,b", "1,\"x\(lineEnd)\(lineEnd)y\"", "", "2,\"z\(lineEnd)\"", "3,u", "late,v"]
    let text = rows.joined(separator: lineEnd) + lineEnd
    let error = try #require(throws: DatasetError.self) {
      _ = try read(Array(text.utf8), blockSize: size)
    }
    #expect(error.line == 9)
    #expect(error.value == "late")
  }

  @Test(
    "a misused quote is an error that names its line",
    arguments: [
      ("a,b\n1,x\"y\n", 2, "t.csv:2: a quote stands inside a field that does not begin with one"),
      ("a,b\n1,\"x\n\ny\"z\n", 4, "t.csv:4: \"z\" follows the end of the quoted field"),
      ("a,b\n1,2\n3,\"x\ny\n", 3, "t.csv:3: the quote that opens on this line is never closed"),
      ("a,b\n\"1\n1\",\"x\ny\n", 3, "t.csv:3: the quote that opens on this line is never closed"),
    ])
  func quotes(text: String, line: Int, beginning: String) throws {
    for size in [1, 5, 4096] {
      let error = try #require(throws: DatasetError.self) {
        _ = try read(Array(text.utf8), blockSize: size)
      }
      #expect(error.line == line)
      #expect(error.description.hasPrefix(beginning), "\(error)")
      #expect(error.remedy != nil)
    }
  }

  @Test("a quote that swallows the file is found before it fills the memory")
  func recordLimit() throws {
    let text = "a,b\n1,\"" + String(repeating: "2,3\n", count: 5 << 20)
    let error = try #require(readingError(text))
    #expect(error.line == 2)
    #expect(error.problem.contains("16 MiB"))
  }

  @Test("blank lines are noticed once, except at the end")
  func blankLines() throws {
    let (dataset, description) = try read("a,b\r\n\r\n1,2\r\n\r\n  \r\n3,4\r\n\r\n\r\n")
    #expect(dataset["a"]?.numbers == [1, 3])
    #expect(description.notices.map(\.description) == ["t.csv:2: 3 blank lines skipped"])
    #expect(try read("a,b\n1,2\n\n\n").description.notices.isEmpty)
  }

  @Test("spaces around a field are not part of it, spaces inside quotes are")
  func spaces() throws {
    let (dataset, _) = try read("a , b\n  x y ,\" z \"\n")
    #expect(dataset.columns.map(\.name) == ["a", "b"])
    #expect(dataset.columns[0].cell(0) == .text("x y"))
    #expect(dataset.columns[1].cell(0) == .text(" z "))
  }

  @Test("blank lines may precede the header")
  func blankStart() throws {
    let (dataset, description) = try read("\n  \r\na;b\n1;2\n")
    #expect(dataset.row(0) == [.number(1), .number(2)])
    #expect(description.notices.map(\.description) == ["t.csv:1: 2 blank lines skipped"])
    #expect(readingError("\n\na;b\n1\n")?.line == 4)
  }

  @Test("an empty cell under tabs stays a cell")
  func emptyTabs() throws {
    let (dataset, _) = try read("a\tb\tc\n1\t\t3\n\t\t4\n")
    #expect(dataset.row(0) == [.number(1), .missing, .number(3)])
    #expect(dataset.row(1) == [.missing, .missing, .number(4)])
  }
}
