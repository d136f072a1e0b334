import Balancing
import Foundation
import LinearAlgebra
import RandomNumbers
import Testing

struct DampedNewtonTests {
  static let exponents = [0.1, 0.5, 1, 2, 10]

  /// A random JJᵀ of rows up to `spread` orders of magnitude apart in length.
  private func matrix(_ seed: UInt64, spread: Double, conflict: Double = 0) -> Gramian {
    var generator = SeededGenerator(seed: seed, stream: .balancing)
    let count = 1 + Int(generator.next() % (seed % 40 == 0 ? 32 : 8))
    let common = (0..<2 * count).map { _ in generator.normal() }
    let rows = (0..<count).map { i in
      let length = pow(10, spread * (generator.uniform() - 0.5))
      let side = i % 2 == 0 ? conflict : -conflict
      return common.map { length * (generator.normal() + side * $0) }
    }
    return Gramian(
      rows: rows.map { a in rows.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } })
  }

  /// How far from (Gw)ᵢ = wᵢ^(−p), beside what rounding of the sum allows.
  private func error(_ weights: [Double], _ matrix: Gramian, exponent: Double) -> Double {
    weights.indices.reduce(0) { worst, i in
      let terms = weights.indices.map { matrix[i, $0] * weights[$0] }
      let barrier = pow(weights[i], -exponent)
      let size = terms.reduce(0) { $0 + abs($1) }
      let distance = abs(terms.reduce(0, +) - barrier)
      return distance.isFinite ? max(worst, distance / (1e-10 * barrier + 1e-13 * size)) : .infinity
    }
  }

  @Test(
    "(Gw)ᵢ = wᵢ^(−p) for lengths up to twelve orders apart, and for two camps", arguments: exponents
  )
  func stationarity(exponent: Double) {
    var newton = DampedNewton()
    for seed in Draw.seeds {
      for (spread, conflict) in [(0, 0), (6, 0), (12, 0), (0, 3), (12, 3)] as [(Double, Double)] {
        let matrix = matrix(seed, spread: spread, conflict: conflict)
        newton.solve(matrix, exponent: exponent)
        let weights = newton.weights
        #expect(!newton.isRegularised, "seed \(seed), spread \(spread), conflict \(conflict)")
        #expect(weights.allSatisfy { $0 > 0 }, "seed \(seed), spread \(spread)")
        #expect(
          error(weights, matrix, exponent: exponent) < 1,
          "seed \(seed), spread \(spread), conflict \(conflict)")
      }
    }
  }

  // At p = 10 the barrier of a great weight is less than the rounding of the sum beside it.
  @Test("duplicates have equal weights", arguments: exponents.filter { $0 <= 2 })
  func duplicates(exponent: Double) {
    var newton = DampedNewton()
    for seed in Draw.seeds {
      let matrix = matrix(seed, spread: 6)
      let order = Array(0..<matrix.count) + [0]
      let doubled = Gramian(rows: order.map { i in order.map { matrix[i, $0] } })
      newton.solve(doubled, exponent: exponent)
      #expect(!newton.isRegularised, "seed \(seed)")
      #expect(error(newton.weights, doubled, exponent: exponent) < 1, "seed \(seed)")
      let pair = [newton.weights[0], newton.weights[matrix.count]]
      #expect(agree([pair[0]], [pair[1]], tolerance: 1e-9), "seed \(seed)")
    }
  }

  @Test("opposite gradients give finite positive weights, and say so", arguments: exponents)
  func opposites(exponent: Double) {
    var newton = DampedNewton()
    for seed in Draw.seeds {
      var matrix = matrix(seed, spread: 6)
      let count = matrix.count
      let old = matrix
      matrix = Gramian(count: count + 1)
      for i in 0...count {
        for j in 0...count {
          let sign: Double = (i == count) == (j == count) ? 1 : -1
          matrix[i, j] = sign * old[i % count, j % count]
        }
      }
      newton.solve(matrix, exponent: exponent)
      #expect(newton.isRegularised, "seed \(seed)")
      #expect(newton.weights.allSatisfy { $0 > 0 && $0.isFinite }, "seed \(seed)")
    }
  }

  @Test("orthogonal gradients have wᵢ = Gᵢᵢ^(−1/(1+p))", arguments: exponents)
  func orthogonal(exponent: Double) {
    var newton = DampedNewton()
    newton.solve(
      Gramian(rows: [[1e-12, 0, 0], [0, 4, 0], [0, 0, 1e12]]), exponent: exponent)
    for (weight, square) in zip(newton.weights, [1e-12, 4, 1e12]) {
      #expect(abs(weight / pow(square, -1 / (1 + exponent)) - 1) < 1e-12)
    }
  }
}
