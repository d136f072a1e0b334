/// What can be done about something: one way or several. Some ways set parameters, which one
/// command has and another has not: each command tells only of those it has.
public struct Remedy: Codable, Equatable, Sendable {
  /// One way.
  public enum Way: Codable, Equatable, Sendable {
    /// What anyone can do, as an imperative, such as "rename one of them".
    case advice(Wording)
    /// Parameters to set at once, and perhaps what for, such as "to read it as missing".
    case parameters([Setting], purpose: String?)

    /// A parameter to set, and perhaps what for.
    public static func parameter(
      _ parameter: Parameter, _ value: Setting.Value, purpose: String? = nil
    ) -> Way {
      .parameters([Setting(parameter, value)], purpose: purpose)
    }
  }

  /// The ways, in the order in which they are told of.
  public var ways: [Way]
  /// What is left to do where the reader has none of the parameters, and there is no other way.
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
  public init(_ advice: Wording) {
    self.init(.advice(advice))
  }

  /// Something that anyone can do.
  public init(_ advice: String) {
    self.init(Wording(advice))
  }

  /// The ways that some readers have, as the end of a sentence; nil where they have none.
  public func text(naming names: any ParameterNaming = LibraryNaming()) -> String? {
    var phrases: [String] = []
    var followsRequest = false
    for way in ways {
      switch way {
      case .advice(let advice):
        phrases.append(advice.text(naming: names))
        followsRequest = false
      case .parameters(let settings, let purpose):
        guard settings.allSatisfy({ names.offers($0.parameter) }) else { continue }
        phrases.append(
          names.request(settings, isContinued: followsRequest) + (purpose.map { " \($0)" } ?? ""))
        followsRequest = true
      }
    }
    guard let last = phrases.popLast() else { return otherwise }
    return phrases.isEmpty ? last : phrases.joined(separator: ", ") + ", or " + last
  }
}
