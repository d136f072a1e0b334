/// What the tasks of a network have in common, apart from the embeddings of its inputs, which they
/// always share.
public enum Sharing: Equatable, Sendable {
  /// Every hidden layer: one trunk, on which each task has its head.
  case all
  /// One trunk, on which each task has hidden layers of its own below its head.
  case towers
  /// The weights of every hidden layer, which each task adapts by factors of what is read, factors
  /// of the products, and biases of its own (rank-one adapters): see `AdapterNode`. The
  /// representation is then each task's own, where no two gradients have a product.
  case adapters
  /// Several trunks of the same widths, the experts, whose outputs each task mixes by a gate of its
  /// own: see `GateNode`.
  case experts(count: Int)
  /// So many experts, and beside them one of each task's own, of the same widths, which the task's
  /// gate mixes with them: customized gate control, see `GateNode`.
  case cgc(count: Int)
  /// No hidden layer: each task has a network of its own, trained in one run and kept in one file.
  case separate

  /// How many experts there are if their number is not given.
  public static let usualExperts = 4

  /// How many experts all tasks share under `cgc` if their number is not given: with two tasks'
  /// own these are as many as `usualExperts`.
  public static let usualSharedExperts = 2

  /// How many experts all tasks may share: one alone is a trunk, unless tasks have more.
  package var expertCounts: ClosedRange<Int> { hasOwnExperts ? 1...64 : 2...64 }

  /// How many trunks stand side by side.
  var expertCount: Int {
    switch self {
    case .experts(let count), .cgc(let count): count
    case .all, .towers, .adapters, .separate: 1
    }
  }

  /// Whether each task has an expert of its own.
  var hasOwnExperts: Bool {
    if case .cgc = self { true } else { false }
  }

  /// The width of each task's own layer where towers are asked for and no width is given: half of
  /// the last shared layer's, rounded up; none without a shared layer.
  static func usualTowers(above hidden: [Int]) -> [Int] {
    hidden.last.map { [max($0 / 2 + $0 % 2, 1)] } ?? []
  }
}

/// What it is called: `all`, `towers`, `adapters`, `experts:4`, `cgc:2` or `none`; `experts` alone
/// are `usualExperts`, `cgc` alone has `usualSharedExperts`.
extension Sharing: RawRepresentable, Codable {
  /// What a word says; nil for one that says nothing.
  public init?(rawValue: String) {
    let parts = rawValue.split(separator: ":", omittingEmptySubsequences: false)
    switch (parts[0], parts.count) {
    case ("all", 1): self = .all
    case ("towers", 1): self = .towers
    case ("adapters", 1): self = .adapters
    case ("none", 1): self = .separate
    case ("experts", 1): self = .experts(count: Self.usualExperts)
    case ("experts", 2):
      guard let count = Int(parts[1]) else { return nil }
      self = .experts(count: count)
    case ("cgc", 1): self = .cgc(count: Self.usualSharedExperts)
    case ("cgc", 2):
      guard let count = Int(parts[1]) else { return nil }
      self = .cgc(count: count)
    default: return nil
    }
  }

  /// The word for it.
  public var rawValue: String {
    switch self {
    case .experts(let count), .cgc(let count): "\(word):\(count)"
    case .all, .towers, .adapters, .separate: word
    }
  }

  /// The word for it without a number.
  package var word: String {
    switch self {
    case .all: "all"
    case .towers: "towers"
    case .adapters: "adapters"
    case .experts: "experts"
    case .cgc: "cgc"
    case .separate: "none"
    }
  }
}
