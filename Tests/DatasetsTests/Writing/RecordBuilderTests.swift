import Datasets
import Foundation
import Testing

/// CSV and JSON lines, read back by what others made.
struct RecordBuilderTests {
  private static let texts = [
    "", "a", "a,b", "say \"so\"", "two\nlines", "tab\t", "back\\slash", " edge ", "é 漢 🙂",
    "\u{1}\u{1F}\u{7F}", "\u{FEFF}mark", "a|b", "\u{2028}",
  ]

  private func built(_ format: RecordFormat) -> [UInt8] {
    var records: any RecordBuilder = format.builder.init(columns: ["t", "n \"1\"", "s"])
    for (row, text) in Self.texts.enumerated() {
      records.append(text: text)
      records.append(number: .single(Float(Double(row) * 1e-7 - 2e-7)))
      records.append(texts: Array(Self.texts[..<(row % 4)]))
      records.endRecord()
    }
    return records.heading + records.bytes
  }

  @Test("a line of JSON is what Foundation reads as the same texts and numbers")
  func json() throws {
    let lines = String(decoding: built(.jsonLines), as: UTF8.self).split(separator: "\n")
    try #require(lines.count == Self.texts.count)
    for (row, line) in lines.enumerated() {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(Set(object.keys) == ["t", "n \"1\"", "s"])
      // Foundation drops a mark of byte order at the beginning of a string.
      let text = Self.texts[row].drop { $0 == "\u{FEFF}" }
      #expect(object["t"] as? String == String(text))
      #expect((object["n \"1\""] as? Double).map { Float($0) } == Float(Double(row) * 1e-7 - 2e-7))
      #expect(object["s"] as? [String] == Array(Self.texts[..<(row % 4)]))
    }
  }

  @Test("what is no finite number is null in JSON, and stands as it is in CSV")
  func infinite() {
    for (format, expected) in [
      (RecordFormat.jsonLines, "{\"a\":null,\"b\":null,\"c\":null,\"d\":1e-05}\n"),
      (.csv, "a,b,c,d\ninf,-inf,nan,1e-05\n"),
    ] {
      var records: any RecordBuilder = format.builder.init(columns: ["a", "b", "c", "d"])
      for number in [Float.infinity, -.infinity, .nan, 1e-5] {
        records.append(number: .single(number))
      }
      records.endRecord()
      #expect(String(decoding: records.heading + records.bytes, as: UTF8.self) == expected)
    }
  }

  @Test("CSV is read back as the same texts")
  func csv() throws {
    var options = ReadingOptions(
      missingMarkers: [], columns: .only([]))
    options.delimiter = UInt8(ascii: ",")
    var reader = TableReader(
      sources: [.bytes(name: "t.csv", built(.csv))], options: options, threads: 1)
    reader.kept = ["t", "n \"1\"", "s"]
    let kept = try Dataset.read(reader).description.kept
    for (row, text) in Self.texts.enumerated() {
      #expect(kept.cell(row: row, column: 0) == text)
    }
    // Row 3 has the first three texts, of which none needs quotes among others; row 7 likewise.
    #expect(kept.cell(row: 3, column: 2) == "|a|a,b")
  }

  @Test("a member with a mark of its own is quoted among others")
  func members() {
    var records = CSVRecords(columns: ["s"])
    records.append(texts: ["a|b", "c", "d\"e"])
    records.endRecord()
    records.append(texts: [])
    records.endRecord()
    #expect(
      String(decoding: records.bytes, as: UTF8.self)
        == "\"\"\"a|b\"\"|c|\"\"d\"\"\"\"e\"\"\"\n\"\"\n")
  }

  @Test(
    "the name of a file tells the format",
    arguments: [
      ("a.csv", RecordFormat.csv), ("a.jsonl", .jsonLines), ("A.NDJSON.GZ", .jsonLines),
      ("a.jsonl.gz", .jsonLines), ("-", .csv), ("jsonl", .csv), ("a.jsonl.csv", .csv),
      ("a.csv.gz", .csv),
    ])
  func format(path: String, format: RecordFormat) {
    #expect(RecordFormat(path: path) == format)
  }
}
