import Testing
import Training

@Suite struct ForecastTests {
  @Test("a binary row is forecast to be positive with its probability, whichever class it is of")
  func binary() {
    let rows = ScoredRows(predictions: [0.2, 0.9, 0.3], labels: [1, 1, 0])
    let forecasts = (0..<3).map(rows.forecast)
    #expect(forecasts.map(\.probability) == [0.2, 0.9, 0.3])
    #expect(forecasts.map(\.isTrue) == [true, true, false])
  }

  @Test("a row of several classes is forecast to be of the predicted one, with its probability")
  func multiclass() {
    let rows = ScoredRows(
      predictions: [0.2, 0.5, 0.3, 0.4, 0.2, 0.4], labels: [1, 2], outputCount: 3)
    #expect((0..<2).map { rows.forecast($0).probability } == [0.5, 0.4])
    #expect((0..<2).map { rows.forecast($0).isTrue } == [true, false])
  }
}
