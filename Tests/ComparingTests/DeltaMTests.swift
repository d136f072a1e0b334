import Comparing
import Testing

struct DeltaMTests {
  @Test("three tasks, worked by hand")
  func byHand() throws {
    // (10 − 9)/10 = 10 %, (0.5 − 0.55)/0.5 = −10 %, (200 − 180)/200 = 10 %: a third of 10 %.
    let delta = try #require(DeltaM.mean([9, 0.55, 180], over: [10, 0.5, 200]))
    #expect(abs(delta - 10.0 / 3) < 1e-12)
    #expect(DeltaM.gain(12, over: 10) == -20)
  }

  @Test("tasks that no single-task model was measured on count for no scheme")
  func missingSingle() throws {
    #expect(DeltaM.mean([9, 1, 3], over: [10, nil, 0]) == 10)
    #expect(DeltaM.mean([9, nil], over: [10, nil]) == 10)
    #expect(DeltaM.mean([1], over: [nil]) == nil)
  }

  @Test("a model without a figure that others have has no mean, rather than a kinder one")
  func missingShared() {
    #expect(DeltaM.mean([9, nil], over: [10, 10]) == nil)
  }
}
