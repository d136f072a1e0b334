import Comparing
import Foundation
import PythonReference
import RandomNumbers
import Testing

private let python = PythonInterpreter(importing: "numpy", "scipy.stats")

struct RoundMeanTests {
  @Test("three seeds, worked by hand")
  func byHand() throws {
    // Squares of 4 + 1 + 1, so s² = 3 and s/√3 = 1; t is 4.302653.
    let mean = try #require(RoundMean([1, 4, 4]))
    #expect(mean.mean == 3)
    let (low, high) = (try #require(mean.low), try #require(mean.high))
    #expect(abs(low - (3 - 4.302653)) < 1e-6)
    #expect(abs(high - (3 + 4.302653)) < 1e-6)
    // P(|T| > 3) with two degrees of freedom is 1 − 3/√11.
    let (pValue, expected) = (try #require(mean.pValue), 1 - 3 / (11.0).squareRoot())
    #expect(abs(pValue - expected) < 1e-12)
  }

  @Test("rounds that share rows have a wider interval, from the variance s² (1/n + overlap)")
  func overlap() throws {
    // s² = 3, and 3 (1/3 + 1/8) = 11/8; t is 4.302653.
    let mean = try #require(RoundMean([1, 4, 4], overlap: 0.125))
    let (low, high) = (try #require(mean.low), try #require(mean.high))
    let reach = 4.302653 * (11.0 / 8).squareRoot()
    #expect(abs(low - (3 - reach)) < 1e-5)
    #expect(abs(high - (3 + reach)) < 1e-5)
    // P(|T| > t) with two degrees of freedom is 1 − t/√(2 + t²).
    let t = 3 / (11.0 / 8).squareRoot()
    let pValue = try #require(mean.pValue)
    #expect(abs(pValue - (1 - t / (2 + t * t).squareRoot())) < 1e-12)
  }

  @Test("one seed has a mean and no interval, none has nothing")
  func few() throws {
    let one = try #require(RoundMean([0.7]))
    #expect(one.mean == 0.7)
    #expect(one.low == nil && one.high == nil && one.pValue == nil)
    #expect(RoundMean([]) == nil)
  }

  @Test("figures that do not vary have an interval of no length")
  func constant() throws {
    let zero = try #require(RoundMean([0, 0, 0]))
    #expect(zero.low == 0 && zero.high == 0 && zero.pValue == 1)
    let half = try #require(RoundMean([0.5, 0.5]))
    #expect(half.low == 0.5 && half.high == 0.5 && half.pValue == 0)
  }

  @Test(
    "intervals and p-values are SciPy's",
    .enabled(if: python != nil, "needs a Python with NumPy and SciPy"))
  func sciPy() throws {
    let python = try #require(python)
    var generator = SeededGenerator(seed: 5, stream: .split)
    let cases = (0..<60).map { index in
      (0..<2 + index % 12).map { _ in Double(index % 5) + 3 * generator.normal() }
    }
    let answer = try python.run(
      """
      import json, sys
      import numpy as np
      from scipy import stats
      out = []
      for values in json.load(sys.stdin):
          x = np.array(values)
          low, high = stats.t.interval(0.95, len(x) - 1, loc=x.mean(), scale=stats.sem(x))
          out.append([x.mean(), low, high, stats.ttest_1samp(x, 0).pvalue])
      print(json.dumps([[float(v) for v in line] for line in out]))
      """, input: JSONEncoder().encode(cases))
    let lines = try JSONDecoder().decode([[Double]].self, from: answer)
    #expect(lines.count == cases.count)
    for (values, line) in zip(cases, lines) {
      let mean = try #require(RoundMean(values))
      let own = [mean.mean, try #require(mean.low), try #require(mean.high)]
      for (own, other) in zip(own, line) { #expect(abs(own - other) < 1e-9 * (1 + abs(other))) }
      #expect(abs(try #require(mean.pValue) - line[3]) < 1e-11)
    }
  }
}
