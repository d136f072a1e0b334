import LinearAlgebra
import Testing
import Training

@Suite("What is kept of the tasks' gradients")
struct GradientSummaryTests {
  private func gramian(_ jacobian: [[Double]]) -> Gramian {
    Gramian(
      rows: jacobian.map { a in jacobian.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } })
  }

  @Test("lengths and cosines are averaged over the steps in which there was a gradient")
  func averages() throws {
    var sums = GradientSums(taskCount: 3)
    #expect(sums.summary == nil)
    // At 60°; the third task absent.
    sums.add(gramian([[2, 0], [1, 3.0.squareRoot()], [0, 0]]))
    // Opposite ones; the third at right angles.
    sums.add(gramian([[4, 0], [-1, 0], [0, 5]]))
    let summary = try #require(sums.summary)
    #expect(summary.norms == [3, 1.5, 5])
    #expect(summary.pairs.map(\.first) == [0, 0, 1] && summary.pairs.map(\.second) == [1, 2, 2])
    #expect(summary.pairs.map(\.steps) == [2, 1, 1])
    #expect(summary.pairs.map(\.conflictShare) == [0.5, 0, 0])
    #expect(abs(summary.pairs[0].cosine - (0.5 - 1) / 2) <= 1e-12)
    #expect(summary.pairs[1].cosine == 0 && summary.pairs[2].cosine == 0)
  }

  @Test("a gradient that is not finite has no part in it")
  func notFinite() throws {
    var sums = GradientSums(taskCount: 2)
    sums.add(Gramian(rows: [[4, .nan], [.nan, .infinity]]))
    let summary = try #require(sums.summary)
    #expect(summary.norms == [2, 0] && summary.pairs.isEmpty)
  }
}
