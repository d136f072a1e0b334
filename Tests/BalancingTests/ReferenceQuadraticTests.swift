import Balancing
import LinearAlgebra
import Testing

@Suite("Reference numbers of quadratic programs", .enabled(if: ReferenceVectors.exist))
struct ReferenceQuadraticTests {
  /// How many cases of each scheme are run here.
  static let gramianCases = [
    "mgda": 72, "upgrad": 36, "dualproj": 36, "cagrad": 36, "sdmgrad-exact": 16,
  ]
  static let edgeCases = ["mgda": 1, "upgrad": 1, "dualproj": 1]

  @Test("every case of a scheme that solves a quadratic program has its weights and products")
  func gramianCases() throws {
    let file = try ReferenceVectors.load()
    var passed: [String: Int] = [:]
    for test in file.gramian_cases {
      guard let scheme = try Self.scheme(test.scheme, test.params) else { continue }
      let problem = try #require(file.problems[test.problem])
      var balancer = try Balancer(
        named: "a scheme", scheme: .gramian(scheme),
        taskNames: problem.losses.indices.map { "t\($0)" },
        priorLosses: problem.losses)
      var weights = problem.losses.map { _ in 0.0 }
      try balancer.weigh(
        losses: problem.losses, present: problem.losses.map { _ in true },
        gramian: Gramian(rows: problem.gramian), into: &weights)
      let products = problem.gramian.map { row in zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 } }
      #expect(!test.compare.isEmpty)
      for compared in test.compare {
        let isWeights = compared == "weights"
        let expected = try #require(isWeights ? test.expect.weights : test.expect.Gw)
        let tolerance = try #require(test.tol[compared])
        let found = isWeights ? weights : products
        #expect(
          agree(found, expected, tolerance: tolerance), "\(test): \(compared) are \(found)")
      }
      passed[test.scheme, default: 0] += 1
    }
    #expect(passed == Self.gramianCases)
  }

  @Test("gradients that cancel have the products of their case")
  func stationaryCases() throws {
    var passed: [String: Int] = [:]
    for test in try ReferenceVectors.load().edge_cases {
      guard let expected = test.expect.Gw,
        let rows = test.input.gramian.map({ $0.map { $0.map(\.value) } }),
        var scheme = try Self.scheme(test.scheme, .init())
      else { continue }
      var weights = rows.map { _ in 0.0 }
      let losses = PresentLosses(tasks: Array(rows.indices), values: rows.map { _ in 1 })
      try scheme.weigh(Gramian(rows: rows), losses: losses, into: &weights)
      for (row, product) in zip(rows, expected) {
        let terms = zip(row, weights).map { $0 * $1 }
        #expect(
          abs(terms.reduce(0, +) - product) <= 1e-14 * terms.reduce(0) { $0 + abs($1) }, "\(test)")
      }
      passed[test.scheme, default: 0] += 1
    }
    #expect(passed == Self.edgeCases)
  }

  static func scheme(
    _ name: String, _ parameters: ReferenceVectors.GramianParameters
  ) throws -> (any GramianWeighting)? {
    switch name {
    case "mgda":
      return MinimumNormWeighting(
        normalisation: try #require(.init(rawValue: parameters.normalisation ?? "none")))
    case "upgrad", "dualproj":
      return DualConeWeighting(
        projecting: name == "upgrad" ? .eachGradient : .mean,
        regularisation: parameters.reg_eps ?? 0)
    case "cagrad":
      return ConflictAverseWeighting(
        radius: parameters.c ?? 0.5,
        rescaling: try #require(.init(rawValue: parameters.rescale ?? 0)))
    case "sdmgrad-exact":
      return DirectionOrientedWeighting(attraction: parameters.lambda?.values.first ?? 0.3)
    default: return nil
    }
  }
}
