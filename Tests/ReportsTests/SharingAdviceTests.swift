import Comparing
import ComparisonExamples
import Datasets
import Reports
import Testing

struct SharingAdviceTests {
  private let tasks = [PredictionTask.regression("a"), PredictionTask.regression("b")]

  /// What is said where single-task models have errors of 10 and 10, and take 30 s each.
  ///
  /// - Parameters:
  ///   - errors: Of the scheme `equal` under each seed.
  ///   - seconds: Of its training.
  ///   - others: The errors of `prior` under each seed.
  private func sentence(
    _ errors: [[Double?]], seconds: Double, others: [[Double?]] = [], taskEpochs: [Int]? = nil,
    parameters: (shared: Int, single: [Int]) = (1200, [1000, 1000])
  ) throws -> String? {
    let seeds = errors.indices.map { UInt64($0) }
    var records: [RunRecord] = []
    for seed in seeds {
      for task in tasks {
        records.append(
          try .made(.task(task.name), seed: seed, tasks: [task], errors: [10], seconds: [10, 20]))
      }
      records.append(
        try .made(
          .scheme("equal"), seed: seed, tasks: tasks, errors: errors[Int(seed)],
          seconds: [seconds], taskEpochs: taskEpochs))
      if others.indices.contains(Int(seed)) {
        records.append(
          try .made(.scheme("prior"), seed: seed, tasks: tasks, errors: others[Int(seed)]))
      }
    }
    let plan = ComparisonPlan(
      tasks: tasks.map(\.name),
      schemes: try ComparedScheme.list(others.isEmpty ? ["equal"] : ["equal", "prior"]),
      seeds: seeds)
    return SharingAdvice(
      Comparison(tasks: tasks, plan: plan, records: records),
      parameters: ParameterCounts(shared: parameters.shared, single: parameters.single)
    ).sentence
  }

  @Test("what is gained, and what is saved of seconds and of parameters")
  func gains() throws {
    // Gains of 10, 9.5 and 10.5: s = 0.5, and t·s/√3 = 1.24.
    #expect(
      try sentence([[9, 9], [9.1, 9], [9, 8.9]], seconds: 15)
        == "One network for 2 tasks under equal, against 2 single-task networks: it gains skill, "
        + "delta_m +10.00 % (95 % interval +8.76 to +11.24, 3 seeds); it saves 45 s of training "
        + "(15 s against 1.0 minutes); it saves 800 parameters (1,200 against 2,000).")
  }

  @Test("what is lost, and what is spent")
  func loses() throws {
    let sentence = try #require(
      try sentence(
        [[11, 11], [11.1, 11], [11, 10.9]], seconds: 90, parameters: (2500, [1000, 1000])))
    #expect(sentence.contains("networks: it costs skill, delta_m -10.00 % (95 % interval "))
    #expect(sentence.contains("; it costs 30 s of training (1.5 minutes against 1.0 minutes); "))
    #expect(sentence.hasSuffix("; it costs 500 parameters (2,500 against 2,000)."))
  }

  @Test("the best of several schemes is named as that, and what is not told from 0 is not a gain")
  func untold() throws {
    let sentence = try #require(
      try sentence(
        [[10, 10.4], [9.7, 10], [10.3, 9.9]], seconds: 60,
        others: [[20, 20], [20, 20.1], [20.1, 20]], taskEpochs: [1, 2],
        parameters: (2000, [1000, 1000])))
    #expect(sentence.contains("under equal, the best of 2 schemes by these figures, against"))
    #expect(sentence.contains(": skill is not told from theirs, delta_m -"))
    #expect(sentence.contains(", 3 seeds), not told from 0; as much training (1.0 minutes against"))
    #expect(
      sentence.hasSuffix(
        "; as many parameters (2,000 against 2,000), kept of 2.0 epochs on average since tasks have "
          + "their own."))
  }

  @Test("one seed cannot tell, equal figures are equal, and without figures nothing is said")
  func little() throws {
    #expect(
      try #require(try sentence([[8, 8]], seconds: 1)).contains(
        "skill cannot be told from theirs by one seed, delta_m +20.00 % (one seed, no interval);"))
    #expect(
      try #require(try sentence([[10, 10], [10, 10]], seconds: 1)).contains(
        "it leaves skill as it is, delta_m 0.00 %"))
    #expect(try sentence([[nil, nil]], seconds: 1) == nil)
  }
}
