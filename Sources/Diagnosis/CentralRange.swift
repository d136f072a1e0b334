/// From where to where values are drawn.
package enum CentralRange {
  /// The share of the values that is looked at on either side.
  static let tail = 0.01
  /// Where the whole range is more than so many times the one between the tails, outliers would
  /// leave no room for the rest.
  static let reach = 3.0
  /// Values that differ by less than this part of their magnitude are taken for one.
  static let resolution = 1e-6

  /// The range of all values or, where few of them make it more than three times as wide, that of
  /// the middle 98 %, with a twentieth on both sides; a single value has half as much as it is, or
  /// one half, on both sides.
  ///
  /// - Parameter values: Finite, at least one.
  package static func of(_ values: [Double]) -> ClosedRange<Double> {
    let sorted = values.sorted()
    let (first, last) = (sorted[0], sorted[sorted.count - 1])
    let skipped = Int(Double(sorted.count) * tail)
    let (low, high) = (sorted[skipped], sorted[sorted.count - 1 - skipped])
    if high - low > resolution * max(abs(low), abs(high)), last - first > reach * (high - low) {
      let margin = (high - low) / 20
      return max(first, low - margin)...min(last, high + margin)
    }
    let magnitude = max(abs(first), abs(last))
    guard last - first > resolution * magnitude else {
      let room = max(magnitude / 2, 0.5)
      return first - room...last + room
    }
    return first...last
  }
}

extension ClosedRange<Double> {
  /// In which of so many equal parts a value lies; nil where it is outside. The upper end belongs
  /// to the last part.
  func part(of value: Double, among count: Int) -> Int? {
    guard contains(value) else { return nil }
    let share = (value - lowerBound) / (upperBound - lowerBound)
    return Swift.min(Int(share * Double(count)), count - 1)
  }
}
