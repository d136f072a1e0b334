internal import CDeflate

/// How the bytes of a table are stored in a file.
package enum TableStorage: Sendable {
  /// As they are.
  case plain
  /// As members of a gzip file, which readers take for one file. Members are made by themselves, on
  /// any thread, so that writing is not bound by one that compresses.
  case gzip

  /// What a file's name asks for: gzip where it ends in `.gz`.
  init(path: String) {
    self = path.lowercased().hasSuffix(".gz") ? .gzip : .plain
  }

  /// The level of compression, as gzip counts them. Of 54 MB of predictions it takes 0.4 s and makes
  /// 24.4 MB; level 6 takes 1.3 s and makes 22.1, and gzip's own level 6 5.7 s and 23.5.
  private static let level: Int32 = 1

  /// What is stored of some bytes, to stand behind what is stored of those before.
  package func stored(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .plain: bytes
    case .gzip: Self.member(bytes)
    }
  }

  private static func member(_ bytes: [UInt8]) -> [UInt8] {
    guard let compressor = libdeflate_alloc_compressor(level) else {
      preconditionFailure("there is no memory to compress in")
    }
    defer { libdeflate_free_compressor(compressor) }
    let most = libdeflate_gzip_compress_bound(compressor, bytes.count)
    return [UInt8](unsafeUninitializedCapacity: most) { member, count in
      count = libdeflate_gzip_compress(
        compressor, bytes, bytes.count, member.baseAddress, most)
    }
  }
}
