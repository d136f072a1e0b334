/// Something a reader noticed that is no error but that a person should know. The library collects
/// notices and never prints them.
public struct Notice: Equatable, Sendable, CustomStringConvertible {
  /// The file's path, or "standard input".
  public var file: String?
  /// The line it was first seen on.
  public var line: Int?
  /// The column's name.
  public var column: String?
  /// What was noticed, and what can be done about it.
  public var message: String

  /// Creates a notice.
  public init(_ message: String, file: String? = nil, line: Int? = nil, column: String? = nil) {
    self.message = message
    self.file = file
    self.line = line
    self.column = column
  }

  /// One line: the place, then the message.
  public var description: String {
    Place(file: file, line: line, column: column).prefix + message
  }
}
