internal import Foundation

extension LabelTransform {
  /// The quantile of the standard normal distribution at the label's share of the training labels.
  ///
  /// At most 256 training quantiles are kept, with straight lines between them. Beyond the first and
  /// the last one the line goes on as steep as it was between the outermost tenth of them, so that
  /// every number has its own transformed one.
  public static let quantile = LabelTransform(
    name: "quantile", formula: "Φ⁻¹(F(y)), F the training labels' distribution",
    summary: "any shape of distribution, with negative numbers and long tails at both ends",
    source: "Beasley, Erickson and Allison 2009; Bogner, Pappenberger and Cloke 2012",
    domain: .all,
    knots: { labels in
      let (shares, places) = (labels.shares, labels.places(atMost: mostKnots))
      return places.map {
        TransformKnot(label: labels.values[$0], transformed: normalQuantile(shares[$0]))
      }
    },
    forward: { label, knots in
      knots.line(through: label, from: \.label, to: \.transformed)
    },
    inverse: { transformed, knots in
      knots.line(through: transformed, from: \.transformed, to: \.label)
    })

  private static let mostKnots = 256
}

extension WeightedValues {
  /// For each number the share of the weight that lies below it, half its own included.
  fileprivate var shares: [Double] {
    let total = totalWeight
    var sum = 0.0
    return weights.map { weight in
      sum += weight
      return (sum - weight / 2) / total
    }
  }

  /// The places of as many numbers as there are, or of that many at equal distances of weight, the
  /// first and the last one among them.
  fileprivate func places(atMost most: Int) -> [Int] {
    guard count > most else { return Array(values.indices) }
    let shares = shares
    var places = [0]
    for (place, share) in shares.enumerated().dropFirst().dropLast()
    where share * Double(most - 1) >= Double(places.count) {
      places.append(place)
    }
    return places + [count - 1]
  }
}

extension [TransformKnot] {
  /// The straight line through the two knots around x, at x; beyond the ends the line through the
  /// outermost tenth of the knots.
  fileprivate func line(
    through x: Double, from: KeyPath<TransformKnot, Double>, to: KeyPath<TransformKnot, Double>
  ) -> Double {
    guard let first, let last, !x.isNaN else { return .nan }
    let (a, b, base): (TransformKnot, TransformKnot, TransformKnot)
    let step = Swift.max(count / 10, 1)
    if x <= first[keyPath: from] {
      (a, b, base) = (first, self[step], first)
    } else if x >= last[keyPath: from] {
      (a, b, base) = (self[count - 1 - step], last, last)
    } else {
      var (low, high) = (0, count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if self[middle][keyPath: from] <= x { low = middle } else { high = middle }
      }
      (a, b, base) = (self[low], self[high], self[low])
    }
    let slope = (b[keyPath: to] - a[keyPath: to]) / (b[keyPath: from] - a[keyPath: from])
    return base[keyPath: to] + slope * (x - base[keyPath: from])
  }
}

/// The number below which a share of the standard normal distribution lies, by Newton's method with
/// steps of at most 1, which do not leave the root's side for long.
private func normalQuantile(_ share: Double) -> Double {
  var x = 0.0
  for _ in 0..<100 {
    // Each tail by itself, so that a small share is not lost beside 1.
    let tail = erfc(abs(x) / 2.squareRoot()) / 2
    let excess = x < 0 ? tail - share : (1 - share) - tail
    let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    let step = min(max(excess / density, -1), 1)
    x -= step
    if abs(step) <= 1e-15 * max(abs(x), 1) { break }
  }
  return x
}
