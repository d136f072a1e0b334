import Diagnosis
import Foundation
import PythonReference
import Testing
import Training

private let python = PythonInterpreter(importing: "sklearn", "numpy")

@Suite struct ReliabilityDiagramTests {
  @Test("each bin has the means of its rows, in order", arguments: [false, true])
  func means(weighted: Bool) throws {
    let rows = DrawnRows.binary(600, seed: 4, weighted: weighted)
    let diagram = try #require(ReliabilityDiagram(rows))
    #expect(diagram.bins.count == 10)
    #expect(diagram.bins.reduce(0) { $0 + $1.count } == rows.count)
    let order = (0..<rows.count).sorted { rows.predictions[$0] < rows.predictions[$1] }
    var first = 0
    for bin in diagram.bins {
      // Equal probabilities are in one bin, so a bin is a stretch of the sorted rows.
      let members = order[first..<first + bin.count]
      let total = members.reduce(0) { $0 + rows.weight($1) }
      let probability = members.reduce(0) { $0 + rows.weight($1) * rows.predictions[$1] } / total
      let share = members.reduce(0) { $0 + rows.weight($1) * rows.labels[$1] } / total
      #expect(abs(bin.probability - probability) < 1e-12 && abs(bin.share - share) < 1e-12)
      #expect(bin.interval.contains(share))
      first += bin.count
    }
  }

  @Test("the distribution is that of the probabilities up to the highest")
  func distribution() throws {
    let rows = ScoredRows(
      predictions: [0, 0.1, 0.24, 0.26, 0.5], labels: [0, 0, 1, 0, 1], weights: [1, 1, 2, 3, 4])
    let diagram = try #require(ReliabilityDiagram(rows, parts: 4))
    #expect(diagram.highest == 0.5)
    #expect(diagram.distribution == [2, 2, 3, 4])
  }

  @Test("of several classes it is the confidence against the accuracy")
  func multiclass() throws {
    let rows = ScoredRows(
      predictions: [0.6, 0.3, 0.1, 0.2, 0.2, 0.6, 0.1, 0.8, 0.1], labels: [0, 1, 1],
      outputCount: 3)
    let bins = try #require(ReliabilityDiagram(rows)).bins
    #expect(bins.map(\.probability) == [0.6, 0.8] && bins.map(\.share) == [0.5, 1])
    #expect(bins.map(\.count) == [2, 1])
  }

  @Test("intervals are Wilson's, by a published example")
  func interval() throws {
    // Newcombe 1998, table I: 81 of 263, 0.2553 to 0.3662; 15 of 148, 0.0624 to 0.1605; 0 of 20,
    // 0 to 0.1611; 1 of 29, 0.0061 to 0.1718.
    for (hits, count, low, high) in [
      (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
      (1, 29, 0.0061, 0.1718),
    ] {
      let rows = ScoredRows(
        predictions: Array(repeating: 0.5, count: count),
        labels: (0..<count).map { $0 < hits ? 1 : 0 })
      let bin = try #require(ReliabilityDiagram(rows)?.bins.first)
      #expect(abs(bin.interval.lowerBound - low) < 6e-5)
      #expect(abs(bin.interval.upperBound - high) < 6e-5)
    }
  }

  @Test("rows of unequal weight tell less than as many of equal weight")
  func effectiveCount() throws {
    let labels = (0..<40).map { Double($0 % 2) }
    func interval(_ weights: [Float]?) throws -> ClosedRange<Double> {
      let rows = ScoredRows(
        predictions: Array(repeating: 0.5, count: 40), labels: labels, weights: weights)
      return try #require(ReliabilityDiagram(rows)?.bins.first?.interval)
    }
    let equal = try interval(nil)
    #expect(try interval(Array(repeating: 3, count: 40)) == equal)
    let unequal = try interval((0..<40).map { $0 < 20 ? 1 : 9 })
    #expect(unequal.lowerBound < equal.lowerBound && unequal.upperBound > equal.upperBound)
  }

  @Test("a constant probability is one point; without rows there is nothing")
  func few() throws {
    let zero = try #require(
      ReliabilityDiagram(ScoredRows(predictions: [0, 0], labels: [0, 1])))
    #expect(zero.bins.map(\.share) == [0.5] && zero.highest == 0)
    #expect(zero.distribution.reduce(0, +) == 2)
    #expect(ReliabilityDiagram(ScoredRows(predictions: [0.5], labels: [.nan])) == nil)
  }

  @Test(
    "bins of different probabilities are scikit-learn's quantiles",
    .enabled(if: python != nil, "needs a Python with scikit-learn"))
  func scikitLearn() throws {
    let python = try #require(python)
    let drawn = DrawnRows.binary(900, seed: 6)
    // Different ones only, as many as there are bins of equally many.
    let kept = Dictionary(
      (0..<drawn.count).map { (drawn.predictions[$0], drawn.labels[$0]) },
      uniquingKeysWith: { first, _ in first }
    ).sorted { $0.key < $1.key }.prefix(500)
    let rows = ScoredRows(predictions: kept.map(\.key), labels: kept.map(\.value))
    let script = """
      import json, sys
      from sklearn.calibration import calibration_curve
      y, p = json.load(sys.stdin)
      share, mean = calibration_curve(y, p, n_bins=10, strategy="quantile")
      json.dump([list(mean), list(share)], sys.stdout)
      """
    let input = try JSONEncoder().encode([rows.labels, rows.predictions])
    let reference = try JSONDecoder().decode(
      [[Double]].self, from: try python.run(script, input: input))
    let bins = try #require(ReliabilityDiagram(rows)).bins
    try #require(bins.count == 10 && reference[0].count == 10)
    for (bin, (probability, share)) in zip(bins, zip(reference[0], reference[1])) {
      #expect(abs(bin.probability - probability) < 1e-9 && abs(bin.share - share) < 1e-9)
    }
  }
}
