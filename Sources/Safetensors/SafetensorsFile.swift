public import Foundation

/// The contents of a file in the safetensors format: named tensors and a map of texts.
///
/// The format (https://huggingface.co/docs/safetensors): eight bytes with the length of the header
/// as a little-endian integer; the header, a JSON object that gives each tensor's type, shape and
/// place; then the tensors' bytes, one after the other without gaps.
public struct SafetensorsFile: Equatable, Sendable {
  /// The tensors in the order of a written file: by data type as `DataType` lists them, then by
  /// the bytes of the name. The official library writes them in the same order.
  public let tensors: [Tensor]
  /// Free texts by name.
  public let metadata: [String: String]

  /// The longest header that is read or written, in bytes: the official library's limit.
  public static let headerLimit = 100_000_000

  /// Collects what a file is to hold.
  ///
  /// - Parameters:
  ///   - tensors: The tensors, in any order.
  ///   - metadata: Free texts by name.
  /// - Throws: `duplicateKey` where two tensors share a name, `reservedName` where one is called
  ///   `__metadata__`.
  public init(tensors: [Tensor], metadata: [String: String] = [:]) throws(SafetensorsError) {
    var names: Set<String> = []
    for tensor in tensors {
      guard tensor.name != Header.metadataKey else { throw .reservedName }
      guard names.insert(tensor.name).inserted else { throw .duplicateKey(tensor.name) }
    }
    self.tensors = tensors.sorted {
      $0.dtype == $1.dtype
        ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) : $0.dtype.rank < $1.dtype.rank
    }
    self.metadata = metadata
  }

  /// The tensor of that name, if the file has one.
  public subscript(name: String) -> Tensor? {
    tensors.first { $0.name == name }
  }
}

extension SafetensorsFile {
  /// The file's bytes: the same contents give the same bytes, whatever order they came in.
  ///
  /// - Throws: `headerTooLong` where names and metadata exceed `headerLimit`.
  public func encoded() throws(SafetensorsError) -> Data {
    try encodedPieces().joined()
  }

  /// The file's bytes as the header and each tensor's, which are not copied.
  ///
  /// - Throws: `headerTooLong` where names and metadata exceed `headerLimit`.
  public func encodedPieces() throws(SafetensorsError) -> [Data] {
    var header = Header(metadata: metadata)
    var end = 0
    for tensor in tensors {
      let begin = end
      end += tensor.bytes.count
      header.entries.append(
        Header.Entry(
          name: tensor.name, dtype: tensor.dtype, shape: tensor.shape, begin: begin, end: end))
    }
    let text = header.encoded()
    guard text.count <= Self.headerLimit else {
      throw .headerTooLong(byteCount: UInt64(text.count), limit: Self.headerLimit)
    }
    var data = Data(capacity: 8 + text.count)
    data.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) })
    data.append(contentsOf: text)
    return [data] + tensors.map(\.bytes)
  }

  /// Reads a file's bytes, whoever wrote them.
  ///
  /// Everything the header claims is checked against the bytes that are there before it is used;
  /// nothing is allocated on the word of the file. The tensors share the storage of `data`.
  ///
  /// - Throws: What is wrong with the file, the first fault only.
  public init(decoding data: Data) throws(SafetensorsError) {
    let (text, body) = try Self.split(data)
    let header = try Header(decoding: text)
    var tensors: [Tensor] = []
    var previousEnd = 0
    for entry in header.entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      try entry.check(after: previousEnd, available: body.count)
      let bytes = body[body.startIndex + entry.begin..<body.startIndex + entry.end]
      tensors.append(
        try Tensor(name: entry.name, shape: entry.shape, dtype: entry.dtype, bytes: bytes))
      previousEnd = entry.end
    }
    guard previousEnd == body.count else {
      throw .trailingBytes(count: body.count - previousEnd)
    }
    try self.init(tensors: tensors, metadata: header.metadata)
  }

  /// Cuts a file into the header's text and the tensors' bytes.
  private static func split(_ data: Data) throws(SafetensorsError) -> ([UInt8], Data) {
    guard data.count >= 8 else { throw .tooShort(byteCount: data.count) }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(headerLimit) else {
      throw .headerTooLong(byteCount: length, limit: headerLimit)
    }
    let rest = data.dropFirst(8)
    guard length <= UInt64(rest.count) else {
      throw .headerBeyondEnd(byteCount: Int(length), available: rest.count)
    }
    return (Array(rest.prefix(Int(length))), rest.dropFirst(Int(length)))
  }
}

extension Header.Entry {
  /// Checks that the tensor's bytes start where the previous one's end and lie within the file.
  fileprivate func check(after previousEnd: Int, available: Int) throws(SafetensorsError) {
    guard begin <= end else { throw .offsetsReversed(tensor: name, begin: begin, end: end) }
    guard begin >= previousEnd else {
      throw .overlap(tensor: name, begin: begin, previousEnd: previousEnd)
    }
    guard begin == previousEnd else {
      throw .hole(tensor: name, begin: begin, previousEnd: previousEnd)
    }
    guard end <= available else {
      throw .dataBeyondEnd(tensor: name, end: end, available: available)
    }
  }
}

extension [Data] {
  /// The pieces of a file as one, without going through them byte by byte.
  package func joined() -> Data {
    reduce(into: Data(capacity: reduce(0) { $0 + $1.count })) { $0.append($1) }
  }
}
