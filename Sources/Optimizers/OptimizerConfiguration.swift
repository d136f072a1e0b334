internal import Suggestions

/// An optimizer and the values of its parameters. Written as its name, with values after colons
/// where they are not the usual ones: `sgd`, `sgd:0.5`.
public struct OptimizerConfiguration: Sendable {
  /// The optimizer.
  public let entry: OptimizerEntry
  /// The value of each of its parameters.
  public let values: [Double]

  /// The usual optimizer as it is.
  public static let standard = OptimizerConfiguration(OptimizerCatalogue.entries[0])

  /// An optimizer with the usual value of every parameter, or others for the first ones.
  init(_ entry: OptimizerEntry, _ values: [Double] = []) {
    self.entry = entry
    self.values = values + entry.parameters.dropFirst(values.count).map(\.usual)
  }

  /// Reads an optimizer as it is written on the command line.
  ///
  /// - Throws: `OptimizerError` where the name is unknown or a value is none of its parameter.
  public init(parsing text: String) throws(OptimizerError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let entry = OptimizerCatalogue.entries.first(where: { $0.name == parts[0] }) else {
      throw .unknown(found: parts[0])
    }
    guard parts.count <= entry.parameters.count + 1 else {
      throw .tooManyValues(found: text, form: entry.form)
    }
    var values: [Double] = []
    for (part, parameter) in zip(parts.dropFirst(), entry.parameters) {
      guard let value = Double(part), parameter.allows(value) else {
        throw .badValue(
          optimizer: entry.name, parameter: parameter.name, found: part,
          allowed: parameter.allowed)
      }
      values.append(value)
    }
    self.init(entry, values)
  }
}

extension OptimizerConfiguration: Equatable, CustomStringConvertible {
  /// Whether they step alike.
  public static func == (a: OptimizerConfiguration, b: OptimizerConfiguration) -> Bool {
    a.entry.name == b.entry.name && a.values == b.values
  }

  /// The optimizer as it is written on the command line.
  public var description: String {
    values == entry.parameters.map(\.usual)
      ? entry.name : ([entry.name] + values.map { "\($0)" }).joined(separator: ":")
  }
}

extension OptimizerConfiguration: CodedAsText {}

/// What is wrong with the text of an optimizer.
public enum OptimizerError: Error, Equatable, Sendable {
  /// No optimizer has that name.
  case unknown(found: String)
  /// There are more values than it has parameters.
  case tooManyValues(found: String, form: String)
  /// A value is no number, or none that its parameter may have.
  case badValue(optimizer: String, parameter: String, found: String, allowed: String)
}

extension OptimizerError: CustomStringConvertible {
  /// A sentence that says what was found and what may be written instead.
  public var description: String {
    switch self {
    case .unknown(let found):
      "unknown optimizer \"\(found)\"; "
        + NearMiss.question(for: found, among: OptimizerCatalogue.names)
        + "known are \(OptimizerCatalogue.names.joined(separator: ", "))"
    case .tooManyValues(let found, let form):
      "\"\(found)\" has more values than the optimizer takes; it is written \(form)"
    case .badValue(let optimizer, let parameter, let found, let allowed):
      "\"\(found)\" is no \(parameter) of \(optimizer); use a number \(allowed)"
    }
  }
}
