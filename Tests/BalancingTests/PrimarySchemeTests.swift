import Balancing
import Foundation
import LinearAlgebra
import RandomNumbers
import Testing

@Suite("Schemes in which other tasks help a primary one")
struct PrimarySchemeTests {
  /// How many reference cases of each scheme are run here.
  static let gramianCases = [
    "pcgrad-primary": 16, "gradcos-weighted": 16, "gradcos-gate": 15, "orthogonal-aux": 16,
    "primary-halfspace": 16, "aux-norm-match": 16,
  ]

  private struct File: Decodable {
    let problems: [String: Problem]
    let gramian_cases: [Case]
  }

  private struct Problem: Decodable {
    let gramian: [[Double]]
  }

  private struct Case: Decodable {
    let scheme: String
    let problem: String
    let params: Parameters
    let expect: Expectation
    let tol: [String: Double]
  }

  private struct Parameters: Decodable {
    let primary: Int?
    let lambda: Double?
    let kappa: Double?
    let relax: Double?

    enum CodingKeys: CodingKey { case primary, lambda, kappa, relax }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      // Other schemes' cases have other things under these names.
      primary = try? container.decode(Int.self, forKey: .primary)
      lambda = try? container.decode(Double.self, forKey: .lambda)
      kappa = try? container.decode(Double.self, forKey: .kappa)
      relax = try? container.decode(Double.self, forKey: .relax)
    }
  }

  private struct Expectation: Decodable {
    let weights: [Double]?
  }

  private func scheme(_ name: String, _ parameters: Parameters) -> (any GramianWeighting)? {
    guard let index = parameters.primary, let strength = parameters.lambda else { return nil }
    let primary = PrimaryTask(index: index, strength: strength)
    switch name {
    case "pcgrad-primary": return PrimaryProjection(primary: primary)
    case "gradcos-weighted": return GradientCosine(primary: primary, form: .weighted)
    case "gradcos-gate": return GradientCosine(primary: primary, form: .gate)
    case "orthogonal-aux": return OrthogonalAuxiliaries(primary: primary)
    case "primary-halfspace":
      return parameters.kappa.map { PrimaryHalfspace(primary: primary, share: $0) }
    case "aux-norm-match":
      return parameters.relax.map { AuxiliaryNormMatch(primary: primary, relaxation: $0) }
    default: return nil
    }
  }

  private func weights(
    _ scheme: any GramianWeighting, _ gramian: [[Double]]
  ) throws -> [Double] {
    let count = gramian.count
    var balancer = try Balancer(
      named: "a scheme", scheme: .gramian(scheme), taskNames: (0..<count).map { "t\($0)" },
      priorLosses: Array(repeating: 1, count: count))
    var weights = Array(repeating: 0.0, count: count)
    try balancer.weigh(
      losses: Array(repeating: 1, count: count), present: Array(repeating: true, count: count),
      gramian: Gramian(rows: gramian), into: &weights)
    return weights
  }

  @Test("every reference case has its weights", .enabled(if: ReferenceVectors.exist))
  func referenceCases() throws {
    let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: ReferenceVectors.url))
    var passed: [String: Int] = [:]
    for test in file.gramian_cases {
      guard let scheme = scheme(test.scheme, test.params) else { continue }
      let problem = try #require(file.problems[test.problem])
      let found = try weights(scheme, problem.gramian)
      let expected = try #require(test.expect.weights)
      let tolerance = try #require(test.tol["weights"])
      let scale = expected.reduce(0) { max($0, abs($1)) }
      for (weight, other) in zip(found, expected) {
        #expect(abs(weight - other) <= tolerance * scale, "\(test.scheme) on \(test.problem)")
      }
      passed[test.scheme, default: 0] += 1
    }
    #expect(passed == Self.gramianCases)
  }

  /// Random gradients whose lengths differ by up to six orders of magnitude.
  private func jacobian(_ generator: inout SeededGenerator) -> [[Double]] {
    (0..<Int(2 + generator.next() % 6)).map { _ in
      let length = pow(10, 3 * (2 * generator.uniform() - 1))
      return (0..<5).map { _ in length * generator.normal() }
    }
  }

  @Test("the primary task descends as far as each scheme promises", arguments: 0..<200)
  func promises(draw: Int) throws {
    var generator = SeededGenerator(seed: UInt64(draw), stream: .balancing)
    let jacobian = jacobian(&generator)
    let gramian = jacobian.map { a in
      jacobian.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let p = Int(generator.next() % UInt64(jacobian.count))
    let primary = PrimaryTask(index: p, strength: 2 * generator.uniform())
    func descent(_ scheme: any GramianWeighting) throws -> (share: Double, slack: Double) {
      let weights = try weights(scheme, gramian)
      let terms = weights.indices.map { weights[$0] * gramian[$0][p] / gramian[p][p] }
      return (terms.reduce(0, +), 1e-9 * terms.reduce(1) { $0 + abs($1) })
    }
    let projected = try descent(PrimaryProjection(primary: primary))
    #expect(projected.share >= 1 - projected.slack, "\(jacobian)")
    for form in GradientCosine.Form.allCases {
      let guided = try descent(GradientCosine(primary: primary, form: form))
      #expect(guided.share >= 1 - guided.slack, "\(jacobian)")
    }
    let orthogonal = try descent(OrthogonalAuxiliaries(primary: primary))
    #expect(abs(orthogonal.share - 1) <= orthogonal.slack, "\(jacobian)")
    let half = try descent(PrimaryHalfspace(primary: primary, share: 0.5))
    #expect(half.share >= 0.5 - half.slack, "\(jacobian)")
  }

  @Test("without the primary task the others go on alone, and alone it has weight 1")
  func absent() throws {
    let primary = PrimaryTask(index: 1, strength: 0.25)
    let schemes: [any GramianWeighting] = [
      PrimaryProjection(primary: primary), GradientCosine(primary: primary),
      OrthogonalAuxiliaries(primary: primary), PrimaryHalfspace(primary: primary),
      AuxiliaryNormMatch(primary: primary),
    ]
    for scheme in schemes {
      #expect(try weights(scheme, [[4, 0], [0, 0]]) == [0.25, 0])
      #expect(try weights(scheme, [[0, 0], [0, 9]]) == [0, 1])
    }
  }

  @Test("a scheme for a primary task asks for it by name")
  func unnamed() throws {
    let context = SchemeContext(taskNames: ["a"], initialLosses: [1], priorLosses: [1])
    for name in ["pcgrad-primary", "gradcos", "orthogonal-aux", "primary-halfspace:0.3:2"] {
      let request = try SchemeCatalogue.parse(name)
      #expect(throws: BalancingError.missingPrimary(scheme: request.entry.name)) {
        try request.makeScheme(context)
      }
    }
  }
}
