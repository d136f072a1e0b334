package import Datasets
package import DurableFiles
package import NeuralNetwork
internal import RandomNumbers

/// Training rows that stay on disk, encoded.
///
/// They were dealt at random into bins, so that each bin is a random sample of all of them, whatever
/// their order in the table is. A few bins at a time are in memory, as a window, within which rows are
/// drawn.
package struct StoredRows: Sendable {
  /// How a row is written.
  package let record: RowRecord
  private let file: ScratchFile
  /// For each bin where its rows are in the file: how many numbers stand before, and how many rows.
  private let pieces: [[(place: Int, rows: Int)]]
  /// The number of rows of each bin.
  package let rowCounts: [Int]
  /// The number of rows of all bins.
  package let rowCount: Int
  /// How many bins are in memory at a time.
  package let binsPerWindow: Int

  fileprivate init(
    record: RowRecord, file: ScratchFile, pieces: [[(place: Int, rows: Int)]], binsPerWindow: Int
  ) {
    self.record = record
    self.file = file
    self.pieces = pieces
    self.binsPerWindow = binsPerWindow
    rowCounts = pieces.map { $0.reduce(0) { $0 + $1.rows } }
    rowCount = rowCounts.reduce(0, +)
  }

  /// The number of bins.
  package var binCount: Int { pieces.count }

  /// The bytes of the largest window, as it is read and as a table.
  package var windowBytes: Int {
    binsPerWindow * (rowCounts.max() ?? 0) * record.width * MemoryLayout<UInt32>.stride
  }

  /// The rows of some bins, one bin after the other.
  package func table(ofBins bins: ArraySlice<Int32>) throws(FileError) -> TrainingTable {
    var words: [UInt32] = []
    words.reserveCapacity(bins.reduce(0) { $0 + rowCounts[Int($1)] } * record.width)
    for bin in bins {
      for piece in pieces[Int(bin)] {
        try file.read(piece.rows * record.width, at: piece.place, into: &words)
      }
    }
    return record.table(words)
  }
}

/// Deals rows into bins.
package struct RowDealer {
  /// How many numbers of a bin are in memory before they are written.
  private static let bufferedWords = 1 << 14
  /// How many bins make a window: epochs put other bins together.
  private static let binsPerWindow = 4

  private let record: RowRecord
  private let file: ScratchFile
  private var generator: SeededGenerator
  private var buffers: [[UInt32]]
  private var pieces: [[(place: Int, rows: Int)]]
  private var end = 0

  /// - Parameters:
  ///   - rowCount: How many rows there will be.
  ///   - windowBytes: How many bytes a window takes about.
  ///   - folder: Where the rows take room.
  package init(
    _ record: RowRecord, rowCount: Int, windowBytes: Int, seed: UInt64, folder: String
  ) throws(FileError) {
    self.record = record
    file = try ScratchFile(in: folder)
    generator = SeededGenerator(seed: seed, stream: .dealing)
    let bytes = rowCount * record.width * MemoryLayout<UInt32>.stride
    let bins = max((bytes * Self.binsPerWindow + windowBytes - 1) / max(windowBytes, 1), 1)
    buffers = Array(repeating: [], count: bins)
    pieces = Array(repeating: [], count: bins)
  }

  /// Deals a row of a table.
  package mutating func deal(
    _ row: Int, of features: EncodedFeatures, targets: [[Float]], weights: [Float]?,
    labelWeights: [[Float]?]
  ) throws(FileError) {
    let bin = Int.random(in: 0..<buffers.count, using: &generator)
    record.append(
      row, of: features, targets: targets, weights: weights, labelWeights: labelWeights,
      to: &buffers[bin])
    if buffers[bin].count >= Self.bufferedWords { try write(bin) }
  }

  /// All rows that were dealt.
  package mutating func finish() throws(FileError) -> StoredRows {
    for bin in buffers.indices where !buffers[bin].isEmpty { try write(bin) }
    return StoredRows(
      record: record, file: file, pieces: pieces.filter { !$0.isEmpty },
      binsPerWindow: Self.binsPerWindow)
  }

  private mutating func write(_ bin: Int) throws(FileError) {
    try file.write(buffers[bin], at: end)
    pieces[bin].append((end, buffers[bin].count / record.width))
    end += buffers[bin].count
    buffers[bin].removeAll(keepingCapacity: true)
  }
}
