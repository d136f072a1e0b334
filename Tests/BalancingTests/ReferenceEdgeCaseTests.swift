import Balancing
import Foundation
import LinearAlgebra
import Testing

@Suite("Reference edge cases", .enabled(if: ReferenceVectors.exist))
struct ReferenceEdgeCaseTests {
  /// How many cases of each scheme are run here.
  static let edgeCases = [
    "grad-normalise": 3, "realtime": 3, "log-sum": 2, "geometric-mean": 2, "famo": 2,
    "stch-log": 2, "uw": 2, "imtl-l": 2, "power-mean": 8, "dwa": 1,
    "imtl-g": 2, "config": 2, "nash-mtl": 3, "fairgrad": 2, "aligned-mtl": 2, "pcgrad": 2,
    "mgda": 2, "cagrad": 3, "upgrad": 2, "dualproj": 2,
  ]

  @Test("what no scheme can use is an error or has weight 0")
  func edgeCases() throws {
    var passed: [String: Int] = [:]
    for test in try ReferenceVectors.load().edge_cases {
      // Where only the products are given, the weights are not unique: see the quadratic programs.
      guard test.expect.Gw == nil, let scheme = try scheme(test) else { continue }
      passed[test.scheme, default: 0] += 1
      if test.expect.fallback != nil {
        try regularisedNash(test)
        continue
      }
      if let averages = test.input.epoch_averages {
        try absentEpoch(averages)
        continue
      }
      let gramian = try gramian(test.input)
      let losses =
        test.input.losses.map { $0.map(\.value) } ?? Array(repeating: 1, count: gramian?.count ?? 0)
      let present = test.input.present ?? losses.map { _ in true }
      var balancer = try Balancer(
        named: "a scheme", scheme: scheme, taskNames: losses.indices.map { "task\($0)" },
        priorLosses: losses.map { _ in 1 }, maxBadSteps: 1)
      var weights = Array(repeating: -1.0, count: losses.count)
      var error: BalancingError?
      do {
        try balancer.weigh(losses: losses, present: present, gramian: gramian, into: &weights)
      } catch let thrown {
        error = thrown
      }
      switch (test.expect.error, error) {
      case (nil, nil):
        let expected = try #require(test.expect.weights)
        #expect(agree(weights, expected, tolerance: 1e-12), "\(test)")
      case ("negative-loss", .negativeLoss("task1", -0.1)): break
      case ("non-finite", .nonFinite(_, _, _, 1)): break
      default: Issue.record("\(test): \(String(describing: error))")
      }
    }
    #expect(passed == Self.edgeCases)
  }

  /// Bargaining without an agreement: finite positive weights, and a flag.
  private func regularisedNash(_ test: ReferenceVectors.EdgeCase) throws {
    let gramian = try #require(try gramian(test.input))
    var scheme = NashWeighting(taskCount: gramian.count)
    var weights = Array(repeating: 0.0, count: gramian.count)
    let losses = PresentLosses(tasks: Array(weights.indices), values: weights.map { _ in 1 })
    scheme.weigh(gramian, losses: losses, into: &weights)
    #expect(weights.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(scheme.state.regularised == 1)
  }

  /// A task without data in an epoch keeps the averages it has; its ratio is 1 until it has two.
  private func absentEpoch(_ averages: [[Double?]]) throws {
    var scheme = DynamicWeightAverage(taskCount: 2, temperature: 2)
    let losses = PresentLosses(tasks: [0, 1], values: [1, 1])
    var weights = [0.0, 0.0]
    for epoch in averages { scheme.epochEnded(averages: epoch) }
    scheme.weigh(losses, into: &weights)
    // Ratios 0.4/0.5 and 1.0/2.0.
    let expected = [2 * exp(0.4), 2 * exp(0.25)].map { $0 / (exp(0.4) + exp(0.25)) }
    #expect(agree(weights, expected, tolerance: 1e-12))
    scheme = DynamicWeightAverage(taskCount: 2, temperature: 2)
    for epoch in averages.prefix(2) { scheme.epochEnded(averages: epoch) }
    scheme.weigh(losses, into: &weights)
    // Ratios 0.5/1.0 and, with one average only, 1.
    let early = [2 * exp(0.25), 2 * exp(0.5)].map { $0 / (exp(0.25) + exp(0.5)) }
    #expect(agree(weights, early, tolerance: 1e-12))
  }

  private func scheme(_ test: ReferenceVectors.EdgeCase) throws -> Scheme? {
    switch test.scheme {
    case "grad-normalise": .gramian(UnitGradientWeighting())
    case "imtl-g": .gramian(IMTLGradientWeighting())
    case "config": .gramian(ConFIGWeighting())
    case "nash-mtl": .gramian(NashWeighting(taskCount: 2))
    case "fairgrad": .gramian(FairGradWeighting())
    case "aligned-mtl": .gramian(AlignedWeighting())
    case "pcgrad": .gramian(PCGradWeighting(seed: 1))
    case "mgda": .gramian(MinimumNormWeighting())
    case "cagrad": .gramian(ConflictAverseWeighting(radius: test.input.c ?? 0.5))
    case "upgrad": .gramian(DualConeWeighting(projecting: .eachGradient))
    case "dualproj": .gramian(DualConeWeighting(projecting: .mean))
    case "realtime", "log-sum": .losses(RealTimeWeighting(taskCount: 2))
    case "geometric-mean": .losses(GeometricMeanWeighting())
    case "famo": .losses(FAMOWeighting(taskCount: 2))
    case "stch-log": .losses(LogSmoothTchebycheff(taskCount: 2))
    case "uw": .losses(UncertaintyWeighting(taskCount: 2))
    case "imtl-l": .losses(IMTLLossWeighting(taskCount: 2))
    case "dwa": .losses(DynamicWeightAverage(taskCount: 2))
    case "power-mean":
      .losses(PowerMeanWeighting(exponent: try #require(test.input.gamma).value))
    default: nil
    }
  }

  /// The whole matrix; where the present tasks' alone is given, the absent rows are NaN.
  private func gramian(_ input: ReferenceVectors.EdgeCase.Input) throws -> Gramian? {
    if let rows = input.gramian { return Gramian(rows: rows.map { $0.map(\.value) }) }
    if let rows = input.jacobian {
      return Gramian(
        rows: rows.map { a in rows.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } })
    }
    guard let rows = input.gramian_of_present, let present = input.present else { return nil }
    var gramian = Gramian(rows: present.map { _ in present.map { _ in .nan } })
    let tasks = present.indices.filter { present[$0] }
    for (i, task) in tasks.enumerated() {
      for (j, other) in tasks.enumerated() { gramian[task, other] = rows[i][j].value }
    }
    return gramian
  }
}
