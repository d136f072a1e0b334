public import Remedies

/// Something a reader noticed that is no error but that a person should know. The library collects
/// notices and never prints them.
public struct Notice: Codable, Equatable, Sendable, Worded {
  /// The file's path, or "standard input".
  public var file: String?
  /// The line it was first seen on.
  public var line: Int?
  /// The column's name.
  public var column: String?
  /// What was noticed.
  public var wording: Wording
  /// What can be done about it.
  public var remedy: Remedy?

  /// Creates a notice.
  public init(
    _ message: String, remedy: Remedy? = nil, file: String? = nil, line: Int? = nil,
    column: String? = nil
  ) {
    self.init(Wording(message), remedy: remedy, file: file, line: line, column: column)
  }

  /// Creates a notice that names parameters.
  public init(
    _ wording: Wording, remedy: Remedy? = nil, file: String? = nil, line: Int? = nil,
    column: String? = nil
  ) {
    self.wording = wording
    self.remedy = remedy
    self.file = file
    self.line = line
    self.column = column
  }

  /// What was noticed, without where and what can be done.
  public var message: String { wording.text() }

  /// One line: the place, the message, and what can be done.
  public var description: String { description(naming: LibraryNaming()) }

  /// The same for readers who call parameters by other names.
  public func description(naming names: any ParameterNaming) -> String {
    let text =
      Place(file: file, line: line, column: column).prefix + wording.text(naming: names)
    return text + (remedy?.text(naming: names).map { "; \($0)" } ?? "")
  }
}
