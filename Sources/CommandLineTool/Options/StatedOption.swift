/// An option as text. A run's checkpoint keeps every option that decides its result, so that the
/// run can go on as it was begun.
struct StatedOption: Equatable {
  /// Its name, such as `--batch-size`.
  let name: String
  /// Its values: none where it was not given and has no default.
  let values: [String]
  /// What stands on a command line.
  let arguments: [String]

  /// An option with a value for each time that it is given.
  init(_ name: String, _ values: [String]) {
    self.name = name
    self.values = values
    arguments = values.map { "\(name)=\($0)" }
  }

  /// A flag, which is there, or its opposite, or neither.
  init(flag name: String, _ isGiven: Bool?) {
    self.name = name
    values = isGiven.map { [$0 ? "given" : "not given"] } ?? []
    arguments = isGiven.map { [$0 ? name : Self.opposite(of: name)] } ?? []
  }

  /// The flag that says the opposite.
  fileprivate static func opposite(of flag: String) -> String { "--no-\(flag.dropFirst(2))" }
}

/// The names of the options on a command line.
struct GivenOptions {
  private let names: Set<String>

  /// - Parameter arguments: The words of the command line.
  init(_ arguments: [String]) {
    names = Set(
      arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
        .map { String($0.prefix { $0 != "=" }) })
  }

  /// Whether an option is given, or a flag or its opposite.
  func contains(_ name: String) -> Bool {
    names.contains(name) || names.contains(StatedOption.opposite(of: name))
  }
}
