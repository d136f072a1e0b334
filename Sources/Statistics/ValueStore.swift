public import Losses

/// The distribution of a stream of numbers, mergeable: exact up to a number of distinct values, an
/// approximation of bounded rank error beyond.
///
/// Beyond `capacity` distinct values, the values so far become a summary of `capacity`/2 of them;
/// two summaries of a level are merged into one of the next, as in a binary counter (Munro and
/// Paterson 1980). Each level moves a rank by at most 2/`capacity` of the weight: with the default,
/// 10⁸ distinct values make 9 levels, so a quantile is off by less than 0.0001 of the rows.
public struct ValueStore: Sendable {
  /// How many distinct values are kept exactly.
  public let capacity: Int
  private var exact = WeightedValues()
  private var levels: [WeightedValues?] = []
  // Sorted in whenever they are many, which costs less than finding each value its place.
  private var pendingValues: [Double] = []
  private var pendingWeights: [Double] = []

  /// - Parameter capacity: How many distinct values are kept exactly.
  public init(capacity: Int = 1 << 18) {
    precondition(capacity >= 4, "a summary needs room")
    self.capacity = capacity
  }

  /// Whether every distinct value has been kept.
  public var isExact: Bool { levels.isEmpty }

  /// Adds a number as if it occurred `weight` times.
  mutating func add(_ value: Double, weight: Double) {
    guard weight > 0 else { return }
    pendingValues.append(value)
    pendingWeights.append(weight)
    if pendingValues.count >= max(capacity / 4, 1) { settle() }
  }

  /// Adds all that `other` has seen.
  mutating func merge(_ other: ValueStore) {
    var other = other
    other.settle()
    settle()
    for (level, summary) in other.levels.enumerated() {
      if let summary { carry(summary, to: level) }
    }
    exact = exact.merged(with: other.exact)
    settle()
  }

  /// The distribution of all numbers so far.
  public var distribution: WeightedValues {
    var settled = self
    settled.settle()
    return settled.levels.reduce(settled.exact) { all, summary in
      summary.map { all.merged(with: $0) } ?? all
    }
  }

  /// Sorts the pending values in, and makes a summary when there are too many.
  private mutating func settle() {
    if !pendingValues.isEmpty {
      // Without weights, as most labels are, numbers are sorted alone, which takes half the time.
      let isWeighted = pendingWeights.contains { $0 != 1 }
      exact = exact.merged(
        with: WeightedValues(pendingValues, weights: isWeighted ? pendingWeights : nil))
      pendingValues.removeAll(keepingCapacity: true)
      pendingWeights.removeAll(keepingCapacity: true)
    }
    if exact.count > capacity {
      carry(exact.compressed(to: capacity / 2), to: 0)
      exact = WeightedValues()
    }
  }

  /// Puts a summary on a level, or, where there is one, their union on the next.
  private mutating func carry(_ summary: WeightedValues, to level: Int) {
    while levels.count <= level { levels.append(nil) }
    guard let other = levels[level] else {
      levels[level] = summary
      return
    }
    levels[level] = nil
    carry(other.merged(with: summary).compressed(to: capacity / 2), to: level + 1)
  }
}

extension ValueStore: Codable {
  private enum Key: String, CodingKey {
    case capacity, exact, levels, pendingValues, pendingWeights
  }

  /// Reads what was kept of a stream, to go on with it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(capacity: try container.decode(Int.self, forKey: .capacity))
    exact = try container.decode(WeightedValues.self, forKey: .exact)
    levels = try container.decode([WeightedValues?].self, forKey: .levels)
    pendingValues = try container.decode(PackedNumbers.self, forKey: .pendingValues).numbers
    pendingWeights = try container.decode(PackedNumbers.self, forKey: .pendingWeights).numbers
  }

  /// Keeps the stream as it is.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(capacity, forKey: .capacity)
    try container.encode(exact, forKey: .exact)
    try container.encode(levels, forKey: .levels)
    try container.encode(PackedNumbers(pendingValues), forKey: .pendingValues)
    try container.encode(PackedNumbers(pendingWeights), forKey: .pendingWeights)
  }
}
