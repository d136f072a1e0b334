internal import CLibrary

extension SeededGenerator {
  /// A draw from the standard normal distribution, by Box and Muller's transform.
  public mutating func normal() -> Double {
    // 1 − u lies in (0, 1], where the logarithm is finite.
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }
}
