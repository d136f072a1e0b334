package import Datasets
package import DurableFiles
package import LinearAlgebra
package import NeuralNetwork
internal import RandomNumbers

/// Training rows that stay on disk, encoded: those of a rank's shards.
///
/// The rows of each shard were dealt at random into bins, as many for each shard, so that each bin is
/// a random sample of the shard, whatever the order of the rows in the table is. A few bins at a time
/// are in memory, as a window, within which rows are drawn.
package struct StoredRows: Sendable {
  /// How a row is written.
  package let record: RowRecord
  /// Which rank has which shards.
  package let plan: ShardPlan
  /// The rank whose rows these are.
  package let rank: Int
  /// For each shard the number of rows of each bin, those of other ranks included.
  package let rowCounts: [[Int]]
  /// The number of rows of all shards.
  package let rowCount: Int
  /// How many bins are in memory at a time.
  package let binsPerWindow: Int
  private let file: ScratchFile
  private let pieces: [[[Piece]]]

  /// Rows that are next to each other in the file.
  struct Piece: Sendable {
    /// How many numbers stand before them.
    let place: Int
    /// How many there are.
    let rows: Int
  }

  /// - Parameters:
  ///   - file: Where the rows are.
  ///   - pieces: For each of the rank's shards, and each bin, where its rows are.
  fileprivate init(
    record: RowRecord, sharing: RowSharing, file: ScratchFile, pieces: [[[Piece]]],
    rowCounts: [[Int]], binsPerWindow: Int
  ) {
    self.record = record
    (plan, rank) = (sharing.plan, sharing.rank)
    self.file = file
    self.pieces = pieces
    self.rowCounts = rowCounts
    self.binsPerWindow = binsPerWindow
    rowCount = rowCounts.reduce(0) { $0 + $1.reduce(0, +) }
  }

  /// The rank's shards.
  package var shards: Range<Int> { plan.shards(of: rank) }

  /// The number of bins of each shard.
  package var binCount: Int { rowCounts[0].count }

  /// The bytes of the largest window.
  package var windowBytes: Int {
    let rows = rowCounts[shards].reduce(0) { $0 + ($1.max() ?? 0) }
    return binsPerWindow * rows * record.width * MemoryLayout<UInt32>.stride
  }

  /// The rows of some bins, one bin after the other.
  ///
  /// - Parameter shard: One of the rank's.
  package func table(
    ofBins bins: ArraySlice<Int32>, shard: Int
  ) throws(FileError) -> TrainingTable {
    var words: [UInt32] = []
    words.reserveCapacity(
      bins.reduce(0) { $0 + rowCounts[shard][Int($1)] } * record.width)
    for bin in bins {
      for piece in pieces[shard - shards.lowerBound][Int(bin)] {
        try file.read(piece.rows * record.width, at: piece.place, into: &words)
      }
    }
    return record.table(words)
  }
}

/// Deals the rows of a rank's shards into bins.
package struct RowDealer {
  /// How many numbers of a bin of all shards are in memory before they are written.
  private static let bufferedWords = 1 << 14
  /// How many bins make a window: epochs put other bins together.
  private static let binsPerWindow = 4

  private let record: RowRecord
  private let sharing: RowSharing
  private let file: ScratchFile
  /// For each of the rank's shards what draws its bins.
  private var generators: [SeededGenerator]
  private var buffers: [[[UInt32]]]
  private var pieces: [[[StoredRows.Piece]]]
  private var end = 0

  /// - Parameters:
  ///   - rowCount: How many rows there will be, those of other ranks included.
  ///   - windowBytes: How many bytes a window takes about, of all ranks together.
  ///   - folder: Where the rows take room.
  ///   - sharing: Says which shards are this rank's.
  package init(
    _ record: RowRecord, rowCount: Int, windowBytes: Int, seed: UInt64, folder: String,
    sharing: RowSharing
  ) throws(FileError) {
    self.record = record
    self.sharing = sharing
    file = try ScratchFile(in: folder)
    generators = sharing.shards.map { SeededGenerator(seed: seed, stream: .dealing, part: $0) }
    let bytes = rowCount * record.width * MemoryLayout<UInt32>.stride
    let bins = max((bytes * Self.binsPerWindow + windowBytes - 1) / max(windowBytes, 1), 1)
    buffers = sharing.shards.map { _ in Array(repeating: [], count: bins) }
    pieces = sharing.shards.map { _ in Array(repeating: [], count: bins) }
  }

  /// Deals a row of a table.
  ///
  /// - Parameter shard: The one of this rank's that has it.
  package mutating func deal(
    _ row: Int, of features: EncodedFeatures, targets: [[Float]], weights: [Float]?,
    labelWeights: [[Float]?], shard: Int
  ) throws(FileError) {
    let place = shard - sharing.shards.lowerBound
    let bin = Int.random(in: 0..<buffers[place].count, using: &generators[place])
    record.append(
      row, of: features, targets: targets, weights: weights, labelWeights: labelWeights,
      to: &buffers[place][bin])
    if buffers[place][bin].count >= Self.bufferedWords / buffers.count { try write(bin, of: place) }
  }

  /// Writes what is left.
  ///
  /// - Returns: For each of the rank's shards the number of rows of each bin.
  package mutating func finish() throws(FileError) -> [[Int]] {
    for place in buffers.indices {
      for bin in buffers[place].indices where !buffers[place][bin].isEmpty {
        try write(bin, of: place)
      }
    }
    return pieces.map { $0.map { $0.reduce(0) { $0 + $1.rows } } }
  }

  /// The rows that were dealt, when all ranks have finished.
  ///
  /// - Parameter rowCounts: For each shard of all ranks the number of rows of each bin.
  package func rows(_ rowCounts: [[Int]]) -> StoredRows {
    let used = rowCounts[0].indices.filter { bin in rowCounts.contains { $0[bin] > 0 } }
    return StoredRows(
      record: record, sharing: sharing, file: file,
      pieces: pieces.map { pieces in used.map { pieces[$0] } },
      rowCounts: rowCounts.map { counts in used.map { counts[$0] } },
      binsPerWindow: Self.binsPerWindow)
  }

  private mutating func write(_ bin: Int, of place: Int) throws(FileError) {
    let words = buffers[place][bin].count
    try file.write(buffers[place][bin], at: end)
    pieces[place][bin].append(StoredRows.Piece(place: end, rows: words / record.width))
    end += words
    buffers[place][bin].removeAll(keepingCapacity: true)
  }
}
