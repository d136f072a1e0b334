import Comparing
import ComparisonExamples
import Datasets
import Testing
import Training

/// Two tasks, three seeds; all figures are worked by hand.
struct ComparisonTests {
  private let tasks = [PredictionTask.regression("a"), PredictionTask.regression("b")]

  private func plan(_ schemes: [String], seeds: [UInt64] = [0, 1, 2]) throws -> ComparisonPlan {
    ComparisonPlan(
      tasks: tasks.map(\.name), schemes: try ComparedScheme.list(schemes), seeds: seeds)
  }

  /// Single-task errors of 10 and 2 under every seed.
  private func singles(_ seeds: [UInt64] = [0, 1, 2]) throws -> [RunRecord] {
    try seeds.flatMap { seed in
      try zip(tasks, [10.0, 2.0]).map { task, error in
        try RunRecord.made(
          .task(task.name), seed: seed, tasks: [task], errors: [error], seconds: [3, 5])
      }
    }
  }

  private func shared(
    _ scheme: String, _ errors: [[Double?]], seconds: [Double] = [1]
  ) throws -> [RunRecord] {
    try errors.enumerated().map { seed, errors in
      try RunRecord.made(
        .scheme(scheme), seed: UInt64(seed), tasks: tasks, errors: errors, seconds: seconds)
    }
  }

  private func isNear(_ own: Double?, _ other: Double) -> Bool {
    own.map { abs($0 - other) < 1e-12 } ?? false
  }

  private func areNear(_ own: [Double]?, _ others: [Double]) -> Bool {
    guard let own, own.count == others.count else { return false }
    return zip(own, others).allSatisfy { isNear($0, $1) }
  }

  @Test("gains, delta_m, differences, ranks and seconds of a table worked by hand")
  func table() throws {
    let records =
      try singles() + shared("equal", [[11, 2], [12, 2], [10, 2]], seconds: [1, 3])
      + shared("prior", [[9, 2], [10, 1.8], [9, 1.8]])
    let comparison = Comparison(
      tasks: tasks, plan: try plan(["equal", "prior"]), records: records)
    #expect(comparison.singles.map(\.value) == [10, 2])
    // Two models of 4 s an epoch each.
    #expect(comparison.singleSecondsPerEpoch == 8)
    let (equal, prior) = (comparison.schemes[0], comparison.schemes[1])
    // (−10 + 0)/2, (−20 + 0)/2, 0 percent; (10 + 0)/2, (0 + 10)/2, (10 + 10)/2.
    #expect(areNear(equal.deltaM?.values, [-5.0, -10, 0]))
    #expect(areNear(prior.deltaM?.values, [5.0, 5, 10]))
    #expect(areNear(prior.difference?.values, [10.0, 15, 10]))
    #expect(equal.difference == nil && equal.differenceVerdict == nil)
    // Task a: prior is first under all seeds. Task b: a tie, then first, then first.
    #expect(isNear(prior.meanRank, (3 + 1.5 + 1 + 1) / 6))
    #expect(isNear(equal.meanRank, (6 + 1.5 + 2 + 2) / 6))
    #expect(equal.secondsPerEpoch == 2)
    #expect(equal.tasks[0].value == 11)
    #expect(isNear(prior.tasks[1].gain?.mean, 20.0 / 3))
    #expect(isNear(prior.tasks[0].skill, (1 - (0.81 + 1 + 0.81) / 3)))
    #expect(comparison.best?.name == "prior")
    #expect(comparison.copies == [])
    // 35/3 points on average, s² = 25/3, so t = 7 with 2 degrees of freedom: p = 1 − 7/√51.
    let p = 1 - 7 / 51.0.squareRoot()
    #expect(isNear(prior.difference?.pValue, p))
    #expect(prior.differenceVerdict == .better)
  }

  @Test("the seconds of sharing and of single-task networks, over seeds that have all of them")
  func sharingCost() throws {
    let records =
      try singles() + shared("equal", [[11, 2], [12, 2], [10, 2]], seconds: [1, 3])
      + shared("prior", [[9, 2], [9, 2]], seconds: [20])
      + [RunRecord.failed(.scheme("prior"), seed: 2, reason: "training diverged")]
    var comparison = Comparison(tasks: tasks, plan: try plan(["equal", "prior"]), records: records)
    // Two epochs of 3 and 5 s for each of two tasks.
    for (scheme, seconds) in zip(comparison.schemes, [4.0, 20]) {
      let cost = try #require(scheme.sharingCost)
      #expect((cost.seconds, cost.singleTaskSeconds, cost.keptEpochs) == (seconds, 16, 1))
    }
    // Without one single-task network under any seed there is nothing to add up.
    comparison = Comparison(
      tasks: tasks, plan: try plan(["equal", "prior"]),
      records: records.filter { $0.run.subject != .task("b") })
    #expect(comparison.schemes.allSatisfy { $0.sharingCost == nil })
  }

  @Test("epochs whose parameters are kept are those of tasks and the common one, each once")
  func keptEpochs() throws {
    let records =
      try singles([0, 1]) + [
        RunRecord.made(
          .scheme("equal"), seed: 0, tasks: tasks, errors: [9, 2], taskEpochs: [1, 2]),
        RunRecord.made(
          .scheme("equal"), seed: 1, tasks: tasks, errors: [9, 2], taskEpochs: [1, 1]),
        RunRecord.made(
          .scheme("prior"), seed: 0, tasks: tasks, errors: [9, 2], taskEpochs: [2, 2]),
      ]
    let comparison = Comparison(
      tasks: tasks, plan: try plan(["equal", "prior"], seeds: [0, 1]), records: records)
    // The common epoch is the first: of two epochs and of one; of the common one, which is kept,
    // and another.
    #expect(comparison.schemes.map { $0.sharingCost?.keptEpochs } == [1.5, 2])
  }

  @Test("two copies of a scheme do not differ")
  func copies() throws {
    let errors: [[Double?]] = [[9, 2], [10, 1.8], [9, 1.8]]
    let records =
      try singles() + shared("equal", [[11, 2], [12, 2], [10, 2]]) + shared("prior", errors)
      + shared("prior (2)", errors) + shared("equal (2)", [[11, 2], [12, 2], [10, 2]])
    let comparison = Comparison(
      tasks: tasks, plan: try plan(["equal", "prior", "prior", "equal"]), records: records)
    #expect(comparison.copies == [["equal", "equal (2)"], ["prior", "prior (2)"]])
    #expect(comparison.schemes[3].name == "equal (2)")
    #expect(comparison.schemes[3].differenceVerdict == .same)
    #expect(comparison.schemes[1].difference == comparison.schemes[2].difference)
  }

  @Test("a run that failed is told of, and its seed left out of what needs it")
  func failures() throws {
    let records =
      try singles() + shared("equal", [[11, 2], [12, 2], [10, 2]])
      + shared("prior", [[9, 2], [10, 1.8]])
      + [RunRecord.failed(.scheme("prior"), seed: 2, reason: "training diverged")]
    let comparison = Comparison(
      tasks: tasks, plan: try plan(["equal", "prior"]), records: records)
    let prior = comparison.schemes[1]
    #expect(comparison.failures.map(\.run) == [PlannedRun(subject: .scheme("prior"), seed: 2)])
    #expect(comparison.failures.map(\.reason) == ["training diverged"])
    #expect(prior.deltaM?.values.count == 2)
    #expect(prior.difference?.values.count == 2)
    // Ranks are over the two seeds that both schemes have figures of.
    #expect(isNear(prior.meanRank, (1 + 1.5 + 1 + 1) / 4))
  }

  @Test(
    "a task without a labelled row counts for nothing, a comparison on its way tells what it can")
  func partial() throws {
    let one = try RunRecord.made(.task("b"), seed: 0, tasks: [tasks[1]], errors: [nil])
    let records =
      try singles([0]).filter { $0.run.subject == .task("a") } + [one]
      + shared("equal", [[8, nil]])
    let comparison = Comparison(
      tasks: tasks, plan: try plan(["equal", "upgrad"]), records: records)
    #expect(comparison.schemes[0].deltaM?.values == [20])
    #expect(comparison.schemes[0].deltaMVerdict == .unknown)
    #expect(comparison.schemes[1].deltaM == nil && comparison.schemes[1].deltaMVerdict == nil)
    #expect(comparison.best?.name == "equal")
    let none = Comparison(tasks: tasks, plan: try plan(["equal"]), records: [])
    #expect(none.best == nil && none.singleSecondsPerEpoch == nil)
  }
}
