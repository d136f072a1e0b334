import Testing
import Training

@Suite struct SkillTests {
  @Test("no loss is 1, the prior loss 0, twice as much −1")
  func landmarks() {
    #expect(Metric.skill(loss: 0, priorLoss: 8) == 1)
    #expect(Metric.skill(loss: 8, priorLoss: 8) == 0)
    #expect(Metric.skill(loss: 16, priorLoss: 8) == -1)
  }

  @Test("the unit of the loss does not matter")
  func unit() {
    let scaled = Metric.skill(loss: 3 * 1024, priorLoss: 4 * 1024)
    #expect(scaled == Metric.skill(loss: 3, priorLoss: 4))
  }

  @Test("without a loss, or a prior loss to beat, there is no skill")
  func undefined() {
    #expect(Metric.skill(loss: nil, priorLoss: 1) == nil)
    #expect(Metric.skill(loss: 1, priorLoss: 0) == nil)
    #expect(Metric.skill(loss: .nan, priorLoss: 1) == nil)
    #expect(Metric.skill(loss: 1, priorLoss: .infinity) == nil)
  }
}
