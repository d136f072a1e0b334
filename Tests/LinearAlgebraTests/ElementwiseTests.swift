import LinearAlgebra
import Testing

struct ElementwiseTests {
  private let numbers = RandomMatrices(seed: 12)

  @Test("a row is added to every row, and columns are summed, gaps or not", arguments: oddSizes)
  func rowsAndSums(columns: Int) {
    for (rows, margin) in [(1, 0), (17, 0), (17, 2), (130, 1)] {
      let x = numbers.normal(rows, columns, margin: margin)
      let row = numbers.normal(1, columns)
      let before = x.doubles
      x.addToRows(row)
      let expected = before.map { zip($0, row.doubles[0]).map(+) }
      #expect(agree(x, expected, within: 1e-6))
      let sums = numbers.filled(1, columns, with: 2)
      sums.addColumnSums(of: x)
      let doubles = x.doubles
      let columnSums = (0..<columns).map { column in doubles.reduce(2) { $0 + $1[column] } }
      #expect(agree(sums.values, columnSums, within: 1e-5))
    }
    #expect(numbers.marginsAreIntact)
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

  @Test("entries are added", arguments: oddSizes)
  func sum(count: Int) {
    let (x, y) = (numbers.normal(3, count), numbers.normal(3, count))
    let before = x.values
    x.add(y)
    #expect(x.values == zip(before, y.values).map(+))
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
}
