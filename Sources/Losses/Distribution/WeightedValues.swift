/// Distinct numbers in ascending order, each with its weight: a distribution.
public struct WeightedValues: Sendable, Equatable {
  /// The numbers, ascending.
  public private(set) var values: [Double] = []
  /// Their weights, above zero.
  public private(set) var weights: [Double] = []

  /// The distribution of nothing.
  public init() {}

  /// The distribution of some numbers in any order, with weights of 1 if none are given.
  public init(_ numbers: [Double], weights given: [Double]? = nil) {
    values.reserveCapacity(numbers.count)
    weights.reserveCapacity(numbers.count)
    if let given {
      // Equal numbers stay in their order, so that their weights are added in one order.
      let pairs = zip(numbers, given).sorted { $0.0 < $1.0 }
      for (number, weight) in pairs { append(number, weight: weight) }
    } else {
      for number in numbers.sorted() { append(number, weight: 1) }
    }
  }

  /// The number of distinct values.
  public var count: Int { values.count }
  /// The sum of the weights.
  public var totalWeight: Double { weights.reduce(0, +) }

  /// Adds a value not below the last one.
  package mutating func append(_ value: Double, weight: Double) {
    guard weight > 0 else { return }
    if values.last == value {
      weights[weights.count - 1] += weight
    } else {
      values.append(value)
      weights.append(weight)
    }
  }

  /// The distribution of both together.
  package func merged(with other: WeightedValues) -> WeightedValues {
    var result = WeightedValues()
    result.values.reserveCapacity(count + other.count)
    result.weights.reserveCapacity(count + other.count)
    var (i, j) = (0, 0)
    while i < count || j < other.count {
      if j == other.count || (i < count && values[i] <= other.values[j]) {
        result.append(values[i], weight: weights[i])
        i += 1
      } else {
        result.append(other.values[j], weight: other.weights[j])
        j += 1
      }
    }
    return result
  }

  /// The mean of f over the distribution, in Double.
  public func mean(of f: (Double) -> Double) -> Double {
    let total = totalWeight
    return values.indices.reduce(0) { $0 + weights[$1] * f(values[$1]) } / total
  }

  /// The least value with at least the fraction `level` of the weight at or below it, which
  /// minimises the pinball loss; halfway to the next value where the fraction is met exactly, as is
  /// usual for a median. Zero if there is none.
  public func quantile(_ level: Double) -> Double {
    let total = totalWeight
    // Sums of weights are rounded; a fraction met to within that is met.
    let slack = 1e-12 * total
    var sum = 0.0
    for i in values.indices {
      sum += weights[i]
      if abs(sum - level * total) <= slack && i + 1 < count {
        return (values[i] + values[i + 1]) / 2
      }
      if sum > level * total { return values[i] }
    }
    return values.last ?? 0
  }

  /// At most `size` + 1 of the values that stand for all of them: neighbours of together about
  /// 1/`size` of the weight become the one in their middle, which moves no rank by more than that.
  package func compressed(to size: Int) -> WeightedValues {
    let share = totalWeight / Double(size)
    var result = WeightedValues()
    var start = 0
    var sum = 0.0
    for i in values.indices {
      sum += weights[i]
      if sum >= share || i + 1 == count {
        result.append(middle(of: start...i, weight: sum), weight: sum)
        start = i + 1
        sum = 0
      }
    }
    return result
  }

  /// The weighted median of a run of values.
  private func middle(of range: ClosedRange<Int>, weight: Double) -> Double {
    var sum = 0.0
    for i in range {
      sum += weights[i]
      if sum >= weight / 2 { return values[i] }
    }
    return values[range.upperBound]
  }
}

extension WeightedValues: Codable {
  private enum Key: String, CodingKey {
    case values, weights
  }

  /// Reads what was kept of a distribution.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    values = try container.decode(PackedNumbers.self, forKey: .values).numbers
    weights = try container.decode(PackedNumbers.self, forKey: .weights).numbers
    guard values.count == weights.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .weights, in: container,
        debugDescription: "\(weights.count) weights of \(values.count) values")
    }
  }

  /// Keeps the distribution.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(PackedNumbers(values), forKey: .values)
    try container.encode(PackedNumbers(weights), forKey: .weights)
  }
}
