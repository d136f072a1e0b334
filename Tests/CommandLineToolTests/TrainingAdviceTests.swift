import CommandLineTool
import Foundation
import Reports
import Testing

struct TrainingAdviceTests {
  private typealias Task = TrainingAdvice.Task

  private func advice(
    _ tasks: [Task], balance: String = "prior", conflicts: [TrainingAdvice.Conflict] = []
  ) -> [String] {
    TrainingAdvice(tasks: tasks, balance: balance, conflicts: conflicts).sentences
  }

  private func task(
    _ name: String, prior: Double, share: Double? = 0.5, skill: Double? = 0.5
  ) -> Task {
    Task(
      name: name, priorLoss: prior, weightedShare: share, validation: skill.map { ($0, 1234) })
  }

  @Test("where nothing stands out there is nothing to say")
  func nothing() {
    let even = [task("a", prior: 1), task("b", prior: 2)]
    #expect(advice(even) == [])
    #expect(advice(even, balance: "equal") == [])
    #expect(advice(even, conflicts: [("a", "b", 0.5)]) == [])
    #expect(advice([]) == [])
    // Small, but no larger under the scheme; and one label alone has all of the loss anyway.
    #expect(
      advice([task("a", prior: 1, share: 0.02), task("b", prior: 199)]) == [
        "a would be 0.5 % of the loss under equal weights; prior gives it 2.0 %."
      ])
    #expect(advice([task("a", prior: 1, share: 0.01), task("b", prior: 199)]) == [])
    #expect(advice([task("a", prior: 1)], balance: "equal") == [])
    #expect(advice([task("a", prior: 1, share: nil, skill: nil), task("b", prior: 999)]) == [])
  }

  @Test("each sentence has its figure, and there are three at the most")
  func sentences() {
    let tasks = [
      task("big", prior: 990, share: 0.4, skill: 0.9),
      task("small", prior: 0.21, share: 0.175, skill: -0.2),
      task("lost", prior: 8, share: 0.2, skill: -0.5),
    ]
    #expect(
      advice(
        tasks, conflicts: [("big", "lost", 0.61), ("big", "small", 0.7), ("lost", "small", 0.2)])
        == [
          "lost is predicted worse than by the training labels' best constant: skill -0.5 on 1,234 validation rows; "
            + "1 more label is below 0.",
          "small would be 0.021 % of the loss under equal weights; prior gives it 17.5 %.",
          "big and small conflict in 70.0 % of the best epoch's steps.",
        ])
    #expect(
      advice(Array(tasks.prefix(1)) + [task("b", prior: 10)], balance: "equal") == [
        "big is 99.0 % of the loss under equal weights, before anything is learnt; --balance prior "
          + "would give it 50.0 %."
      ])
  }

  @Test("a run says what it saw, to people and to machines")
  func run() throws {
    struct Report: Decodable { let advice: [String] }
    let place = try TemporaryFolder()
    let outcome = try place.run(
      "train", Place.weather, "--label", "y_*", "--epochs", "1", "--hidden", "8", "-o", "run")
    let sentence = "y_rain would be 0.021 % of the loss under equal weights; prior gives it "
    #expect(outcome.output.contains(sentence))
    let report = try JSONDecoder().decode(Report.self, from: try place.bytes("run/metrics.json"))
    #expect(report.advice.contains { $0.hasPrefix(sentence) })
    #expect(report.advice.allSatisfy { outcome.output.contains($0) })
  }
}
