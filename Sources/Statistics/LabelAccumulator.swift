package import Datasets
public import Losses

/// What a stream of a label's cells adds up to. Chunks may be accumulated apart and merged.
public struct LabelAccumulator: Codable, Sendable {
  /// The rows seen.
  public private(set) var rows = 0
  /// The rows without a label.
  public private(set) var missing = 0
  /// Mean and variance of the numbers.
  public private(set) var moments = Moments()
  /// The distribution of the numbers.
  public private(set) var values: ValueStore
  /// The least number; infinite if there is none.
  public private(set) var minimum = Double.infinity
  /// The greatest number; negatively infinite if there is none.
  public private(set) var maximum = -Double.infinity
  /// The rows whose number is zero.
  public private(set) var zeros = 0
  /// Whether all numbers are whole.
  public private(set) var allIntegers = true
  /// The rows of each class code.
  public private(set) var classRows: [Int] = []
  /// The summed weight of each class code.
  public private(set) var classWeights: [Double] = []

  /// - Parameter capacity: How many distinct numbers are kept for exact quantiles.
  public init(capacity: Int = 1 << 18) {
    values = ValueStore(capacity: capacity)
  }

  /// One of several accumulators, which together keep about as many numbers, whatever their number.
  package init(labelCount: Int) {
    self.init(capacity: min(max((1 << 19) / max(labelCount, 1), 1 << 12), 1 << 18))
  }

  /// The rows with a label.
  public var labelled: Int { rows - missing }
  /// The summed weight of these rows.
  public var labelledWeight: Double { moments.weight + classWeights.reduce(0, +) }

  /// Adds a label's values: numbers, or class codes from 0; NaN where it is missing.
  ///
  /// - Parameter weights: One weight of zero or more a row, 1 if nil.
  package mutating func add(_ values: [Double], of label: LabelRequest, weights: [Float]?) {
    if label.kind.isClass {
      add(codes: values.map { $0.isNaN ? -1 : Int32($0) }, weights: weights)
    } else {
      add(numbers: values, weights: weights)
    }
  }

  /// Adds numbers, NaN where a label is missing.
  ///
  /// - Parameter weights: One weight of zero or more a row, 1 if nil. A row of weight 0 is counted
  ///   but has no part in anything else.
  public mutating func add(numbers: some Collection<Double>, weights: [Float]? = nil) {
    precondition(weights.map { $0.count == numbers.count } ?? true, "one weight a row")
    rows += numbers.count
    for (i, number) in numbers.enumerated() {
      if number.isNaN {
        missing += 1
      } else {
        add(number, weight: weights.map { Double($0[i]) } ?? 1)
      }
    }
  }

  private mutating func add(_ number: Double, weight: Double) {
    guard weight > 0 else { return }
    moments.add(number, weight: weight)
    values.add(number, weight: weight)
    minimum = min(minimum, number)
    maximum = max(maximum, number)
    if number == 0 { zeros += 1 }
    if number != number.rounded() { allIntegers = false }
  }

  /// Adds class codes from 0, or −1 where a label is missing.
  ///
  /// - Parameter weights: One weight of zero or more a row, 1 if nil.
  public mutating func add(codes: some Collection<Int32>, weights: [Float]? = nil) {
    precondition(weights.map { $0.count == codes.count } ?? true, "one weight a row")
    rows += codes.count
    for (i, code) in codes.enumerated() {
      guard code >= 0 else {
        missing += 1
        continue
      }
      growClasses(to: Int(code) + 1)
      let weight = weights.map { Double($0[i]) } ?? 1
      classWeights[Int(code)] += weight
      if weight > 0 { classRows[Int(code)] += 1 }
    }
  }

  /// Adds all that `other` has seen.
  public mutating func merge(_ other: LabelAccumulator) {
    rows += other.rows
    missing += other.missing
    moments.merge(other.moments)
    values.merge(other.values)
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    zeros += other.zeros
    allIntegers = allIntegers && other.allIntegers
    growClasses(to: other.classRows.count)
    for code in other.classRows.indices {
      classRows[code] += other.classRows[code]
      classWeights[code] += other.classWeights[code]
    }
  }

  /// Renames the class codes.
  ///
  /// - Parameter codes: For each code so far, its new one; several may have the same.
  public mutating func reorderClasses(_ codes: [Int32]) {
    growClasses(to: codes.count)
    let (rows, weights) = (classRows, classWeights)
    let count = Int(codes.max() ?? -1) + 1
    classRows = Array(repeating: 0, count: count)
    classWeights = Array(repeating: 0, count: count)
    for (old, new) in codes.enumerated() {
      classRows[Int(new)] += rows[old]
      classWeights[Int(new)] += weights[old]
    }
  }

  /// What the rows of class codes add up to as numbers.
  ///
  /// - Parameter numbers: What each code means.
  func reading(codesAs numbers: [Double]) -> LabelAccumulator {
    var read = LabelAccumulator(capacity: values.capacity)
    (read.rows, read.missing) = (rows, missing)
    for (code, number) in zip(classWeights.indices, numbers) {
      read.add(number, weight: classWeights[code])
      if number == 0 { read.zeros += max(classRows[code] - 1, 0) }
    }
    return read
  }

  private mutating func growClasses(to count: Int) {
    while classRows.count < count {
      classRows.append(0)
      classWeights.append(0)
    }
  }
}
