import Balancing
import Datasets
import Testing
import Training

import CommandLineTool

struct StepCostNoticeTests {
  private func trainer(_ scheme: String, every: Int = 1) throws -> Trainer {
    var modifiers = BalanceModifiers()
    modifiers.every = every
    return Trainer(
      TrainingConfiguration(), scheme: try SchemeCatalogue.parse(scheme), taskWeights: [],
      modifiers: modifiers, threads: 1)
  }

  @Test("a step of up to ten plain ones is not spoken of, alone or on average")
  func cheap() throws {
    let bearable = StepCost(plain: 1, gradients: 9, programme: 1, every: 1, steps: 9)
    #expect(bearable.notices(for: try trainer("upgrad")).isEmpty)
    let seldom = StepCost(plain: 1, gradients: 900, programme: 1, every: 100, steps: 9)
    #expect(seldom.notices(for: try trainer("upgrad", every: 100)).isEmpty)
  }

  @Test("the times of a step, of its programme and of the run are said, and what costs less")
  func dear() throws {
    let cost = StepCost(plain: 0.01, gradients: 0.5, programme: 4.5, every: 1, steps: 1200)
    #expect(
      cost.notices(for: try trainer("upgrad")) == [
        Notice(
          "a step under upgrad takes about 5.0 s, 500 times one under fixed weights, 4.5 s of them "
            + "for the scheme's own programme: 1,200 steps take about 1.7 hours; "
            + "--balance prior costs a plain step, --balance-every 10 about 509 ms a step")
      ])
  }

  @Test("cheaper gradients are offered only where they are most of it")
  func gradients() throws {
    let cost = StepCost(plain: 0.001, gradients: 0.03, programme: 0, every: 2, steps: 10)
    let told = try #require(cost.notices(for: try trainer("mgda", every: 2)).first).message
    #expect(told.contains("--gramian sketch"))
    #expect(told.contains("--balance-every 20 about"))
    #expect(!told.contains("programme"))
    let whole = StepCost(plain: 0.001, gradients: 0.03, programme: 0, every: 1, steps: 10)
    let other = try #require(whole.notices(for: try trainer("graddrop")).first).message
    #expect(other.hasSuffix("; --balance prior costs a plain step"))
  }
}
