import Comparing
import Testing

struct VerdictTests {
  @Test("Holm's adjusted p-values, worked by hand")
  func holm() {
    // In order 0.005·4, 0.01·3, 0.03·2, then 0.04·1 raised to what came before.
    let adjusted = Verdict.holm([0.01, 0.04, nil, 0.03, 0.005])
    let expected: [Double?] = [0.03, 0.06, nil, 0.06, 0.02]
    for (own, other) in zip(adjusted, expected) {
      switch (own, other) {
      case (let own?, let other?): #expect(abs(own - other) < 1e-15)
      default: #expect(own == other)
      }
    }
    #expect(Verdict.holm([0.6, 0.7]) == [1, 1])
  }

  @Test("a figure is called better by itself, but not among many that may be so by luck")
  func many() {
    let figure = RoundMean([1, 1.3, 0.8])
    #expect((figure?.pValue ?? 1) < 0.05 && (figure?.pValue ?? 0) > 0.05 / 8)
    #expect(Verdict.judge([figure]) == [.better])
    let others = (0..<7).map { RoundMean([-1, 1.1, Double($0) / 10]) }
    #expect(Verdict.judge([figure] + others)[0] == .notDistinguishable)
  }

  @Test("the sign says which way, and what cannot be told is not")
  func kinds() {
    let figures = [
      RoundMean([-5, -5.1, -4.9]), RoundMean([0, 0, 0]), RoundMean([-1, 2, -3]), nil,
    ]
    #expect(Verdict.judge(figures) == [.worse, .same, .notDistinguishable, nil])
    #expect(Verdict.judge([RoundMean([4])]) == [.unknown])
  }
}
