/// All optimizers, a line each; the first is the usual one.
public enum OptimizerCatalogue {
  /// The optimizers, in the order in which they are listed.
  public static let entries: [OptimizerEntry] = [
    .adamW,
    .gradientDescent,
    .lion,
  ]

  /// Their names.
  public static var names: [String] { entries.map(\.name) }
}
