/// The derivatives of a function at a point, by central differences in Double: an error of about
/// step² and of 1e-16 / step.
func slopes(
  at point: [Double], step: Double = 1e-5, of function: ([Double]) -> Double
) -> [Double] {
  point.indices.map { index in
    var above = point
    var below = point
    above[index] += step
    below[index] -= step
    return (function(above) - function(below)) / (2 * step)
  }
}
