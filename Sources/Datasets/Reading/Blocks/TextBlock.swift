/// Some whole records of a source as text, cut by `BlockCutter`.
struct TextBlock: Sendable {
  /// The block's place in its source, from 0.
  let sequence: Int
  /// Holds in `bytes` the text and, around it, what else was read with it.
  let memory: BlockMemory
  /// Where the text is among the bytes.
  var text: Range<Int>
  /// What was inflated into the bytes, for its checksum.
  var pieces: [InflatedPiece] = []
  /// Whether the text has quotes.
  var hasQuotes = false
  /// The line end before the text; 0 if there is none.
  var previousEnd: UInt8 = 0
  /// The lines before the text that are no part of the table.
  var skippedLineCount = 0
  /// The delimiter that a first line such as `sep=;` says the table has.
  var announcedDelimiter: UInt8?
  /// Whether the source ends with this text.
  var isLast = false
  /// Whether the text is the beginning of a record that is longer than allowed.
  var isOverlong = false
  /// Why nothing comes after the text, if it is not the end of the source.
  var failure: DatasetError?
  /// How many of the source's bytes, as they are stored, had been used when the block was cut.
  var storedCount = 0
  /// How many zeros after the last gzip member had been skipped.
  var paddingCount = 0
}

/// What a block needs room for, used again for another block when this one is done with.
///
/// Sendable is unchecked because threads write to it. It holds because it goes with its block,
/// which one thread has at a time.
final class BlockMemory: @unchecked Sendable {
  /// What was read.
  var bytes: [UInt8] = []
  /// The fields' text without quotes, where the text has any.
  var fields: [UInt8] = []
  /// Where records begin, on which line, and where fields end: see `RecordBatch`.
  var starts: [UInt32] = []
  var lines: [UInt32] = []
  var ends: [UInt32] = []
  /// The columns' cells.
  var cells: [ColumnCells] = []
}

/// Bytes that belong to one gzip member.
struct InflatedPiece: Sendable, Equatable {
  /// Where they are in the block.
  var range: Range<Int>
  /// What the member says of itself, if it ends with them.
  var end: MemberEnd?
}

/// The trailer of a gzip member.
struct MemberEnd: Sendable, Equatable {
  let checksum: UInt32
  /// The number of bytes, modulo 2³².
  let length: UInt32
  /// Where the member ends in the file.
  let position: Int
}
