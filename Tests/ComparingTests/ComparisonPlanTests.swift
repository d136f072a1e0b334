import Comparing
import Testing

struct ComparisonPlanTests {
  @Test("with folds every seed has a round for each, the last of which is backwards")
  func folds() throws {
    let plan = ComparisonPlan(
      tasks: ["a"], schemes: try ComparedScheme.list(["equal"]), seeds: [4, 5], folds: 3)
    let rounds = ([4, 4, 4, 5, 5, 5] as [UInt64]).enumerated().map { place, seed in
      ComparisonRound(seed: seed, fold: place % 3)
    }
    #expect(plan.rounds == rounds)
    #expect(plan.runs.map(\.round) == rounds.flatMap { [$0, $0] })
    #expect(plan.runs.suffix(2).map(\.subject) == [.scheme("equal"), .task("a")])
    #expect(Set(plan.runs).count == 12)
  }

  @Test(
    "every model is trained once under every seed, seed by seed, the last one's short runs last")
  func order() throws {
    let plan = ComparisonPlan(
      tasks: ["a", "b"], schemes: try ComparedScheme.list(["equal", "mgda"]), seeds: [4, 5])
    let first: [PlannedRun.Subject] = [.task("a"), .task("b"), .scheme("equal"), .scheme("mgda")]
    #expect(
      plan.runs
        == first.map { PlannedRun(subject: $0, seed: 4) }
        + first.reversed().map { PlannedRun(subject: $0, seed: 5) })
  }
}
