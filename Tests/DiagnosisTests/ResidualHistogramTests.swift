import Diagnosis
import Testing
import Training

@Suite struct ResidualHistogramTests {
  @Test("every row counts by its weight where its residual lies", arguments: [false, true])
  func bins(weighted: Bool) throws {
    let rows = DrawnRows.numbers(500, seed: 3, weighted: weighted)
    let histogram = try #require(ResidualHistogram(rows, bins: 9))
    let (low, high) = (histogram.range.lowerBound, histogram.range.upperBound)
    var (total, sum) = (0.0, 0.0)
    var expected = Array(repeating: 0.0, count: 9)
    for row in 0..<rows.count {
      let residual = rows.predictions[row] - rows.labels[row]
      let bin = (0..<9).last { residual >= low + (high - low) * Double($0) / 9 }
      expected[try #require(bin)] += rows.weight(row)
      total += rows.weight(row)
      sum += rows.weight(row) * residual
    }
    #expect(histogram.weights == expected && histogram.outside == 0)
    #expect(abs(histogram.mean - sum / total) < 1e-12)
  }

  @Test("predictions that are too high have a positive mean; without rows there is nothing")
  func sign() throws {
    let high = try #require(ResidualHistogram(ScoredRows(predictions: [3, 4], labels: [1, 2])))
    #expect(high.mean == 2 && high.range == 1...3 && high.weights.reduce(0, +) == 2)
    #expect(ResidualHistogram(ScoredRows(predictions: [3], labels: [.nan])) == nil)
  }
}
