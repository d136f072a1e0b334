/// What the numbers of a label column have in common: enough to infer what the label is. Mergeable,
/// so that it can be gathered chunk by chunk.
public struct NumericTraits: Codable, Equatable, Sendable {
  /// The cells that are not missing.
  public private(set) var count = 0
  /// Cells below zero.
  public private(set) var negativeCount = 0
  /// Cells that are not whole.
  public private(set) var fractionalCount = 0
  // The first three distinct numbers.
  private var distinct: [Double] = []
  // Of the whole numbers 0, 1, …, 255, how often each was seen.
  private var small = [Int](repeating: 0, count: 256)

  /// Traits of no numbers yet.
  public init() {}

  /// Takes more cells into account; NaN is a missing one.
  public mutating func add(_ values: [Double]) {
    for value in values where !value.isNaN {
      count += 1
      note(value)
      if value < 0 { negativeCount += 1 }
      if value != value.rounded(.towardZero) {
        fractionalCount += 1
      } else if value >= 0, value < 256 {
        small[Int(value)] += 1
      }
    }
  }

  /// Remembers a number if fewer than three are known.
  private mutating func note(_ value: Double) {
    if distinct.count < 3, !distinct.contains(value) { distinct.append(value) }
  }

  /// Takes the cells of other traits into account.
  public mutating func merge(_ other: NumericTraits) {
    count += other.count
    negativeCount += other.negativeCount
    fractionalCount += other.fractionalCount
    for index in small.indices { small[index] += other.small[index] }
    for value in other.distinct { note(value) }
  }

  /// The lesser and the greater number where there are exactly two, and one of them more than once.
  public var twoValues: (low: Double, high: Double)? {
    distinct.count == 2 && count > 2
      ? (min(distinct[0], distinct[1]), max(distinct[0], distinct[1])) : nil
  }

  /// Whether the only values are 0 and 1, and both were seen.
  public var isZeroOne: Bool {
    small[0] > 0 && small[1] > 0 && small[0] + small[1] == count
  }

  /// Whether all are whole numbers from 0 up of which 0 is the most frequent: probably a count.
  public var resemblesCounts: Bool {
    guard count > 0, negativeCount == 0, fractionalCount == 0 else { return false }
    return small[0] == small.max() && small[0] > 0 && small[0] < count
  }
}
