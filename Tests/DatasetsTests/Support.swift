import Datasets

/// Reads text as a table under the name `t.csv`.
func read(
  _ text: String, options: ReadingOptions = ReadingOptions(), blockSize: Int? = nil
) throws(DatasetError) -> (dataset: Dataset, description: TableDescription) {
  try read(Array(text.utf8), options: options, blockSize: blockSize)
}

/// Reads bytes as a table under the name `t.csv`.
func read(
  _ bytes: [UInt8], options: ReadingOptions = ReadingOptions(), blockSize: Int? = nil
) throws(DatasetError) -> (dataset: Dataset, description: TableDescription) {
  var reader = TableReader(sources: [.bytes(name: "t.csv", bytes)], options: options)
  if let blockSize { reader.blockSize = blockSize }
  return try Dataset.read(reader)
}

/// The error that reading the text gives.
func readingError(_ text: String, options: ReadingOptions = ReadingOptions()) -> DatasetError? {
  do {
    _ = try read(text, options: options)
    return nil
  } catch {
    return error
  }
}

extension Dataset {
  /// The cells of a row as numbers and texts, missing ones as nil.
  func row(_ index: Int) -> [Cell] {
    columns.map { $0.cell(index) }
  }
}

/// A cell, whatever its column's type.
enum Cell: Equatable {
  case missing
  case number(Float)
  case text(String)
}

extension Column {
  func cell(_ row: Int) -> Cell {
    switch values {
    case .numeric(let numbers):
      numbers[row].isNaN ? .missing : .number(Float(numbers[row]))
    case .categorical(let cells):
      cells.codes[row] < 0 ? .missing : .text(cells.categories[Int(cells.codes[row])])
    }
  }

  /// The numbers of a numeric column.
  var numbers: [Float]? {
    if case .numeric(let numbers) = values { numbers.floats } else { nil }
  }

  /// The categories of a categorical column.
  var categories: [String]? {
    if case .categorical(let cells) = values { cells.categories } else { nil }
  }
}

/// A gzip member that holds the bytes uncompressed, written from RFC 1951 and RFC 1952 alone.
func gzipMember(_ bytes: [UInt8]) -> [UInt8] {
  let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var blocks: [UInt8] = []
  var start = 0
  repeat {
    let end = min(start + 65_535, bytes.count)
    let length = UInt16(end - start)
    blocks.append(end == bytes.count ? 1 : 0)
    blocks += littleEndian(UInt32(length)).prefix(2) + littleEndian(UInt32(~length)).prefix(2)
    blocks += bytes[start..<end]
    start = end
  } while start < bytes.count
  return header + blocks + littleEndian(crc32(bytes)) + littleEndian(UInt32(bytes.count))
}

private func littleEndian(_ value: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
  var remainder = UInt32.max
  for byte in bytes {
    remainder ^= UInt32(byte)
    for _ in 0..<8 {
      remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
    }
  }
  return ~remainder
}
