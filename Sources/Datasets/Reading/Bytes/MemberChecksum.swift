internal import CDeflate
internal import CZlib

/// Verifies the checksum and length of each gzip member from those of its pieces, which threads may
/// compute side by side.
struct MemberChecksum: Sendable {
  /// The checksum of a piece alone.
  static func checksum(of piece: InflatedPiece, in bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer { bytes in
      libdeflate_crc32(
        0, bytes.baseAddress.map { $0 + piece.range.lowerBound }, piece.range.count)
    }
  }

  private var checksum: UInt32 = 0
  private var length = 0

  /// Takes in the pieces that follow those so far.
  mutating func add(
    _ pieces: [InflatedPiece], checksums: [UInt32], file: String
  ) throws(DatasetError) {
    for (piece, own) in zip(pieces, checksums) {
      checksum = UInt32(
        crc32_combine(UInt(checksum), UInt(own), piece.range.count))
      length += piece.range.count
      guard let end = piece.end else { continue }
      guard checksum == end.checksum else {
        throw Self.failure("checksum", "CRC mismatch", end, file)
      }
      guard UInt32(truncatingIfNeeded: length) == end.length else {
        throw Self.failure("length", "length mismatch", end, file)
      }
      (checksum, length) = (0, 0)
    }
  }

  private static func failure(
    _ what: String, _ reason: String, _ end: MemberEnd, _ file: String
  ) -> DatasetError {
    DatasetError(
      .data, file: file,
      problem: "the \(what) of the gzip member is wrong (\(reason)), at compressed byte "
        + "\(end.position)",
      remedy: "fetch or write the file again")
  }
}
