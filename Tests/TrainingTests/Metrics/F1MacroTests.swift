import Testing
import Training

@Suite struct F1MacroTests {
  /// Rows whose predicted classes are sure.
  private func rows(predicted: [Int], labels: [Double], classes: Int) -> ScoredRows {
    let outputs = predicted.flatMap { found in (0..<classes).map { Double($0 == found ? 1 : 0) } }
    return ScoredRows(predictions: outputs, labels: labels, outputCount: classes)
  }

  @Test("the plain mean of the classes' scores, however frequent they are")
  func byHand() throws {
    // Class 0: 2 hits, 1 false alarm: 4/5. Class 1: 1 hit, 1 miss: 2/3. Class 2: 1 hit: 1.
    let rows = rows(predicted: [0, 0, 0, 1, 2], labels: [0, 0, 1, 1, 2], classes: 3)
    let expected = (0.8 + 2.0 / 3 + 1) / 3
    #expect(abs(try #require(Metric.f1Macro(rows)) - expected) < 1e-15)
  }

  @Test("a class that nobody mentions is left out, one that is never right scores 0")
  func absentClasses() {
    #expect(Metric.f1Macro(rows(predicted: [0, 0], labels: [0, 0], classes: 4)) == 1)
    #expect(Metric.f1Macro(rows(predicted: [1, 1], labels: [0, 0], classes: 4)) == 0)
  }
}
