import ArgumentParser
import Foundation
import LinearAlgebra

/// The inner products of gradients that were drawn: normal numbers, reproducible.
struct DrawnGramian {
  /// How the gradients lie.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    /// Twice as many dimensions as gradients: half of the pairs conflict.
    case independent
    /// Little more than half as many dimensions as gradients, so that they depend on each other.
    case dependent
    /// Most of each gradient lies in twenty dimensions that all share.
    case correlated

    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
  }

  let gramian: Gramian

  init(_ kind: Kind, count: Int) {
    var noise = NormalNoise()
    func rows(_ dimensions: Int) -> [[Double]] {
      (0..<count).map { _ in (0..<dimensions).map { _ in noise.next() } }
    }
    var gradients: [[Double]]
    switch kind {
    case .independent: gradients = rows(2 * count)
    case .dependent: gradients = rows(max(1, count * 55 / 100))
    case .correlated:
      // Twenty axes four times as long as the others.
      gradients = rows(2 * count)
      for i in 0..<count {
        for k in 0..<min(20, 2 * count) { gradients[i][k] *= 4 }
      }
    }
    var gramian = Gramian(count: count)
    for i in 0..<count {
      for j in 0...i {
        let product = zip(gradients[i], gradients[j]).reduce(0) { $0 + $1.0 * $1.1 }
        gramian[i, j] = product
        gramian[j, i] = product
      }
    }
    self.gramian = gramian
  }
}

/// Reproducible normal numbers (Knuth's linear congruence, its upper bits; Box and Muller 1958).
private struct NormalNoise {
  private var state: UInt64 = 1

  mutating func next() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  /// From 0 to below 1.
  private mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / Double(1 << 53)
  }
}
