import Datasets
import Foundation
import Testing

/// The odd inputs beside the repository, each with what a careful reader does with it.
struct OddFilesTests {
  struct Entry: Decodable {
    let file: String
    let accept: String
    let expect_cols: [String]?
    let expect_rows: [[Expected]]?
    let expect_nrows: Int?
    let expect_last: [Expected]?
  }

  enum Expected: Decodable {
    case missing
    case number(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .missing
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    var cell: Cell {
      switch self {
      case .missing: .missing
      case .number(let number): .number(Float(number))
      case .text(let text): .text(text)
      }
    }
  }

  static let folder: URL = {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let beside = root.deletingLastPathComponent().appending(path: "shared")
    let named = ProcessInfo.processInfo.environment["EQUIPOISE_SHARED"]
    let isBeside = FileManager.default.fileExists(atPath: beside.path)
    let shared = isBeside ? beside : URL(filePath: named ?? beside.path)
    return shared.appending(path: "odd")
  }()

  static let isPresent = FileManager.default.fileExists(
    atPath: folder.appending(path: "manifest.json").path)

  /// JSON has no infinity, but the manifest does; as a string it decodes.
  static func manifest() throws -> [Entry] {
    let text = try String(contentsOf: folder.appending(path: "manifest.json"), encoding: .utf8)
    let plain = text.replacing(/-?Infinity/) { "\"\($0.output)\"" }
    return try JSONDecoder().decode([Entry].self, from: Data(plain.utf8))
  }

  private func read(
    _ name: String, options: ReadingOptions = ReadingOptions()
  ) throws(DatasetError) -> (dataset: Dataset, description: TableDescription) {
    try Dataset.read([source(name)], options: options)
  }

  private func source(_ name: String) -> TableSource {
    .file(path: Self.folder.appending(path: name).path)
  }

  @Test("every odd file is read, or refused, as the manifest says", .enabled(if: isPresent))
  func manifestHolds() throws {
    let entries = try Self.manifest()
    #expect(entries.count > 30)
    for entry in entries {
      // The one file whose expectation is about a declared column.
      let columns = entry.file.hasPrefix("47_") ? [ColumnDeclaration("zip", as: .categorical)] : []
      do {
        let (dataset, description) = try read(
          entry.file, options: ReadingOptions(columns: .all(columns)))
        #expect(entry.accept != "error", "\(entry.file) should be refused")
        check(dataset, description, against: entry)
      } catch {
        #expect(entry.accept != "read", "\(entry.file) should be read: \(error)")
        #expect(error.kind == .data)
        #expect(error.file?.hasSuffix(entry.file) == true)
        #expect(error.remedy != nil, "\(entry.file): \(error) names no remedy")
      }
    }
  }

  private func check(_ dataset: Dataset, _ description: TableDescription, against entry: Entry) {
    if let columns = entry.expect_cols, !entry.file.hasPrefix("35_") {
      #expect(dataset.columns.map(\.name) == columns, "\(entry.file)")
      #expect(description.header == columns, "\(entry.file)")
    }
    if let rows = entry.expect_rows {
      #expect(dataset.rowCount == rows.count, "\(entry.file)")
      for (index, row) in rows.enumerated().prefix(dataset.rowCount) {
        #expect(dataset.row(index) == row.map(\.cell), "\(entry.file) row \(index)")
      }
    }
    if let count = entry.expect_nrows { #expect(dataset.rowCount == count, "\(entry.file)") }
    if let last = entry.expect_last {
      #expect(dataset.row(dataset.rowCount - 1) == last.map(\.cell), "\(entry.file)")
    }
  }

  struct Refusal: CustomTestStringConvertible {
    let file: String
    let line: Int?
    let column: String?
    let value: String?
    let says: [String]
    var testDescription: String { file }
  }

  static let refusals = [
    Refusal(
      file: "01_trunc_half.csv.gz", line: nil, column: nil, value: nil,
      says: ["end early, at compressed byte 64494", "after line", "fetch"]),
    Refusal(
      file: "02_trunc_trailer.csv.gz", line: nil, column: nil, value: nil,
      says: ["end early, at compressed byte 128981"]),
    Refusal(
      file: "03_bad_crc.csv.gz", line: nil, column: nil, value: nil, says: ["CRC mismatch"]),
    Refusal(
      file: "04_bad_isize.csv.gz", line: nil, column: nil, value: nil, says: ["length mismatch"]),
    Refusal(
      file: "14_empty_gz.csv.gz", line: nil, column: nil, value: nil, says: ["no header"]),
    Refusal(
      file: "15_zero_byte.csv.gz", line: nil, column: nil, value: nil, says: ["no header"]),
    Refusal(
      file: "23_unterminated_quote.csv.gz", line: 2, column: nil, value: nil,
      says: ["quote", "never closed"]),
    Refusal(
      file: "25_ragged_short.csv.gz", line: 3, column: nil, value: nil,
      says: ["2 fields", "header has 3"]),
    Refusal(
      file: "26_ragged_long.csv.gz", line: 3, column: nil, value: nil,
      says: ["4 fields", "header has 3"]),
    Refusal(
      file: "29_na_custom.csv.gz", line: 4, column: "x", value: "-",
      says: ["missingMarkers to \"-\"", "categorical to \"x\""]),
    Refusal(
      file: "31_int_overflow.csv.gz", line: 2, column: "id", value: "9223372036854775807",
      says: ["categorical to \"id\"", "ignored to \"id\""]),
    Refusal(
      file: "33_float_range.csv.gz", line: 2, column: "x", value: "1e400",
      says: ["3.4e38", "missingMarkers"]),
    Refusal(
      file: "34_dup_header.csv.gz", line: 1, column: "x", value: nil, says: ["2 and 3", "rename"]),
    Refusal(
      file: "40_late_string.csv.gz", line: 250_002, column: "x", value: "oops",
      says: ["missingMarkers to \"oops\""]),
    Refusal(
      file: "43_latin1.csv.gz", line: 2, column: "k", value: "caf\u{FFFD}",
      says: ["UTF-8", "iconv"]),
    Refusal(
      file: "44_utf16.csv.gz", line: 1, column: nil, value: nil, says: ["UTF-16", "zcat", "iconv"]),
    Refusal(
      file: "45_semicolon.csv.gz", line: 2, column: "x", value: "1,5",
      says: ["decimal comma", "decimalMark to \",\""]),
    Refusal(
      file: "50_thousands.csv.gz", line: 2, column: "x", value: "1,234.5",
      says: ["groups of digits", "categorical to \"x\""]),
  ]

  @Test(
    "a refused file's error says where, what was found and what to do", .enabled(if: isPresent),
    arguments: refusals)
  func isRefused(expected: Refusal) throws {
    let error = try #require(throws: DatasetError.self) { _ = try read(expected.file) }
    #expect(error.line == expected.line)
    #expect(error.column == expected.column)
    #expect(error.value == expected.value)
    for part in expected.says {
      #expect(error.description.contains(part), "\(error)")
    }
  }

  @Test("what was tolerated is noticed", .enabled(if: isPresent))
  func oddities() throws {
    let padded = try read("10_trailing_zeros.csv.gz").description.notices
    #expect(padded.map(\.message) == ["512 zero bytes after the last gzip member skipped"])
    let blank = try read("37_blank_middle.csv.gz").description.notices
    #expect(blank.map(\.message) == ["1 blank line skipped"])
    #expect(blank.first?.line == 3)
    #expect(try read("36_trailing_blank_lines.csv.gz").description.notices.isEmpty)
    let unnamed = try read("35_empty_header.csv.gz")
    #expect(unnamed.description.header == ["column 1", "x", "k"])
    #expect(unnamed.description.notices.count == 1)
    let zeros = try read("47_leading_zero.csv.gz").description.notices
    #expect(zeros.first?.column == "zip")
    #expect(zeros.first?.description.contains("categorical to \"zip\"") == true)
  }

  @Test("a decimal comma is read when it is asked for", .enabled(if: isPresent))
  func decimalComma() throws {
    let (dataset, _) = try read(
      "45_semicolon.csv.gz", options: ReadingOptions(decimalMark: .comma))
    #expect(dataset["x"]?.numbers == [1.5, -2.25])
  }
}
