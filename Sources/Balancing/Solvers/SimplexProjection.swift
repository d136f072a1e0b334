/// The nearest point of the simplex w ≥ 0, Σ w = 1, found by sorting (Held, Wolfe and Crowder 1974;
/// Duchi et al. 2008, Figure 1).
package struct SimplexProjection: Sendable {
  private var sorted: [Double] = []

  /// A projection, to be used for many points.
  package init() {}

  /// Replaces a point by the nearest one of the simplex: wᵢ = max(xᵢ − τ, 0), with the τ that makes
  /// them sum to 1.
  package mutating func project(_ point: inout [Double]) {
    guard let greatest = point.max() else { return }
    sorted.removeAll(keepingCapacity: true)
    // From the greatest down: what is not within 1 of it has no part, so no digits are lost.
    for value in point { sorted.append(value - greatest) }
    sorted.sort(by: >)
    var sum = 0.0
    var threshold = 0.0
    for (index, value) in sorted.enumerated() {
      let next = (sum + value - 1) / Double(index + 1)
      guard value > next else { break }
      sum += value
      threshold = next
    }
    for i in point.indices { point[i] = max(point[i] - greatest - threshold, 0) }
  }
}
