/// What the tasks of a network have in common, apart from the embeddings of its inputs, which they
/// always share.
public enum Sharing: String, Codable, CaseIterable, Sendable {
  /// Every hidden layer: one trunk, on which each task has its head.
  case all
  /// One trunk, on which each task has hidden layers of its own below its head.
  case towers
  /// The weights of every hidden layer, which each task adapts by factors of what is read, factors
  /// of the products, and biases of its own (rank-one adapters): see `AdapterNode`.
  case adapters
  /// No hidden layer: each task has a network of its own, trained in one run and kept in one file.
  case separate = "none"

  /// The width of each task's own layer where towers are asked for and no width is given: half of
  /// the last shared layer's, rounded up; none without a shared layer.
  static func usualTowers(above hidden: [Int]) -> [Int] {
    hidden.last.map { [max($0 / 2 + $0 % 2, 1)] } ?? []
  }
}
