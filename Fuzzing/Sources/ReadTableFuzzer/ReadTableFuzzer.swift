import Datasets
import FuzzerLoop

@main
struct ReadTableFuzzer {
  static func main() {
    fuzz { readTable($0, $1) }
  }
}

/// Reads arbitrary bytes as a table, in ways that must agree: in one piece on one thread, and in
/// small blocks on three; with inferred columns, and with columns of text; all text is kept. The
/// first byte says with which options, the second whether the rest is one file or two. What is not
/// a table is an error, never a crash.
private func readTable(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard bytes.count > 2 else { return 0 }
  let layout = TextLayout(choosing: bytes[0])
  let middle = bytes[1] & 1 == 0 ? bytes.count : 2 + (bytes.count - 2) / 2
  let texts = [Array(bytes[2..<middle]), Array(bytes[middle...])].prefix(bytes[1] & 1 == 0 ? 1 : 2)
  for columns in [ColumnSelection.all(), .all([ColumnDeclaration("*", as: .categorical)])] {
    var options = ReadingOptions(layout: layout, columns: columns)
    options.chooseCells(bytes[1])
    let whole = outcome(Array(texts), options, threads: 1, blockSize: 1 << 16)
    let cut = outcome(Array(texts), options, threads: 3, blockSize: 8 + count % 64)
    // Of a file that is damaged and malformed, one error is told, whichever is found first.
    if whole.isOfChecksum || cut.isOfChecksum { continue }
    if whole != cut { fatalError("blocks made a difference: \(whole) and \(cut)") }
  }
  return 0
}

extension ReadingOptions {
  /// A way to read cells for each value of a byte but for its lowest bit.
  fileprivate mutating func chooseCells(_ byte: UInt8) {
    notation = NumberNotation(
      decimalMark: byte & 2 == 0 ? .point : .comma, groupMark: byte & 4 == 0 ? nil : "'",
      strippedSigns: byte & 8 == 0 ? "" : "$%", parenthesesNegate: byte & 16 != 0)
    if byte & 32 != 0 { units = [ColumnUnit("*", unit: "kg")] }
    if byte & 64 != 0 { foldedColumns = ["*"] }
    if byte & 128 != 0 {
      dates = [DateDeclaration("*", format: byte & 4 == 0 ? nil : DateFormat("%d/%m/%Y%t"))]
      missingMarkers.append("-9")
    }
  }
}

extension TextLayout {
  /// A layout for each value of a byte.
  fileprivate init(choosing byte: UInt8) {
    let comments = [nil, "#", "//", "a,"]
    self.init(
      skippedLineCount: Int(byte & 3) % 3, comment: comments[Int(byte >> 2 & 3)],
      hasHeader: byte & 16 == 0, hasUnits: byte & 48 == 32, isDelimitedByBlanks: byte & 64 != 0,
      unitesColumns: byte & 128 != 0)
  }
}

/// What reading gave, as text that tells any difference.
private func outcome(
  _ texts: [[UInt8]], _ options: ReadingOptions, threads: Int, blockSize: Int
) -> String {
  var reader = TableReader(
    sources: texts.enumerated().map { .bytes(name: "t\($0)", $1) }, options: options,
    threads: threads)
  reader.blockSize = blockSize
  reader.kept = ["*"]
  do {
    let (dataset, description) = try Dataset.read(reader)
    precondition(
      dataset.columns.allSatisfy { $0.values.count == dataset.rowCount }, "a column lacks rows")
    let kept = (0..<dataset.rowCount).map(description.kept.cells)
    return "\(dataset.columns.map { "\($0.values)" }) \(kept) \(description.notices)"
  } catch {
    return "\(error)"
  }
}

extension String {
  fileprivate var isOfChecksum: Bool { contains("of the gzip member is wrong") }
}

extension Column.Values {
  fileprivate var count: Int {
    switch self {
    case .numeric(let numbers): numbers.count
    case .categorical(let cells): cells.codes.count
    }
  }
}
