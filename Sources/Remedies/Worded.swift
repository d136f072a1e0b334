/// What can be told to readers who call parameters by different names.
public protocol Worded: CustomStringConvertible {
  /// The text for readers who know parameters by some names, and only with the remedies that they
  /// have.
  func description(naming names: any ParameterNaming) -> String
}

extension Worded {
  /// The text with the library's own names.
  public var description: String { description(naming: LibraryNaming()) }
}

extension ParameterNaming {
  /// An error's text with these names.
  public func text(of error: any Error) -> String {
    (error as? any Worded)?.description(naming: self) ?? "\(error)"
  }
}
