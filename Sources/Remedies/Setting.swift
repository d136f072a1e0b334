/// A parameter with the value it should take.
public struct Setting: Codable, Equatable, Sendable {
  /// A value that is told of.
  public enum Value: Codable, Equatable, Sendable {
    /// A number, a name of the library's or true and false: written as it is.
    case literal(String)
    /// A text, perhaps out of a table: written in quotes.
    case text(String)
    /// A column by its name, and what it is to be, where the parameter says something of it.
    case column(String, as: String? = nil)
    /// A value that a person knows, such as "the number of lines before the table".
    case described(String)
  }

  /// Which parameter.
  public let parameter: Parameter
  /// What it should be.
  public let value: Value

  /// A parameter with the value it should take.
  public init(_ parameter: Parameter, _ value: Value) {
    self.parameter = parameter
    self.value = value
  }
}
