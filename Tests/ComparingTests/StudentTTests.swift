import Comparing
import Foundation
import PythonReference
import Testing

private let python = PythonInterpreter(importing: "scipy.stats")

struct StudentTTests {
  @Test(
    "the bounds are those of printed tables (Fisher and Yates 1963, table III)",
    arguments: [
      (1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (10, 2.228), (30, 2.042),
    ])
  func printedBounds(degrees: Int, bound: Double) {
    #expect(abs(StudentT(degreesOfFreedom: degrees).bound(of: 0.95) - bound) < 5e-4)
  }

  @Test("one degree of freedom is Cauchy's distribution, two have a root for their probability")
  func closedForms() {
    for t in [0, 0.1, 1, 3, 50.0] {
      let cauchy = StudentT(degreesOfFreedom: 1).probability(within: t)
      #expect(abs(cauchy - 2 / .pi * atan(t)) < 1e-14)
      let two = StudentT(degreesOfFreedom: 2).probability(within: t)
      #expect(abs(two - t / (2 + t * t).squareRoot()) < 1e-14)
    }
  }

  @Test(
    "probabilities and bounds are SciPy's",
    .enabled(if: python != nil, "needs a Python with SciPy"))
  func sciPy() throws {
    let python = try #require(python)
    let answer = try python.run(
      """
      import json
      from scipy.stats import t
      print(json.dumps([[d, x, float(t.cdf(x, d) - t.cdf(-x, d)), float(t.interval(0.95, d)[1])]
                        for d in range(1, 61) for x in (0.01, 0.5, 1.7, 4, 12)]))
      """)
    for line in try JSONDecoder().decode([[Double]].self, from: answer) {
      let distribution = StudentT(degreesOfFreedom: Int(line[0]))
      #expect(abs(distribution.probability(within: line[1]) - line[2]) < 1e-12)
      #expect(abs(distribution.bound(of: 0.95) / line[3] - 1) < 1e-10)
    }
  }
}
