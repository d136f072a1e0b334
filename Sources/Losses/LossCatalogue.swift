/// The losses that names may mean, a value that is handed on: `standard`, and with them those of a
/// caller's own.
public struct LossCatalogue: Sendable {
  /// The losses, in the order in which they are listed.
  public let entries: [LossEntry]
  /// The names that a person may write, each once.
  public let names: [String]

  init(_ entries: [LossEntry]) {
    self.entries = entries
    names = entries.reduce(into: []) { names, entry in
      for name in [entry.name, entry.alias].compactMap(\.self) where !names.contains(name) {
        names.append(name)
      }
    }
  }

  /// All built-in losses, a line each; of a kind the first is the usual one.
  public static let standard = LossCatalogue([
    .squaredError,
    .absoluteError,
    .huber,
    .quantile,
    .gammaDeviance,
    .binaryCrossEntropy,
    .binaryFocal,
    .crossEntropy,
    .focal,
    .poissonDeviance,
  ])

  /// The built-in losses, in the order in which they are listed.
  public static var entries: [LossEntry] { standard.entries }

  /// The names of built-in losses that a person may write, each once.
  public static var names: [String] { standard.names }

  /// These losses and some of the caller's own, whose names are new and whose slopes are checked.
  ///
  /// - Throws: `LossError` for the first that cannot be one.
  public func adding(_ losses: [LossEntry]) throws(LossError) -> LossCatalogue {
    var entries = entries
    for loss in losses {
      guard !LossCatalogue(entries).names.contains(loss.name) else {
        throw .nameTaken(loss.name)
      }
      try loss.check()
      entries.append(loss)
    }
    return LossCatalogue(entries)
  }

  /// The losses that go by a name.
  package func entries(named name: some StringProtocol) -> [LossEntry] {
    entries.filter { $0.name == name || $0.alias == name.description }
  }
}
