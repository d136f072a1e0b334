extension WeightedValues {
  /// The x at which Σ w f(x, y) over the distribution is least, for an f that is convex in x; any
  /// such x where there are several.
  ///
  /// It is where the slope of the sum changes its sign: between two numbers that are found by
  /// doubling the distance from a first one, by a hundred halvings. If the sum falls, or rises, as
  /// far as is looked, the last x is it, at about 10¹⁵ times the first distance.
  ///
  /// - Parameters:
  ///   - start: A number of the size of the labels.
  ///   - slope: ∂f/∂x, at a kink any number between the slopes of both sides.
  package func minimiser(from start: Double, slope: (_ x: Double, _ y: Double) -> Double) -> Double
  {
    func total(_ x: Double) -> Double {
      values.indices.reduce(0) { $0 + weights[$1] * slope(x, values[$1]) }
    }
    let first = total(start)
    guard first != 0 else { return start }
    let direction: Double = first > 0 ? -1 : 1
    // How much the sum falls in that direction; what overflows there lies too far.
    func fall(_ x: Double) -> Double { -direction * total(x) }
    let range = (values.last ?? 0) - (values.first ?? 0)
    var (near, far) = (start, start)
    var distance = range > 0 ? range : 1
    for _ in 0..<50 {
      (near, far) = (far, start + direction * distance)
      guard fall(far) > 0 else { break }
      distance *= 2
    }
    for _ in 0..<100 {
      let middle = near + (far - near) / 2
      let fall = fall(middle)
      if fall == 0 { return middle }
      if fall > 0 { near = middle } else { far = middle }
    }
    return near + (far - near) / 2
  }
}
