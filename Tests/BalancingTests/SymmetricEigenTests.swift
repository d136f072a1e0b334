import Balancing
import Foundation
import LinearAlgebra
import RandomNumbers
import Testing

struct SymmetricEigenTests {
  /// A random JJᵀ of n rows and the given rank, rows of lengths up to `spread` orders apart.
  private func matrix(_ seed: UInt64, rank: Int?, spread: Double) -> Gramian {
    var generator = SeededGenerator(seed: seed, stream: .balancing)
    let count = 1 + Int(generator.next() % (seed % 40 == 0 ? 64 : 9))
    let width = rank.map { min($0, count) } ?? 2 * count
    let rows = (0..<count).map { _ in
      let length = pow(10, spread * (generator.uniform() - 0.5))
      return (0..<width).map { _ in length * generator.normal() }
    }
    return Gramian(
      rows: rows.map { a in rows.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } })
  }

  private func check(_ eigen: SymmetricEigen, _ matrix: Gramian, _ seed: UInt64) {
    let n = matrix.count
    let scale = 1e-14 * Double(n) * (0..<n).reduce(0) { max($0, matrix[$1, $1]) }
    #expect(eigen.values == eigen.values.sorted(by: >), "seed \(seed)")
    for k in 0..<n {
      let vector = eigen.vectors[k * n..<(k + 1) * n].map(\.self)
      for i in 0..<n {
        let product = (0..<n).reduce(0) { $0 + matrix[i, $1] * vector[$1] }
        #expect(abs(product - eigen.values[k] * vector[i]) <= scale, "seed \(seed)")
        let other = eigen.vectors[i * n..<(i + 1) * n]
        let cosine = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(cosine - (i == k ? 1 : 0)) <= 1e-14 * Double(n), "seed \(seed)")
      }
    }
  }

  @Test(
    "A v = λ v with orthonormal v, the greatest λ first, for regular, singular and wide matrices")
  func definition() {
    var eigen = SymmetricEigen()
    for seed in Draw.seeds {
      for (rank, spread) in [(nil, 0), (2, 0), (nil, 12), (3, 12)] as [(Int?, Double)] {
        let matrix = matrix(seed, rank: rank, spread: spread)
        eigen.decompose(matrix)
        check(eigen, matrix, seed)
      }
    }
  }

  @Test("the least eigenvalue of a matrix of 24 orders of magnitude has its relative accuracy")
  func relativeAccuracy() {
    var eigen = SymmetricEigen()
    for seed in Draw.seeds {
      let matrix = matrix(seed, rank: nil, spread: 12)
      eigen.decompose(matrix)
      // The product of the eigenvalues is the determinant, which elimination gives accurately.
      let logProduct = eigen.values.reduce(0) { $0 + log($1) }
      #expect(abs(logProduct - logDeterminant(matrix)) < 1e-9, "seed \(seed)")
    }
  }

  private func logDeterminant(_ matrix: Gramian) -> Double {
    var rows = (0..<matrix.count).map { i in (0..<matrix.count).map { matrix[i, $0] } }
    var sum = 0.0
    for k in rows.indices {
      sum += log(rows[k][k])
      for i in rows.indices.dropFirst(k + 1) {
        let factor = rows[i][k] / rows[k][k]
        for j in rows.indices { rows[i][j] -= factor * rows[k][j] }
      }
    }
    return sum
  }

  @Test("zeros, a diagonal and one entry are their own answers")
  func trivial() {
    var eigen = SymmetricEigen()
    eigen.decompose(Gramian(count: 3))
    #expect(eigen.values == [0, 0, 0])
    eigen.decompose(Gramian(rows: [[1, 0, 0], [0, 9, 0], [0, 0, 4]]))
    #expect(eigen.values == [9, 4, 1])
    #expect(eigen.vectors == [0, 1, 0, 0, 0, 1, 1, 0, 0])
    eigen.decompose(Gramian(rows: [[5]]))
    #expect(eigen.values == [5] && eigen.vectors == [1])
  }
}
