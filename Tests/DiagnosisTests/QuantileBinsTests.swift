import Diagnosis
import Testing
import Training

@Suite struct QuantileBinsTests {
  @Test("different values are shared out evenly, in ascending order")
  func even() {
    let rows = ScoredRows(
      predictions: (0..<20).map { Double(($0 * 7) % 20) }, labels: Array(repeating: 0, count: 20))
    let bins = rows.quantileBins(10) { rows.predictions[$0] }
    let values = bins.map { bin in bin.map { rows.predictions[$0] } }
    let expected: [[Double]] = (0..<10).map { bin in [Double(2 * bin), Double(2 * bin + 1)] }
    #expect(values == expected)
  }

  @Test("every row is in one bin, bins are in order, and equal values are never parted")
  func ties() {
    let rows = DrawnRows.binary(997, seed: 1, weighted: true)
    let bins = rows.quantileBins(7) { (rows.predictions[$0] * 20).rounded() }
    #expect(bins.count > 3 && bins.count <= 7)
    #expect(bins.flatMap(\.self).sorted() == Array(0..<rows.count))
    let values = bins.map { $0.map { (rows.predictions[$0] * 20).rounded() } }
    for (one, next) in zip(values, values.dropFirst()) {
      #expect((one.max() ?? 0) < (next.min() ?? 0))
    }
  }

  @Test("bins have about equal weight, not equally many rows")
  func weights() {
    let rows = ScoredRows(
      predictions: [1, 2, 3, 4, 5, 6], labels: [0, 0, 0, 0, 0, 0], weights: [4, 1, 1, 1, 1, 8])
    #expect(rows.quantileBins(2) { rows.predictions[$0] } == [[0, 1, 2, 3, 4], [5]])
  }

  @Test("one value is one bin, and no rows are none")
  func constant() {
    let rows = ScoredRows(predictions: [2, 2, 2], labels: [1, 2, 3])
    #expect(rows.quantileBins(10) { rows.predictions[$0] } == [[0, 1, 2]])
    let none = ScoredRows(predictions: [2], labels: [.nan])
    #expect(none.quantileBins(10) { none.predictions[$0] } == [])
  }

  @Test("a mean over some rows is weighted")
  func mean() {
    let rows = ScoredRows(predictions: [1, 5, 9], labels: [0, 0, 0], weights: [1, 2, 3])
    #expect(rows.mean(over: [0, 2]) { rows.predictions[$0] } == 7)
  }
}
