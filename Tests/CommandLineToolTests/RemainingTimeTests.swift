import CommandLineTool
import Comparing
import ComparisonExamples
import Testing

struct RemainingTimeTests {
  private let plan: ComparisonPlan

  init() throws {
    plan = ComparisonPlan(
      tasks: ["a", "b", "c", "d"], schemes: try ComparedScheme.list(["equal", "upgrad"]),
      seeds: [0, 1])
  }

  private func record(_ subject: PlannedRun.Subject, seconds: Double) throws -> RunRecord {
    try .made(subject, seed: 0, tasks: [], errors: [], seconds: [seconds])
  }

  private func runs(_ subjects: PlannedRun.Subject...) -> [PlannedRun] {
    subjects.map { PlannedRun(subject: $0, seed: 1) }
  }

  @Test("nothing is known before the first model, then all are measured by it")
  func first() throws {
    var time = RemainingTime(plan)
    #expect(time.seconds(of: runs(.task("a")), lanes: 1) == nil)
    time.add(try record(.task("a"), seconds: 6), at: 10)
    #expect(time.seconds(of: runs(.task("a"), .task("b"), .scheme("equal")), lanes: 2) == 9)
    // With four tasks a step that reads gradients is of 1 + 2 · 4 products, not of 3.
    #expect(time.seconds(of: runs(.scheme("upgrad")), lanes: 1) == 18)
  }

  @Test("by one model's seconds all are bounded, and lanes cannot halve a model")
  func bound() throws {
    let time = RemainingTime(plan)
    let all = runs(.task("a"), .task("b"), .scheme("equal"), .scheme("upgrad"))
    // Costs of 1, 1, 1 and 3, by a model of 6 seconds.
    #expect(time.bound(of: all, by: (.task("a"), 6), lanes: 1) == 36)
    #expect(time.bound(of: all, by: (.scheme("upgrad"), 18), lanes: 1) == 36)
    #expect(time.bound(of: all, by: (.task("a"), 6), lanes: 2) == 18)
    #expect(time.bound(of: all, by: (.task("a"), 6), lanes: 4) == 18)
    #expect(time.bound(of: [], by: (.task("a"), 6), lanes: 4) == 0)
  }

  @Test("a model's own kind counts once there is one, and what was there before does not")
  func own() throws {
    var time = RemainingTime(plan)
    time.add(try record(.task("a"), seconds: 500), at: 10)
    #expect(time.seconds(of: runs(.task("b")), lanes: 1) == nil)
    time.add(try record(.scheme("upgrad"), seconds: 30), at: 40)
    time.add(try record(.scheme("upgrad"), seconds: 50), at: 90)
    #expect(time.seconds(of: runs(.scheme("upgrad")), lanes: 1) == 40)
    // 80 seconds for twice the cost of three steps.
    #expect(abs(try #require(time.seconds(of: runs(.task("b")), lanes: 1)) - 40 / 3) < 1e-12)
  }
}
