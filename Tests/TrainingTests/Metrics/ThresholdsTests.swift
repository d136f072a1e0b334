import Testing
import Training

@Suite struct ThresholdsTests {
  @Test("rows of one score stand together, the highest score first")
  func groups() {
    let rows = ScoredRows(
      predictions: [0.5, 0.25, 0.5, 0.75, 0.25], labels: [1, 0, 0, 1, 1], weights: [1, 2, 4, 8, 16])
    let thresholds = rows.thresholds()
    #expect(thresholds.map(\.positive) == [8, 1, 16])
    #expect(thresholds.map(\.negative) == [0, 4, 2])
  }

  @Test("zero and negative zero are one score")
  func signedZero() {
    #expect(ScoredRows(predictions: [0, -0.0], labels: [1, 0]).thresholds().count == 1)
  }
}
