import Datasets
import FuzzerLoop

@main
struct ReadTableFuzzer {
  static func main() {
    fuzz { readTable($0, $1) }
  }
}

/// Reads arbitrary bytes as a table, in ways that must agree: in one piece on one thread, and in small
/// blocks on three; with inferred columns, and with columns of text; and all text is kept. What is not a table is an error,
/// never a crash.
private func readTable(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let texts = ReadingOptions(columns: .all([ColumnDeclaration("*", as: .categorical)]))
  for options in [ReadingOptions(), texts] {
    let whole = outcome(bytes, options, threads: 1, blockSize: 1 << 16)
    let cut = outcome(bytes, options, threads: 3, blockSize: 8 + count % 64)
    // Of a file that is damaged and malformed, one error is told, whichever is found first.
    if whole.isOfChecksum || cut.isOfChecksum { continue }
    if whole != cut { fatalError("blocks made a difference: \(whole) and \(cut)") }
  }
  return 0
}

/// What reading gave, as text that tells any difference.
private func outcome(
  _ bytes: [UInt8], _ options: ReadingOptions, threads: Int, blockSize: Int
) -> String {
  var reader = TableReader(
    sources: [.bytes(name: "t", bytes)], options: options, threads: threads)
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
