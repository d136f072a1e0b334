import ArgumentParser

/// Options that a run's checkpoint keeps as text. What they are called and what they hold is found
/// where they are declared.
protocol StatedOptions: ParsableArguments {
  /// The options, in the order of their declarations; those of groups come behind them.
  var stated: [StatedOption] { get }
}

extension StatedOptions {
  var stated: [StatedOption] { declared }

  /// The options as they are now.
  var declared: [StatedOption] {
    let properties = Mirror(reflecting: self).children
    let own = properties.compactMap { label, value in
      (value as? any StatedProperty)?.stated(as: Self.optionName(of: label ?? ""))
    }
    return own + properties.flatMap { ($0.value as? any StatedGroup)?.stated ?? [] }
  }

  /// The name of a property's option: `--batch-size` of `_batchSize`.
  private static func optionName(of property: String) -> String {
    property.drop { $0 == "_" }.reduce(into: "--") { name, character in
      name += character.isUppercase ? "-\(character.lowercased())" : "\(character)"
    }
  }
}

/// A property that is an option.
private protocol StatedProperty {
  func stated(as name: String) -> StatedOption
}

extension Option: StatedProperty where Value: StatedValue {
  fileprivate func stated(as name: String) -> StatedOption {
    StatedOption(name, wrappedValue.words)
  }
}

extension Flag: StatedProperty where Value: FlagValue {
  fileprivate func stated(as name: String) -> StatedOption {
    StatedOption(flag: name, wrappedValue.isGiven)
  }
}

/// What a flag holds.
protocol FlagValue {
  /// Whether it is there, or its opposite; nil where neither is.
  var isGiven: Bool? { get }
}

/// A flag without an opposite.
extension Bool: FlagValue {
  var isGiven: Bool? { self ? true : nil }
}

/// A flag with one: `--no-NAME`.
extension Bool?: FlagValue {
  var isGiven: Bool? { self }
}

/// A property that is a group of options.
private protocol StatedGroup {
  var stated: [StatedOption] { get }
}

extension OptionGroup: StatedGroup where Value: StatedOptions {
  fileprivate var stated: [StatedOption] { wrappedValue.stated }
}
