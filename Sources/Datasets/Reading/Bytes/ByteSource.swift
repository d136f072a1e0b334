/// The text of a source: inflated where it is gzip.
final class ByteSource {
  /// The name of the source in messages.
  let name: String
  /// How many bytes have been used, as they are stored.
  var position: Int { inflater?.compressedPosition ?? raw.position - pending.count }
  /// How many zeros followed the last gzip member.
  var paddingCount: Int { inflater?.paddingCount ?? 0 }
  /// Whether the text is inflated.
  var isGzip: Bool { inflater != nil }

  // Read here unless the inflater does.
  private var raw: RawBytes
  private let inflater: GzipInflater?
  // Bytes that were read to look at them and are still to be handed out.
  private var pending: ArraySlice<UInt8> = []

  /// - Parameter blockSize: How many stored bytes to read at a time.
  init(_ raw: RawBytes, blockSize: Int) throws(DatasetError) {
    var raw = raw
    var start = [UInt8](repeating: 0, count: GzipInflater.magic.count)
    let count = try raw.read(into: &start)
    if start[..<count] == GzipInflater.magic[...] {
      inflater = try GzipInflater(raw, after: start[...], blockSize: blockSize)
    } else {
      inflater = nil
      pending = start[..<count]
    }
    name = raw.name
    self.raw = raw
  }

  /// Fills the block from `filled` on; at the end of the source it stays not quite full. What was
  /// read before an error is in the block.
  ///
  /// - Parameter pieces: Are added what belongs to which gzip member.
  func read(
    into block: inout [UInt8], _ filled: inout Int, pieces: inout [InflatedPiece]
  ) throws(DatasetError) {
    if let inflater {
      return try inflater.read(into: &block, &filled, pieces: &pieces)
    }
    while filled < block.count, let byte = pending.popFirst() {
      block[filled] = byte
      filled += 1
    }
    filled += try raw.read(into: &block, from: filled)
  }
}
