/// What is wrong with a file of tensors, or with a request for one.
public enum SafetensorsError: Error, Equatable, Sendable {
  // The frame of the file.

  /// The file ends before the eight bytes of the header's length.
  case tooShort(byteCount: Int)
  /// The header claims to be longer than any header may be.
  case headerTooLong(byteCount: UInt64, limit: Int)
  /// The header claims to be longer than the rest of the file.
  case headerBeyondEnd(byteCount: Int, available: Int)

  // The header's text. Offsets count bytes from the start of the header.

  /// The header is not UTF-8.
  case invalidUTF8(offset: Int)
  /// The header is not JSON, or not the JSON that the format defines.
  case malformedHeader(offset: Int, expected: String, found: UInt8?)
  /// A whole number beyond the range of `Int`.
  case numberTooLarge(offset: Int)
  /// More tensors, texts or fields than an object of the header may have.
  case tooManyEntries(limit: Int)
  /// A name occurs twice. Names that differ only in Unicode normalisation count as the same.
  case duplicateKey(String)
  /// A tensor's entry has a field that the format does not define.
  case unknownField(tensor: String, field: String)
  /// A tensor's entry lacks a field.
  case missingField(tensor: String, field: String)
  /// A data type that the format does not define or this reader does not know.
  case unknownDataType(tensor: String, found: String)
  /// The place of a tensor is not given by two offsets.
  case notTwoOffsets(tensor: String)
  /// More dimensions than a tensor may have.
  case tooManyDimensions(tensor: String, limit: Int)

  // The tensors' places among the bytes after the header.

  /// A dimension is negative, or the bytes of the shape are more than `Int` can count.
  case impossibleShape(tensor: String, shape: [Int])
  /// The end of the tensor's bytes comes before their beginning.
  case offsetsReversed(tensor: String, begin: Int, end: Int)
  /// The shape and the type need another number of bytes than there are.
  case sizeMismatch(tensor: String, expected: Int, found: Int)
  /// The tensor begins before the tensor ahead of it ends.
  case overlap(tensor: String, begin: Int, previousEnd: Int)
  /// Bytes ahead of the tensor belong to none.
  case hole(tensor: String, begin: Int, previousEnd: Int)
  /// The tensor ends beyond the end of the file.
  case dataBeyondEnd(tensor: String, end: Int, available: Int)
  /// Bytes after the last tensor belong to none.
  case trailingBytes(count: Int)

  // Requests.

  /// A tensor is called `__metadata__`, which the format keeps for itself.
  case reservedName
  /// A tensor was asked for as another type than its own.
  case wrongDataType(tensor: String, expected: DataType, found: DataType)
}

extension SafetensorsError: CustomStringConvertible {
  /// A sentence that says what is wrong, where, and what was found.
  public var description: String {
    switch self {
    case .tooShort(let count):
      "not a safetensors file: it has \(count) bytes, and the header's length alone takes 8"
    case .headerTooLong(let count, let limit):
      "a header of \(count) bytes exceeds the limit of \(limit): not a safetensors file, or damaged"
    case .headerBeyondEnd(let count, let available):
      "the header takes \(count) bytes but only \(available) follow: not a safetensors file, "
        + "or cut short"
    case .invalidUTF8(let offset):
      "byte \(offset) of the header is not UTF-8"
    case .malformedHeader(let offset, let expected, let found):
      "byte \(offset) of the header: expected \(expected), found \(Self.name(of: found))"
    case .numberTooLarge(let offset):
      "byte \(offset) of the header: the number is too large to count bytes with"
    case .tooManyEntries(let limit):
      "an object of the header has more than \(limit) entries"
    case .duplicateKey(let name):
      "the name \(quoted(name)) occurs twice"
    case .unknownField(let tensor, let field):
      "tensor \(quoted(tensor)) has a field \(quoted(field)); "
        + "only dtype, shape and data_offsets are defined"
    case .missingField(let tensor, let field):
      "tensor \(quoted(tensor)) lacks the field \(quoted(field))"
    case .unknownDataType(let tensor, let found):
      "tensor \(quoted(tensor)) has the data type \(quoted(found)); known are \(Self.knownTypes)"
    case .notTwoOffsets(let tensor):
      "the data_offsets of tensor \(quoted(tensor)) are not two numbers, a beginning and an end"
    case .tooManyDimensions(let tensor, let limit):
      "tensor \(quoted(tensor)) has more than \(limit) dimensions"
    case .impossibleShape(let tensor, let shape):
      "tensor \(quoted(tensor)) has the impossible shape \(shape)"
    case .offsetsReversed(let tensor, let begin, let end):
      "tensor \(quoted(tensor)) begins at byte \(begin) but ends at byte \(end)"
    case .sizeMismatch(let tensor, let expected, let found):
      "tensor \(quoted(tensor)) needs \(expected) bytes by its shape and type but has \(found)"
    case .overlap(let tensor, let begin, let previousEnd):
      "tensor \(quoted(tensor)) begins at byte \(begin), inside the one that ends at \(previousEnd)"
    case .hole(let tensor, let begin, let previousEnd):
      "no tensor owns the bytes \(previousEnd)..<\(begin) ahead of tensor \(quoted(tensor))"
    case .dataBeyondEnd(let tensor, let end, let available):
      "tensor \(quoted(tensor)) ends at byte \(end) of \(available): the file is cut short"
    case .trailingBytes(let count):
      "no tensor owns the last \(count) bytes of the file"
    case .reservedName:
      "no tensor may be called \(Header.metadataKey): the format keeps that name; rename it"
    case .wrongDataType(let tensor, let expected, let found):
      "tensor \(quoted(tensor)) holds \(found.rawValue) where \(expected.rawValue) is needed"
    }
  }

  private static var knownTypes: String {
    DataType.allCases.map(\.rawValue).joined(separator: ", ")
  }

  private static func name(of byte: UInt8?) -> String {
    guard let byte else { return "the end" }
    let isPrintable = (0x20..<0x7F).contains(byte)
    return isPrintable
      ? "\"\(Unicode.Scalar(byte))\"" : "the byte 0x\(String(byte, radix: 16, uppercase: true))"
  }
}

/// A file's text in double quotes on one line, shortened when long, with nothing in it that would
/// move a terminal's cursor.
private func quoted(_ text: String) -> String {
  let limit = 60
  var result = "\""
  for scalar in text.unicodeScalars.prefix(limit) {
    let isPlain = scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
    result += isPlain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
  }
  return result + (text.unicodeScalars.dropFirst(limit).isEmpty ? "\"" : "…\"")
}
