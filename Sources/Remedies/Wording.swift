/// A text that names parameters, each of its readers by their own names.
///
///     let wording: Wording = "\(.batchSize) is 9, but there are 5 rows"
///     wording.text()  // batchSize is 9, but there are 5 rows
public struct Wording: Codable, Equatable, Sendable {
  private enum Part: Codable, Equatable {
    case text(String)
    case parameter(Parameter)
    case item(Parameter)
    case noun(Setting)
    case request(Setting)
    case procedure(Procedure)
  }
  private var parts: [Part] = []

  /// A text that names none.
  public init(_ text: String) { append(text) }

  /// The text with the names that some readers know.
  public func text(naming names: any ParameterNaming = LibraryNaming()) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .parameter(let parameter): names.name(of: parameter)
      case .item(let parameter): names.item(of: parameter)
      case .noun(let setting): names.noun(setting)
      case .request(let setting): names.request([setting], isContinued: false)
      case .procedure(let procedure): names.name(of: procedure)
      }
    }.joined()
  }

  /// One text behind the other.
  public static func + (first: Wording, second: Wording) -> Wording {
    var sum = first
    sum.append(second)
    return sum
  }

  private mutating func append(_ text: String) {
    // Equal texts have equal parts.
    if case .text(let before) = parts.last {
      parts[parts.count - 1] = .text(before + text)
    } else if !text.isEmpty {
      parts.append(.text(text))
    }
  }

  private mutating func append(_ other: Wording) {
    for part in other.parts {
      if case .text(let text) = part { append(text) } else { parts.append(part) }
    }
  }
}

extension Wording: ExpressibleByStringInterpolation {
  /// A text that names none.
  public init(stringLiteral text: String) { self.init(text) }

  /// A text that names some.
  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.wording }

  /// What is written between the quotes.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var wording = Wording("")

    /// Nothing as yet.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// What stands between the names.
    public mutating func appendLiteral(_ literal: String) { wording.append(literal) }

    /// A text or a number, as it is.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      wording.append(value.description)
    }

    /// Another text.
    public mutating func appendInterpolation(_ other: Wording) { wording.append(other) }

    /// The name of a parameter.
    public mutating func appendInterpolation(_ parameter: Parameter) {
      wording.parts.append(.parameter(parameter))
    }

    /// One of the values of a parameter that has many.
    public mutating func appendInterpolation(itemOf parameter: Parameter) {
      wording.parts.append(.item(parameter))
    }

    /// A parameter with its value, as a noun.
    public mutating func appendInterpolation(_ parameter: Parameter, _ value: Setting.Value) {
      wording.parts.append(.noun(Setting(parameter, value)))
    }

    /// What to do to give a parameter its value.
    public mutating func appendInterpolation(set parameter: Parameter, to value: Setting.Value) {
      wording.parts.append(.request(Setting(parameter, value)))
    }

    /// The name of something to be done.
    public mutating func appendInterpolation(_ procedure: Procedure) {
      wording.parts.append(.procedure(procedure))
    }
  }
}
