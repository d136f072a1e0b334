import Foundation
import LinearAlgebra
import Testing

@Suite("Mixtures of experts")
struct MixingTests {
  private let numbers = RandomMatrices(seed: 41)

  /// Σ over the experts of share · number, where shares are softmaxes of logits.
  private func mixture(_ logits: [Double], _ numbers: [[Double]]) -> [Double] {
    let total = logits.reduce(0) { $0 + exp($1) }
    return numbers[0].indices.map { column in
      logits.indices.reduce(0) { $0 + exp(logits[$1]) / total * numbers[$1][column] }
    }
  }

  @Test("a softmax is that of the formula, of any size of its logits", arguments: [1, 3, 8])
  func softmax(columns: Int) {
    let x = numbers.normal(5, columns)
    for column in 0..<columns { x[4, column] = 300 + Float(column) }
    let logits = x.doubles
    x.softmaxRows()
    for (row, logits) in logits.enumerated() {
      let highest = logits.max() ?? 0
      let total = logits.reduce(0) { $0 + exp($1 - highest) }
      let expected = logits.map { exp($0 - highest) / total }
      #expect(agree(x.rows(row..<row + 1).values, expected, within: 1e-6))
    }
  }

  @Test(
    "mixing adds up, and its gradients are those of central differences",
    arguments: [(1, 0), (2, 0), (5, 0), (1, 1), (4, 1)], [1, 7, 19])
  func mixing(counts: (together: Int, apart: Int), columns: Int) {
    let (rows, together) = (4, counts.together)
    let experts = together + counts.apart
    let logits = numbers.normal(rows, experts, margin: 2).doubles
    let shares = numbers.normal(rows, experts, margin: 2)
    let x = numbers.normal(rows * together, columns, margin: 3)
    let last = numbers.normal(rows, columns, margin: 2)
    let (y, dy) = (
      numbers.normal(rows, columns, margin: 1), numbers.normal(rows, columns, margin: 1)
    )
    for row in 0..<rows {
      let total = logits[row].reduce(0) { $0 + exp($1) }
      for expert in 0..<experts { shares[row, expert] = Float(exp(logits[row][expert]) / total) }
    }
    y.mix(x, and: counts.apart > 0 ? last : nil, shares: shares)
    let gradients = numbers.normal(rows * together, columns, margin: 3)
    let ofLast = numbers.normal(rows, columns, margin: 2)
    let ofLogits = numbers.normal(rows, experts, margin: 2)
    dy.leaveMix(
      of: x, and: counts.apart > 0 ? (last, ofLast) : nil, shares: shares, into: gradients,
      logits: ofLogits)
    for row in 0..<rows {
      let own =
        Array(x.doubles[row * together..<(row + 1) * together])
        + (counts.apart > 0 ? [last.doubles[row]] : [])
      #expect(agree(y.rows(row..<row + 1).values, mixture(logits[row], own), within: 1e-5))
      func value(_ logits: [Double], _ own: [[Double]]) -> Double {
        zip(dy.doubles[row], mixture(logits, own)).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let slopes = slopes(at: logits[row]) { value($0, own) }
      #expect(agree(ofLogits.rows(row..<row + 1).values, slopes, within: 1e-5))
      for expert in 0..<experts {
        let expected = self.slopes(at: own[expert]) { moved in
          var all = own
          all[expert] = moved
          return value(logits[row], all)
        }
        let place = row * together + expert
        let found =
          expert < together ? gradients.rows(place..<place + 1) : ofLast.rows(row..<row + 1)
        #expect(agree(found.values, expected, within: 1e-5))
      }
    }
    #expect(numbers.marginsAreIntact)
  }

  private func slopes(at x: [Double], of function: ([Double]) -> Double) -> [Double] {
    LinearAlgebraTests.slopes(at: x, of: function)
  }
}
