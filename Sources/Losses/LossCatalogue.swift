/// All losses, a line each; of a kind the first is the usual one.
public enum LossCatalogue {
  /// The losses, in the order in which they are listed.
  public static let entries: [LossEntry] = [
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
  ]

  /// The names that a person may write, each once.
  public static let names: [String] = entries.reduce(into: []) { names, entry in
    for name in [entry.name, entry.alias].compactMap(\.self) where !names.contains(name) {
      names.append(name)
    }
  }

  /// The losses that go by a name.
  static func entries(named name: some StringProtocol) -> [LossEntry] {
    entries.filter { $0.name == name || $0.alias == name.description }
  }
}
