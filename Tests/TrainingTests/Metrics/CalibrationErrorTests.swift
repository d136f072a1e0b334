import RandomNumbers
import Testing
import Training

@Suite struct CalibrationErrorTests {
  private func error(
    _ probabilities: [Double], _ labels: [Double], weights: [Float]? = nil
  ) throws -> Double {
    try #require(
      Metric.calibrationError(
        ScoredRows(predictions: probabilities, labels: labels, weights: weights)))
  }

  @Test("the gap of each bin counts by the share of its rows")
  func bins() throws {
    // Three bins: one of two rows of which one is positive, two of one row each.
    let found = try error([0.41, 0.45, 0.9, 0.02], [1, 0, 1, 0])
    let expected = 0.5 * (0.5 - 0.43) + 0.25 * 0.1 + 0.25 * 0.02
    #expect(abs(found - expected) < 1e-12)
  }

  @Test("errors in one bin even out, in two they add up")
  func evening() throws {
    #expect(abs(try error([0.5, 0.5], [1, 0])) < 1e-12)
    #expect(abs(try error([0.45, 0.55], [1, 0]) - 0.55) < 1e-12)
  }

  @Test("an upper edge belongs to its bin, and 0 to the first one")
  func edges() throws {
    // 1/15 is in the first bin with 0 and 0.05: gaps of one sign and of the other even out there.
    let edge = 1.0 / 15
    let found = try error([0, edge, 0.05], [0, 0, 1])
    #expect(abs(found - (1 - edge - 0.05) / 3) < 1e-12)
    #expect(try error([1, 1], [1, 0]) == 0.5)
  }

  @Test("of several classes it is the confidence against the accuracy")
  func multiclass() throws {
    let rows = ScoredRows(
      predictions: [0.61, 0.3, 0.09, 0.62, 0.2, 0.18, 0.1, 0.8, 0.1], labels: [0, 1, 2],
      outputCount: 3)
    let expected = (abs(1 - 0.61 - 0.62) + 0.8) / 3
    #expect(abs(try #require(Metric.calibrationError(rows)) - expected) < 1e-12)
  }

  @Test("a row of weight 2 counts as two rows")
  func weighted() throws {
    let twice = try error([0.3, 0.3, 0.7, 0.31], [1, 1, 0, 0])
    #expect(abs(try error([0.3, 0.7, 0.31], [1, 0, 0], weights: [2, 1, 1]) - twice) < 1e-12)
  }

  @Test(
    "labels drawn from the probabilities leave a small error, those of half of them a large one")
  func calibrated() throws {
    var generator = SeededGenerator(seed: 5, stream: .split)
    let probabilities = (0..<20_000).map { _ in generator.uniform() }
    let right = probabilities.map { generator.uniform() < $0 ? 1.0 : 0 }
    let half = probabilities.map { generator.uniform() < $0 / 2 ? 1.0 : 0 }
    #expect(try error(probabilities, right) < 0.02)
    #expect(abs(try error(probabilities, half) - 0.25) < 0.02)
  }
}
