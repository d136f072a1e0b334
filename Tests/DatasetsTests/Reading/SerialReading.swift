import CLibCSV
import Datasets

/// What libcsv alone makes of a text, given byte by byte in one piece: the reference for all that
/// cuts a text in blocks.
struct SerialReading {
  /// The fields of each record, up to the first failure.
  private(set) var rows: [[String]] = []
  private(set) var failure: Failure?

  struct Failure: Equatable {
    /// Words of the problem that tell it from others.
    let problem: String
    let line: Int
  }

  private final class Collector {
    var fields: [String] = []
    /// For each record its fields, and where behind it the next one begins.
    var records: [(fields: [String], end: Int)] = []
    var position = 0
  }

  /// The records that are data: below the headings, with a cell filled, and unlike each of those.
  func data(below headingCount: Int = 1) -> [[String]] {
    let headings = rows.prefix(headingCount)
    return rows.dropFirst(headingCount).filter { row in
      let cells = row.map(\.trimmed)
      return row.count == 1 || !headings.contains(cells) && cells.contains { !$0.isEmpty }
    }
  }

  init(_ text: [UInt8], fieldCount: Int, delimiter: UInt8 = UInt8(ascii: ",")) {
    var parser = csv_parser()
    csv_init(&parser, UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL))
    defer { csv_free(&parser) }
    csv_set_delim(&parser, delimiter)
    let collector = Collector()
    let context = Unmanaged.passUnretained(collector).toOpaque()
    var opening = 0
    var taken = 0
    for (position, byte) in text.enumerated() {
      collector.position = position
      let wasQuoted = parser.quoted != 0
      let count = csv_parse(&parser, [byte], 1, Self.addField, Self.endRow, context)
      if !wasQuoted, parser.quoted != 0 { opening = position }
      guard takeRecords(collector, &taken, in: text, fieldCount) else { return }
      if count == 0 {
        let problem = wasQuoted ? "follows the end of the quoted field" : "a quote stands inside"
        failure = Failure(problem: problem, line: Self.line(of: position, in: text))
        return
      }
    }
    collector.position = text.count
    guard csv_fini(&parser, Self.addField, Self.endRow, context) == 0 else {
      failure = Failure(problem: "never closed", line: Self.line(of: opening, in: text))
      return
    }
    _ = takeRecords(collector, &taken, in: text, fieldCount)
  }

  /// Checks and keeps the records that have ended; false at one with too many or too few fields.
  private mutating func takeRecords(
    _ collector: Collector, _ taken: inout Int, in text: [UInt8], _ fieldCount: Int
  ) -> Bool {
    for index in taken..<collector.records.count where !collector.records[index].fields.isEmpty {
      let fields = collector.records[index].fields
      guard fields.count == fieldCount else {
        let start = index > 0 ? collector.records[index - 1].end : 0
        failure = Failure(problem: "the header has", line: Self.line(of: start, in: text))
        return false
      }
      rows.append(fields)
    }
    taken = collector.records.count
    return true
  }

  /// The line a position is on, as an editor counts.
  private static func line(of position: Int, in text: [UInt8]) -> Int {
    1
      + (0..<position).count { index in
        text[index] == 0x0D || (text[index] == 0x0A && (index == 0 || text[index - 1] != 0x0D))
      }
  }

  private static let addField:
    @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
      field, count, context in
      guard let context else { return }
      let text = String(
        decoding: UnsafeRawBufferPointer(start: field, count: count), as: UTF8.self)
      Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue().fields.append(text)
    }

  private static let endRow: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = {
    _, context in
    guard let context else { return }
    let collector = Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue()
    collector.records.append((collector.fields, collector.position + 1))
    collector.fields = []
  }
}

extension String {
  /// The text without the spaces and tabs around it.
  var trimmed: String {
    let start = drop { $0 == " " || $0 == "\t" }
    return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
