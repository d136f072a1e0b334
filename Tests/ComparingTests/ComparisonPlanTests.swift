import Comparing
import Testing

struct ComparisonPlanTests {
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
