import Diagnosis
import Testing
import Training

@Suite struct PredictedAgainstActualTests {
  @Test("every row counts by its weight where its two numbers lie", arguments: [false, true])
  func bins(weighted: Bool) throws {
    let rows = DrawnRows.numbers(500, seed: 2, weighted: weighted)
    let bins = try #require(PredictedAgainstActual(rows, bins: 8))
    let (low, high) = (bins.range.lowerBound, bins.range.upperBound)
    func edge(_ number: Int) -> Double { low + (high - low) * Double(number) / 8 }
    for line in 0..<8 {
      for column in 0..<8 {
        var expected = 0.0
        for row in 0..<rows.count {
          let (x, y) = (rows.labels[row], rows.predictions[row])
          let isAcross = x >= edge(column) && (x < edge(column + 1) || column == 7 && x == high)
          let isUp = y >= edge(line) && (y < edge(line + 1) || line == 7 && y == high)
          if isAcross && isUp { expected += rows.weight(row) }
        }
        #expect(bins.weights[line][column] == expected)
      }
    }
    let all = (0..<rows.count).reduce(0) { $0 + rows.weight($1) }
    #expect(bins.weights.joined().reduce(0, +) + bins.outside == all && bins.outside == 0)
  }

  @Test("perfect predictions lie on the diagonal, and the range is one for both")
  func perfect() throws {
    let labels = (0..<64).map(Double.init)
    let bins = try #require(
      PredictedAgainstActual(ScoredRows(predictions: labels, labels: labels), bins: 8))
    #expect(bins.range == 0...63)
    for line in 0..<8 {
      #expect(bins.weights[line].indices.filter { bins.weights[line][$0] > 0 } == [line])
    }
  }

  @Test("a row far out is told of, not drawn")
  func outside() throws {
    let labels = (0..<1000).map(Double.init)
    let bins = try #require(
      PredictedAgainstActual(ScoredRows(predictions: labels + [1e6], labels: labels + [5])))
    #expect(bins.outside == 1)
  }

  @Test("one row or one value has a place, and without rows there is nothing")
  func few() throws {
    let one = try #require(PredictedAgainstActual(ScoredRows(predictions: [7], labels: [7])))
    #expect(one.weights.joined().reduce(0, +) == 1 && one.range.contains(7))
    #expect(PredictedAgainstActual(ScoredRows(predictions: [7], labels: [.nan])) == nil)
  }
}
