/// What is coded as it is written on the command line, so that a reader of a configuration sees what
/// could have been typed, and a value out of range is refused on reading.
public protocol CodedAsText: Codable, CustomStringConvertible {
  /// Reads what `description` writes.
  init(parsing text: String) throws
}

extension CodedAsText {
  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Reads the text.
  public init(from decoder: any Decoder) throws {
    try self.init(parsing: decoder.singleValueContainer().decode(String.self))
  }
}
