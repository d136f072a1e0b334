import Comparing
import ComparisonExamples
import Datasets
import Reports
import Testing

struct ComparisonAdviceTests {
  private let tasks = [PredictionTask.regression("a"), PredictionTask.regression("b")]

  /// What is said where single-task models have errors of 10 and 10.
  ///
  /// - Parameter schemes: Each scheme's errors under each seed.
  private func sentences(_ schemes: KeyValuePairs<String, [[Double?]]>) throws -> [String] {
    let seeds = (0..<UInt64(schemes.first?.value.count ?? 0)).map { $0 }
    var records = try seeds.flatMap { seed in
      try tasks.map { try RunRecord.made(.task($0.name), seed: seed, tasks: [$0], errors: [10]) }
    }
    for (scheme, errors) in schemes {
      for (seed, errors) in errors.enumerated() {
        records.append(
          try .made(.scheme(scheme), seed: UInt64(seed), tasks: tasks, errors: errors))
      }
    }
    let plan = ComparisonPlan(
      tasks: tasks.map(\.name),
      schemes: try ComparedScheme.list(
        schemes.map { String($0.key.prefix { $0 != " " }) }), seeds: seeds)
    return ComparisonAdvice(
      Comparison(tasks: tasks, plan: plan, records: records)
    ).sentences
  }

  @Test("where sharing pays and a scheme beats equal, both are said with their figures")
  func pays() throws {
    #expect(
      try sentences([
        "equal": [[11, 11], [11.1, 10.9], [10.9, 11.1]], "prior": [[9, 9], [9.1, 9], [9, 8.9]],
        "upgrad": [[12, 12], [11.9, 12], [12, 12.1]],
      ]) == [
        // Gains of 10, 9.5 and 10.5: s = 0.5, and t·s/√3 = 1.24.
        "One shared model does better than separate ones: under prior, delta_m +10.00 % "
          + "(95 % interval +8.76 to +11.24, 3 seeds).",
        "prior does better than equal: +20.00 points of delta_m (95 % interval +18.76 to +21.24, 3 "
          + "seeds).",
      ])
  }

  @Test("where nothing is told apart, that is said plainly")
  func nothing() throws {
    let sentences = try sentences([
      "equal": [[10, 10.4], [9.7, 10], [10.3, 9.9]],
      "prior": [[10.2, 10], [10, 9.8], [9.8, 10.3]],
    ])
    #expect(sentences.count == 2)
    #expect(
      sentences[0].hasPrefix("No scheme is seen to do better than separate models: the best is"))
    #expect(
      sentences[1].hasPrefix(
        "Nothing tells the schemes from equal: the largest difference is that of prior, "))
  }

  @Test(
    "where separate models are better, the nearest scheme is named, and the task that loses most")
  func separate() throws {
    let sentences = try sentences([
      "equal": [[12, 10], [12.1, 10], [12, 10.1]], "prior": [[11, 11], [11.1, 11], [11, 11.1]],
    ])
    #expect(sentences.count == 3)
    #expect(
      sentences[0].hasPrefix(
        "Separate models do better than a shared one under every scheme; the nearest is equal, "
          + "delta_m -10.33 % (95 % interval "))
    #expect(sentences[1].hasPrefix("Nothing tells the schemes from equal"))
    #expect(
      sentences[2].hasPrefix(
        "a is better off in a model of its own under every scheme: at the best -10.33 % ("))
  }

  @Test("schemes that do worse are named, and so are copies")
  func worse() throws {
    let equal: [[Double?]] = [[10, 10.4], [9.7, 10], [10.3, 9.9]]
    let sentences = try sentences([
      "equal": equal, "prior": [[20, 20.4], [19.7, 20], [20.3, 19.9]], "equal (2)": equal,
    ])
    #expect(
      sentences.contains {
        $0.hasPrefix("No scheme is seen to do better than equal, and prior does worse; the best is")
      })
    #expect(
      sentences.contains("equal and equal (2) do not differ: the same figures under all 3 seeds."))
  }

  @Test("one seed tells nothing of luck")
  func oneSeed() throws {
    #expect(
      try sentences(["equal": [[8, 8]], "prior": [[9, 9]]]) == [
        "One seed cannot tell whether one shared model does better than separate ones; the best is "
          + "equal, delta_m +20.00 % (one seed, no interval)."
      ])
  }

  @Test("without figures there is nothing to say")
  func empty() throws {
    #expect(try sentences(["equal": [[nil, nil]], "prior": [[nil, nil]]]) == [])
  }
}
