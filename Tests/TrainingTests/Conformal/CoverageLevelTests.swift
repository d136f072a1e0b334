import Remedies
import Testing
import Training

struct CoverageLevelTests {
  @Test("a level is a probability between 0 and 1, without these")
  func range() throws {
    #expect(try CoverageLevel(0.95).value == 0.95)
    #expect(CoverageLevel.usual.value == 0.9)
    for value in [0, 1, -0.1, 1.5, 90, .infinity, .nan] {
      #expect(throws: PredictionSetError.self) { try CoverageLevel(value) }
    }
  }

  @Test("a percentage is an error that tells the level that was meant")
  func percentage() {
    #expect(
      PredictionSetError.badLevel(95).description
        == "interval is 95.0, but must be above 0 and below 1; did you mean 0.95?")
    #expect(
      PredictionSetError.badLevel(-2).description
        == "interval is -2.0, but must be above 0 and below 1")
  }
}
