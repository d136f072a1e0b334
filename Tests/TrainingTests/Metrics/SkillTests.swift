import Testing
import Training

@Suite struct SkillTests {
  @Test("no loss is 1, the constant's loss 0, twice as much −1")
  func landmarks() {
    #expect(Metric.skill(loss: 0, constantLoss: 8) == 1)
    #expect(Metric.skill(loss: 8, constantLoss: 8) == 0)
    #expect(Metric.skill(loss: 16, constantLoss: 8) == -1)
  }

  @Test("the unit of the loss does not matter")
  func unit() {
    let scaled = Metric.skill(loss: 3 * 1024, constantLoss: 4 * 1024)
    #expect(scaled == Metric.skill(loss: 3, constantLoss: 4))
  }

  @Test("without a loss, or one of the constant to beat, there is no skill")
  func undefined() {
    #expect(Metric.skill(loss: nil, constantLoss: 1) == nil)
    #expect(Metric.skill(loss: 1, constantLoss: nil) == nil)
    #expect(Metric.skill(loss: 1, constantLoss: 0) == nil)
    #expect(Metric.skill(loss: 0, constantLoss: 0) == nil)
    #expect(Metric.skill(loss: .nan, constantLoss: 1) == nil)
    #expect(Metric.skill(loss: 1, constantLoss: .infinity) == nil)
  }
}
