import Diagnosis
import RandomNumbers
import Testing
import Training

@Suite struct CountDecilesTests {
  @Test("each bin has the means of its rows, in the order of the expectation")
  func means() throws {
    var generator = SeededGenerator(seed: 17, stream: .split)
    let expected = (0..<300).map { _ in 0.1 + 4 * generator.uniform() }
    let weights = (0..<300).map { _ in Float(1 + Int(3 * generator.uniform())) }
    let rows = ScoredRows(
      predictions: expected, labels: expected.map { ($0 + generator.uniform()).rounded() },
      weights: weights)
    let bins = try #require(CountDeciles(rows)).bins
    #expect(bins.count == 10 && bins.reduce(0) { $0 + $1.count } == 300)
    let order = (0..<300).sorted { expected[$0] < expected[$1] }
    var first = 0
    for bin in bins {
      let members = order[first..<first + bin.count]
      let total = members.reduce(0) { $0 + rows.weight($1) }
      #expect(
        abs(
          bin.expected - members.reduce(0) { $0 + rows.weight($1) * expected[$1] } / total) < 1e-12)
      #expect(
        abs(
          bin.observed - members.reduce(0) { $0 + rows.weight($1) * rows.labels[$1] } / total)
          < 1e-12)
      #expect(bin.range.lowerBound == expected[order[first]])
      #expect(bin.range.upperBound == expected[order[first + bin.count - 1]])
      // A tenth of the weight, but for the rows at its ends.
      let all = weights.reduce(0) { $0 + Double($1) }
      #expect(abs(total - all / 10) <= 3)
      first += bin.count
    }
  }

  @Test("a constant expectation is one bin; without rows there is nothing")
  func few() throws {
    let bins = try #require(CountDeciles(ScoredRows(predictions: [2, 2, 2], labels: [1, 0, 5])))
      .bins
    #expect(bins.map(\.count) == [3] && bins.map(\.expected) == [2] && bins.map(\.observed) == [2])
    #expect(CountDeciles(ScoredRows(predictions: [2], labels: [.nan])) == nil)
  }
}
