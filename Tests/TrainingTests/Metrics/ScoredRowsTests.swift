import Testing
import Training

@Suite struct ScoredRowsTests {
  @Test("rows without a label or a weight are left out, whatever was predicted for them")
  func missing() {
    let rows = ScoredRows(
      predictions: [1, .nan, 3, .infinity], labels: [4, .nan, 6, 7], weights: [1, 1, 2, 0])
    #expect(rows.count == 2)
    #expect(rows.predictions == [1, 3])
    #expect(rows.labels == [4, 6])
    #expect(rows.weights == [1, 2])
    #expect(rows.places == [0, 2])
  }

  @Test("the positions of the rows that are kept are known")
  func positions() {
    #expect(ScoredRows.positions(labels: [4, .nan, 6, 7], weights: [1, 1, 2, 0]) == [0, 2])
    #expect(ScoredRows.positions(labels: [.nan, 1, 0], weights: nil) == [1, 2])
  }

  @Test("a row of several outputs is left out whole")
  func missingMulticlass() {
    let rows = ScoredRows(
      predictions: [0.1, 0.9, 0.2, 0.8, 0.3, 0.7], labels: [1, .nan, 0], outputCount: 2)
    #expect(rows.predictions == [0.1, 0.9, 0.3, 0.7])
  }
}
