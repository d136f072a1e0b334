/// Where the bytes of a table come from. Whether they are compressed is seen from the bytes, never
/// from the name.
public enum TableSource: Sendable, Equatable {
  /// A file, or the folder of a prepared table.
  case file(path: String)
  /// The standard input, which can be read once.
  case standardInput
  /// Bytes in memory, under a name for error messages.
  case bytes(name: String, [UInt8])

  /// The source a command-line argument means: `-` is the standard input, all else a path.
  public init(argument: String) {
    self = argument == "-" ? .standardInput : .file(path: argument)
  }

  /// What error messages call it.
  public var name: String {
    switch self {
    case .file(let path): path
    case .standardInput: "standard input"
    case .bytes(let name, _): name
    }
  }
}
