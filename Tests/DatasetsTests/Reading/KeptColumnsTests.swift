import Datasets
import Foundation
import PythonReference
import Testing

struct KeptColumnsTests {
  private func kept(
    _ requests: [String], _ texts: String..., only: [String] = [], blockSize: Int = 1 << 18
  ) throws(DatasetError) -> (names: [String], rows: [[String]]) {
    let sources = texts.enumerated().map {
      TableSource.bytes(name: "\($0.offset).csv", Array($0.element.utf8))
    }
    let columns = only.map { ColumnDeclaration($0, as: .numeric) }
    var reader = TableReader(
      sources: sources, options: ReadingOptions(columns: .only(columns)), threads: 2)
    reader.kept = requests
    reader.blockSize = blockSize
    let (dataset, description) = try Dataset.read(reader)
    return (description.kept.names, (0..<dataset.rowCount).map(description.kept.cells))
  }

  @Test("cells stay as they are written, missing ones too, whatever else the column is read as")
  func cells() throws {
    let text = "x,id,n\n1.50,007,NA\n 2e0 ,\" 08\",\n3,\"a\"\"b,\nc\",?\n"
    let (names, rows) = try kept(["id,x", "n"], text, only: ["x"])
    #expect(names == ["id", "x", "n"])
    #expect(rows == [["007", "1.50", "NA"], [" 08", "2e0", ""], ["a\"b,\nc", "3", "?"]])
  }

  @Test(
    "a name, names, patterns and names with commas are columns, each once",
    arguments: [
      (["b"], ["b"]), (["c,b"], ["c", "b"]), (["c, b"], ["c", "b"]),
      (["b", "*"], ["b", "a", "c", "d,e"]),
      (["d,e"], ["d,e"]), (["d?e,a"], ["d,e", "a"]), ([], []),
    ])
  func requests(requests: [String], names: [String]) throws {
    #expect(try kept(requests, "a,b,c,\"d,e\"\n1,2,3,4\n").names == names)
  }

  @Test("files may have the columns in another order, and blocks end anywhere")
  func sources() throws {
    let (names, rows) = try kept(
      ["id"], "id,x\n01,1\n02,2\n", "x,id\n3,03\n4,\"04\"\n", only: ["x"], blockSize: 5)
    #expect(names == ["id"])
    #expect(rows == [["01"], ["02"], ["03"], ["04"]])
  }

  @Test("a column that is not there is an error")
  func unknown() throws {
    let unknown = try #require(throws: DatasetError.self) { try kept(["idd"], "id,x\n1,2\n") }
    #expect(unknown.kind == .request)
    #expect("\(unknown)" == #"0.csv: there is no column "idd"; did you mean "id"?"#)
    let later = try #require(throws: DatasetError.self) {
      try kept(["id"], "id,x\n1,2\n", "x\n2\n", only: ["x"])
    }
    #expect(
      "\(later)"
        == #"1.csv:1: column "id": the column is missing, though 0.csv has it; "#
        + "give all files the same columns, or leave it out of kept")
  }

  @Test("a cell that is not UTF-8 is an error where it is")
  func notText() throws {
    var reader = TableReader(
      sources: [.bytes(name: "t.csv", Array("x,id\n1,a\n2,".utf8) + [0xE9, 0x0A])],
      options: ReadingOptions(columns: .only([])))
    reader.kept = ["id"]
    let error = try #require(throws: DatasetError.self) { try Dataset.read(reader) }
    #expect(error.line == 3 && error.column == "id" && error.problem == "is not UTF-8 text")
  }

  @Test("of several errors the one on the earliest line is told, wherever blocks end")
  func earliest() throws {
    // A cell of id that is no text, and one of x that is no number, on the lines 3 and 4 or 4 and
    // 3.
    for (bytes, line) in [("a\u{FF}b,1\nc,word\n", 3), ("c,word\na\u{FF}b,1\n", 3)] {
      let text = Array("id,x\nd,0\n".utf8) + bytes.unicodeScalars.map { UInt8($0.value) }
      for blockSize in [4, 1 << 16] {
        var reader = TableReader(
          sources: [.bytes(name: "t.csv", text)],
          options: ReadingOptions(columns: .only([ColumnDeclaration("x", as: .numeric)])))
        reader.kept = ["id"]
        reader.blockSize = blockSize
        let error = try #require(throws: DatasetError.self) { try Dataset.read(reader) }
        #expect(error.line == line && error.column == (bytes.first == "a" ? "id" : "x"))
      }
    }
  }

  private static let python = PythonInterpreter(importing: "csv")

  private struct Table: Decodable {
    let text: String
    let rows: [[String]]
  }

  /// Records of any text, of which no field is blank or begins or ends with a blank.
  private static let script = #"""
    import csv, io, json, random
    random.seed(7)
    alphabet = ['a', '0', '1', '.', '-', ',', '"', '\n', '\r\n', ' ', '\t', 'é', '🎈', 'NA']
    tables = []
    for draw in range(200):
        width = random.randint(1, 4)
        rows = [['t' + ''.join(random.choices(alphabet, k=random.randint(0, 6))) + '.'
                 for _ in range(width)] for _ in range(random.randint(0, 30))]
        out = io.StringIO()
        writer = csv.writer(out, quoting=random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
        writer.writerow(f'c{i}' for i in range(width))
        writer.writerows(rows)
        tables.append({'text': out.getvalue(), 'rows': rows})
    print(json.dumps(tables))
    """#

  @Test("what Python's csv module wrote is kept as it was", .enabled(if: python != nil))
  func fromPython() throws {
    let python = try #require(Self.python)
    let tables = try JSONDecoder().decode([Table].self, from: try python.run(Self.script))
    #expect(tables.count == 200)
    for table in tables {
      #expect(try kept(["*"], table.text, blockSize: 40).rows == table.rows)
    }
  }
}
