/// One parameter of a scheme: its name, meaning, allowed values and default.
public struct SchemeParameter: Sendable {
  /// The name in messages and documentation.
  public let name: String
  /// What it does, in one line.
  public let meaning: String
  /// Its allowed values and default.
  public let kind: Kind

  /// Allowed values; without a default the parameter must be given.
  public enum Kind: Sendable {
    /// A number in a range.
    case number(ClosedRange<Double>, default: Double?)
    /// A whole number in a range.
    case integer(ClosedRange<Int>, default: Int)
    /// One of some words.
    case choice([String], default: String)
    /// Comma-separated weights of zero or more, each alone or after a task's name and `=`.
    case weights
  }

  /// Whether it must be given.
  public var isRequired: Bool {
    switch kind {
    case .number(_, let value): value == nil
    case .weights: true
    case .integer, .choice: false
    }
  }

  /// The default as it would be written, nil if there is none.
  public var defaultText: String? {
    switch kind {
    case .number(_, let value): value.map { "\($0)" }
    case .integer(_, let value): "\(value)"
    case .choice(_, let value): value
    case .weights: nil
    }
  }

  /// The allowed values in words.
  public var allowed: String {
    switch kind {
    case .number(let range, _) where range == -.infinity ... .infinity: "a number, inf or -inf"
    case .number(let range, _): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .integer(let range, _):
      "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .choice(let words, _): "one of \(words.joined(separator: ", "))"
    case .weights: "weights of zero or more, as NAME=WEIGHT,… or one for each label"
    }
  }

  /// The value a text stands for, or nil if it is not allowed.
  func value(of text: String) -> SchemeArguments.Value? {
    switch kind {
    case .number(let range, _):
      guard let number = Double(text), range.contains(number) else { return nil }
      return .number(number)
    case .integer(let range, _):
      guard let number = Int(text), range.contains(number) else { return nil }
      return .integer(number)
    case .choice(let words, _):
      return words.contains(text) ? .choice(text) : nil
    case .weights:
      return Self.weights(of: text).map { .weights($0) }
    }
  }

  /// The value when it is left out.
  var defaultValue: SchemeArguments.Value? {
    switch kind {
    case .number(_, let value): value.map { .number($0) }
    case .integer(_, let value): .integer(value)
    case .choice(_, let value): .choice(value)
    case .weights: nil
    }
  }

  private static func weights(of text: String) -> [SchemeArguments.NamedWeight]? {
    var weights: [SchemeArguments.NamedWeight] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      // The last "=" separates: a column's name may hold one.
      let separator = item.lastIndex(of: "=")
      let number = separator.map { item[item.index(after: $0)...] } ?? item
      guard let weight = Double(number), weight >= 0, weight.isFinite else { return nil }
      weights.append(.init(task: separator.map { String(item[..<$0]) }, weight: weight))
    }
    return weights
  }
}
