/// What a header says: the tensors in the order of their names in the text, and the metadata.
struct Header {
  var entries: [Entry] = []
  var metadata: [String: String] = [:]

  /// What a header says of one tensor.
  struct Entry {
    let name: String
    let dtype: DataType
    let shape: [Int]
    let begin, end: Int
  }

  /// The key under which the format keeps the metadata.
  static let metadataKey = "__metadata__"

  /// The most dimensions of a tensor: what NumPy allows. Without a limit, a header of
  /// `[0,0,0,…]` would take several times its own size in memory.
  static let dimensionLimit = 64
}

extension Header {
  /// Reads the JSON text of a header.
  init(decoding text: [UInt8]) throws(SafetensorsError) {
    guard text.first == UInt8(ascii: "{") else {
      throw .malformedHeader(offset: 0, expected: "\"{\"", found: text.first)
    }
    var scanner = try HeaderScanner(text)
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    try scanner.object { (scanner, key) throws(SafetensorsError) in
      if key == Header.metadataKey {
        try scanner.object { (scanner, key) throws(SafetensorsError) in
          metadata[key] = try scanner.string()
        }
      } else {
        entries.append(try Entry(name: key, from: &scanner))
      }
    }
    try scanner.end()
    self.init(entries: entries, metadata: metadata)
  }
}

extension Header.Entry {
  /// Reads `{"dtype":…,"shape":…,"data_offsets":…}`, the fields in any order.
  fileprivate init(name: String, from scanner: inout HeaderScanner) throws(SafetensorsError) {
    var (dtype, shape, offsets): (DataType?, [Int]?, (begin: Int, end: Int)?)
    try scanner.object { (scanner, field) throws(SafetensorsError) in
      switch field {
      case "dtype":
        let found = try scanner.string()
        dtype = DataType(rawValue: found)
        if dtype == nil { throw .unknownDataType(tensor: name, found: found) }
      case "shape":
        shape = try scanner.wholeNumbers(atMost: Header.dimensionLimit)
        if shape == nil { throw .tooManyDimensions(tensor: name, limit: Header.dimensionLimit) }
      case "data_offsets":
        let found = try scanner.wholeNumbers(atMost: 2)
        guard let found, found.count == 2 else { throw .notTwoOffsets(tensor: name) }
        offsets = (found[0], found[1])
      default:
        throw .unknownField(tensor: name, field: field)
      }
    }
    guard let dtype else { throw .missingField(tensor: name, field: "dtype") }
    guard let shape else { throw .missingField(tensor: name, field: "shape") }
    guard let offsets else { throw .missingField(tensor: name, field: "data_offsets") }
    (self.name, self.dtype, self.shape) = (name, dtype, shape)
    (begin, end) = offsets
  }
}
