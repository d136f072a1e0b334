/// A distance between neighbouring ticks: 1, 2 or 5 times a power of ten.
struct TickStep: Sendable {
  let digit, exponent: Int

  /// The distance.
  var size: Double { multiple(1) }

  /// So many times the distance, as near as a number can be.
  func multiple(_ count: Double) -> Double {
    let product = count * Double(digit)
    guard exponent < 0 else { return product * Self.power(exponent) }
    return exponent < -300
      ? product * Self.power(exponent) : product / Self.power(-exponent)
  }

  /// The multiples in a range, in order; none where there would be more than the limit.
  func multiples(in range: ClosedRange<Double>, atMost limit: Int) -> [Double]? {
    let first = (range.lowerBound / size - 1e-9).rounded(.up)
    let last = (range.upperBound / size + 1e-9).rounded(.down)
    guard first <= last else { return [] }
    guard abs(first) < 1e15, last - first <= Double(limit + 1) else { return nil }
    let ticks = (0...Int(last - first)).map { multiple(first + Double($0)) }.filter(range.contains)
    return ticks.count <= limit ? ticks : nil
  }

  /// All steps from a power of ten on, the smallest first, as many as could ever be needed.
  static func from(exponent: Int) -> [TickStep] {
    (exponent...exponent + 4).flatMap { exponent in
      [1, 2, 5].map { TickStep(digit: $0, exponent: exponent) }
    }
  }

  /// A power of ten, as near as a number can be.
  static func power(_ exponent: Int) -> Double {
    Double("1e\(exponent)") ?? 0
  }
}
