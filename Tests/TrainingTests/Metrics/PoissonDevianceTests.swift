import Foundation
import Testing
import Training

@Suite struct PoissonDevianceTests {
  @Test("two events where one was expected cost 4 log 2 − 2, none cost 2")
  func byHand() throws {
    let two = try #require(Metric.deviance(ScoredRows(predictions: [1], labels: [2])))
    #expect(abs(two - (4 * log(2) - 2)) < 1e-15)
    #expect(Metric.deviance(ScoredRows(predictions: [1], labels: [0])) == 2)
  }

  @Test("the count itself costs nothing and every other mean something")
  func minimum() throws {
    for count in [Double(0.5), 1, 7, 1000] {
      #expect(Metric.deviance(ScoredRows(predictions: [count], labels: [count])) == 0)
      for factor in [Double(0.5), 0.99, 1.01, 2] {
        let rows = ScoredRows(predictions: [count * factor], labels: [count])
        #expect(try #require(Metric.deviance(rows)) > 0)
      }
    }
  }

  @Test("a mean that rounded to zero costs nothing without events and a finite amount with one")
  func zeroMean() throws {
    let none = try #require(Metric.deviance(ScoredRows(predictions: [0], labels: [0])))
    #expect(none >= 0 && none < 1e-37)
    let one = try #require(Metric.deviance(ScoredRows(predictions: [0], labels: [1])))
    // −log of the smallest normal number, 2⁻¹²⁶.
    #expect(abs(one - 2 * (126 * log(2) - 1)) < 1e-12)
  }
}
