import Foundation
import LinearAlgebra
import RandomNumbers

import Balancing

/// A seeded quadratic program: a Gramian of gradients over up to six orders of length, with
/// duplicates, opposites, zeros and fewer dimensions than rows among them.
struct QuadraticDraw: CustomStringConvertible {
  let seed: UInt64
  let gramian: Gramian
  /// A linear term about as great as the products of the gradients.
  let linear: [Double]

  static let seeds = Array(UInt64(1)...300)

  /// - Parameters:
  ///   - seed: Which problem.
  ///   - greatest: The most rows.
  ///   - share: The gradients' dimensions as a part of the rows; otherwise a few more or less.
  init(_ seed: UInt64, upTo greatest: Int, dimensions share: Double? = nil) {
    var generator = SeededGenerator(seed: seed, stream: .balancing)
    let count = 1 + Int(generator.next() % UInt64(greatest))
    let few = generator.uniform() < 0.3 ? max(1, count - 2) : count + 3
    let dimensions = share.map { max(1, Int($0 * Double(count))) } ?? few
    let spread = generator.uniform() < 0.5 ? 0 : 3.0
    var rows = (0..<count).map { _ in
      let length = pow(10, spread * (2 * generator.uniform() - 1))
      return (0..<dimensions).map { _ in length * generator.normal() }
    }
    if count > 1 && generator.uniform() < 0.3 { rows[1] = rows[0] }
    if count > 2 && generator.uniform() < 0.3 { rows[2] = rows[0].map { -3 * $0 } }
    if count > 3 && generator.uniform() < 0.1 { rows[3] = rows[3].map { _ in 0 } }
    self.seed = seed
    gramian = Gramian(
      rows: rows.map { a in rows.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } })
    linear = rows.map { row in
      generator.normal() * row.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
  }

  var count: Int { gramian.count }

  var description: String { "QuadraticDraw(\(seed)), \(count) rows" }

  /// ‖gᵢ‖.
  func length(_ i: Int) -> Double { gramian.squaredNorm(i).squareRoot() }

  /// G x.
  func products(_ x: [Double]) -> [Double] {
    (0..<count).map { i in (0..<count).reduce(0) { $0 + gramian[i, $1] * x[$1] } }
  }

  /// How long the parts of Σ xᵢ gᵢ are together: what its rounding is relative to.
  func size(_ x: [Double]) -> Double { (0..<count).reduce(0) { $0 + abs(x[$1]) * length($1) } }
}

/// Solves A x = b by elimination with partial pivoting; nil if A is singular to 10⁻⁹.
func eliminate(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
  var rows = zip(matrix, right).map { $0 + [$1] }
  let count = right.count
  for k in 0..<count {
    guard let pivot = (k..<count).max(by: { abs(rows[$0][k]) < abs(rows[$1][k]) }) else {
      return nil
    }
    guard abs(rows[pivot][k]) > 1e-9 else { return nil }
    rows.swapAt(k, pivot)
    for i in 0..<count where i != k {
      let factor = rows[i][k] / rows[k][k]
      for j in k...count { rows[i][j] -= factor * rows[k][j] }
    }
  }
  return (0..<count).map { rows[$0][count] / rows[$0][$0] }
}
