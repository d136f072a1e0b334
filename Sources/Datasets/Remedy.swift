/// What can be done about something: one way or several. Some ways are options of a command line,
/// which one command has and another has not: each command tells only of those it has.
public struct Remedy: Equatable, Sendable {
  /// One way.
  public enum Way: Equatable, Sendable {
    /// What anyone can do, as an imperative, such as "rename one of them".
    case advice(String)
    /// An option as it stands on a command line, perhaps with what for: `--missing "x" to read it
    /// as missing`. Its first word is its name.
    case option(String)
  }

  /// The ways, in the order in which they are told of.
  public var ways: [Way]
  /// What is left to do where the command has none of the options, and there is no other way.
  public var otherwise: String?

  /// Some ways to mend something.
  public init(_ ways: Way..., otherwise: String? = nil) {
    self.init(ways: ways, otherwise: otherwise)
  }

  /// Some ways to mend something.
  public init(ways: [Way], otherwise: String? = nil) {
    self.ways = ways
    self.otherwise = otherwise
  }

  /// Something that anyone can do.
  public init(_ advice: String) {
    self.init(.advice(advice))
  }

  /// The ways that a command has, as the end of a sentence; nil where it has none.
  ///
  /// - Parameter isOffered: Whether the command has an option, by its name with the dashes.
  public func text(offering isOffered: (String) -> Bool = { _ in true }) -> String? {
    var phrases: [String] = []
    var followsOption = false
    for way in ways {
      switch way {
      case .advice(let text):
        phrases.append(text)
        followsOption = false
      case .option(let text):
        guard isOffered(String(text.prefix { $0 != " " && $0 != "=" })) else { continue }
        phrases.append(followsOption ? text : "use \(text)")
        followsOption = true
      }
    }
    guard let last = phrases.popLast() else { return otherwise }
    return phrases.isEmpty ? last : phrases.joined(separator: ", ") + ", or " + last
  }
}
