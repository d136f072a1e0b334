import Foundation
import LinearAlgebra
import Testing

struct ElementwiseTests {
  private let numbers = RandomMatrices(seed: 12)

  /// Row b · copies + i of the gradients stands beside row b of the batch.
  private func timesDerivative(
    _ x: [[Double]], _ dy: [[Double]], copies: Int, _ derivative: (Double) -> Double
  ) -> [[Double]] {
    dy.indices.map { row in zip(x[row / copies], dy[row]).map { derivative($0) * $1 } }
  }

  private func normalCDF(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  @Test("ReLU keeps what is positive, and passes gradients where it is", arguments: oddSizes)
  func relu(columns: Int) {
    for copies in [1, 3] {
      let x = numbers.normal(5, columns)
      x[0, 0] = 0
      let y = numbers.filled(5, columns, with: .nan)
      y.assignReLU(of: x)
      #expect(y.values == x.values.map { max($0, 0) })
      let dy = numbers.normal(5 * copies, columns)
      let dx = numbers.filled(5 * copies, columns, with: .nan)
      dx.assignReLUGradient(of: x, output: dy, copies: copies)
      let expected = timesDerivative(x.doubles, dy.doubles, copies: copies) { $0 > 0 ? 1 : 0 }
      #expect(agree(dx, expected, within: 0))
    }
  }

  @Test("GELU is x Φ(x), and its gradient Φ(x) + x φ(x)", arguments: oddSizes)
  func gelu(columns: Int) {
    for copies in [1, 3] {
      let x = numbers.normal(5, columns, deviation: 3)
      let y = numbers.filled(5, columns, with: .nan)
      y.assignGELU(of: x)
      let values = x.doubles.map { $0.map { $0 * normalCDF($0) } }
      #expect(agree(y, values, within: 1e-6))
      let dy = numbers.normal(5 * copies, columns)
      let dx = numbers.filled(5 * copies, columns, with: .nan)
      dx.assignGELUGradient(of: x, output: dy, copies: copies)
      let expected = timesDerivative(x.doubles, dy.doubles, copies: copies) {
        normalCDF($0) + $0 * exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot()
      }
      #expect(agree(dx, expected, within: 1e-6))
    }
  }

  @Test("activations far out are 0 or their input")
  func farOut() {
    let x = numbers.row([-1e30, -1e4, -100, 100, 1e4, 1e30])
    let y = numbers.filled(1, 6, with: .nan)
    y.assignGELU(of: x)
    #expect(y.values == [0, 0, 0, 100, 1e4, 1e30])
    let dx = numbers.filled(1, 6, with: .nan)
    dx.assignGELUGradient(
      of: x, output: numbers.filled(1, 6, with: 1), copies: 1)
    #expect(dx.values == [0, 0, 0, 1, 1, 1])
  }

  @Test("activations do not hide what is not a number")
  func notANumber() {
    let x = numbers.row([.nan, 1])
    let y = numbers.filled(1, 2, with: 0)
    y.assignReLU(of: x)
    #expect(y[0, 0].isNaN && y[0, 1] == 1)
    y.assignGELU(of: x)
    #expect(y[0, 0].isNaN && !y[0, 1].isNaN)
  }

  @Test("a row is added to every row, and columns are summed, gaps or not", arguments: oddSizes)
  func rowsAndSums(columns: Int) {
    for (rows, margin) in [(1, 0), (17, 0), (17, 2), (130, 1)] {
      let x = numbers.normal(rows, columns, margin: margin)
      let row = numbers.normal(1, columns)
      let before = x.doubles
      x.addToRows(row)
      let expected = before.map { zip($0, row.doubles[0]).map(+) }
      #expect(agree(x, expected, within: 1e-6))
      let sums = numbers.filled(1, columns, with: .nan)
      sums.assignColumnSums(of: x)
      let doubles = x.doubles
      let columnSums = (0..<columns).map { column in doubles.reduce(0) { $0 + $1[column] } }
      #expect(agree(sums.values, columnSums, within: 1e-5))
    }
    #expect(numbers.marginsAreIntact)
  }

  @Test("the column sums of no rows are zero")
  func sumsOfNothing() {
    let sums = numbers.filled(1, 3, with: .nan)
    sums.assignColumnSums(of: numbers.normal(0, 3))
    #expect(sums.values == [0, 0, 0])
  }

  @Test("a scale multiplies all entries, and 0 removes what is not finite", arguments: oddSizes)
  func scale(count: Int) {
    let x = numbers.normal(1, count)
    let before = x.values
    x.scale(by: -0.5)
    #expect(x.values == before.map { -0.5 * $0 })
    x[0, 0] = .nan
    x[0, count - 1] = .infinity
    x.scale(by: 0)
    #expect(x.values == Array(repeating: 0, count: count))
  }

  @Test("columns are scaled alone, and 0 removes what is not finite", arguments: oddSizes)
  func scaleColumns(columns: Int) {
    let x = numbers.normal(7, columns, margin: 3)
    let before = x.values
    x.scaleColumns(by: 3)
    #expect(x.values == before.map { 3 * $0 })
    x[0, 0] = .nan
    x[6, columns - 1] = -.infinity
    x.scaleColumns(by: 0)
    #expect(x.values == Array(repeating: 0, count: 7 * columns))
    #expect(numbers.marginsAreIntact)
  }

  @Test("rows are summed, gaps or not", arguments: oddSizes)
  func sumOfRows(count: Int) {
    for (rows, margin) in [(1, 0), (2, 0), (17, 3)] {
      let parts = numbers.normal(rows, count, margin: margin)
      let sum = numbers.filled(1, count, with: .nan)
      sum.assignSum(ofRows: parts)
      let doubles = parts.doubles
      let expected = (0..<count).map { column in doubles.reduce(0) { $0 + $1[column] } }
      #expect(agree(sum.values, expected, within: 1e-5))
    }
    #expect(numbers.marginsAreIntact)
  }

  @Test("rows are combined by their weights", arguments: oddSizes)
  func combination(count: Int) {
    for (rows, margin) in [(1, 0), (2, 1), (17, 0)] {
      let parts = numbers.normal(rows, count, margin: margin)
      let weights = numbers.uniform(rows).map { Double($0) * 2 - 1 }
      let sum = numbers.filled(1, count, with: .nan)
      sum.assignCombination(ofRows: parts, weights: weights)
      let doubles = parts.doubles
      let expected = (0..<count).map { column in
        (0..<rows).reduce(0.0) { $0 + weights[$1] * doubles[$1][column] }
      }
      #expect(agree(sum.values, expected, within: 1e-5))
    }
  }

  @Test("a weight of 0 drops a row that is not finite")
  func droppedRow() {
    let parts = numbers.normal(3, 17)
    parts.rows(1..<2).copy(Array(repeating: .nan, count: 17))
    parts[1, 3] = .infinity
    let sum = numbers.filled(1, 17, with: .nan)
    sum.assignCombination(ofRows: parts, weights: [1, 0, 2])
    let doubles = parts.doubles
    #expect(agree(sum.values, zip(doubles[0], doubles[2]).map { $0 + 2 * $1 }, within: 1e-6))
  }

  @Test("inner products are taken in Double", arguments: [0, 1, 3, 16, 17, 130, 10_000])
  func dot(count: Int) {
    let (x, y) = (numbers.normal(1, count), numbers.normal(1, count))
    let expected = zip(x.values, y.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(x.dot(y) - expected) <= 1e-12 * Double(count))
    let squares = x.values.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(abs(x.squaredNorm - squares) <= 1e-12 * Double(count))
  }

  @Test("a squared norm beyond Float32 is still finite")
  func hugeNorm() {
    #expect(agree(numbers.filled(1, 4, with: 1e30).squaredNorm, 4e60, within: 1e-6))
  }

  @Test("matrices of other shapes stop the process")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 12)
      buffer.matrix(rows: 3, columns: 4).assignReLU(of: buffer.matrix(rows: 4, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 24)
      let x = buffer.matrix(rows: 2, columns: 3)
      buffer.matrix(rows: 5, columns: 3)
        .assignReLUGradient(of: x, output: buffer.matrix(rows: 5, columns: 3), copies: 2)
    }
  }
}
