/// Something a reader noticed that is no error but that a person should know. The library collects
/// notices and never prints them.
public struct Notice: Equatable, Sendable, CustomStringConvertible {
  /// The file's path, or "standard input".
  public var file: String?
  /// The line it was first seen on.
  public var line: Int?
  /// The column's name.
  public var column: String?
  /// What was noticed.
  public var message: String
  /// What can be done about it.
  public var remedy: Remedy?

  /// Creates a notice.
  public init(
    _ message: String, remedy: Remedy? = nil, file: String? = nil, line: Int? = nil,
    column: String? = nil
  ) {
    self.message = message
    self.remedy = remedy
    self.file = file
    self.line = line
    self.column = column
  }

  /// One line: the place, the message, and what can be done.
  public var description: String { description { _ in true } }

  /// The same with the remedies of one command only.
  ///
  /// - Parameter isOffered: Whether the command has an option, by its name with the dashes.
  public func description(offering isOffered: (String) -> Bool) -> String {
    let text = Place(file: file, line: line, column: column).prefix + message
    return text + (remedy?.text(offering: isOffered).map { "; \($0)" } ?? "")
  }
}
