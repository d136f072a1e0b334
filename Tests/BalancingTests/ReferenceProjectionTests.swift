import Balancing
import LinearAlgebra
import Testing

/// The reference numbers of schemes that project gradients or bargain between them.
@Suite("Reference projections", .enabled(if: ReferenceVectors.exist))
struct ReferenceProjectionTests {
  /// How many cases of each scheme are run here.
  static let gramianCases = [
    "imtl-g": 16, "config": 16, "nash-mtl": 18, "fairgrad": 36, "aligned-mtl": 54, "pcgrad": 31,
  ]
  static let sequences = ["gradvac": 12]

  let file: ReferenceVectors.File

  init() throws {
    file = try ReferenceVectors.load()
  }

  @Test(
    "every case of a scheme has its weights and its products with the gradients",
    arguments: gramianCases.keys.filter { $0 != "pcgrad" }.sorted())
  func cases(name: String) throws {
    let cases = file.gramian_cases.filter { $0.scheme == name }
    for test in cases {
      let problem = try #require(file.problems[test.problem])
      var balancer = try Balancer(
        named: "a scheme", scheme: .gramian(try scheme(test, count: problem.losses.count)),
        taskNames: problem.losses.indices.map { "t\($0)" }, priorLosses: problem.losses)
      var weights = problem.losses.map { _ in 0.0 }
      try balancer.weigh(
        losses: problem.losses, present: problem.losses.map { _ in true },
        gramian: Gramian(rows: problem.gramian), into: &weights)
      try check(weights, test, problem.gramian)
    }
    #expect(cases.count == Self.gramianCases[name])
  }

  @Test("PCGrad has its reference's weights in the given orders")
  func pcgrad() throws {
    let cases = file.gramian_cases.filter { $0.scheme == "pcgrad" }
    for test in cases {
      let problem = try #require(file.problems[test.problem])
      let reduction = try #require(test.params.reduce.flatMap(PCGradWeighting.Reduction.init))
      let orders = try #require(test.params.orders)
      let gramian = Gramian(rows: problem.gramian)
      // A vanished gradient does not come before the scheme.
      let present = orders.indices.filter { gramian.squaredNorm($0) > 0 }
      var scheme = PCGradWeighting(reduction: reduction, seed: 1)
      var weights = orders.map { _ in 0.0 }
      for i in present {
        scheme.addProjection(
          of: i, past: orders[i].filter(present.contains), gramian, to: &weights)
      }
      try check(weights, test, problem.gramian)
    }
    #expect(cases.count == Self.gramianCases["pcgrad"])
  }

  @Test("gradient vaccine follows its reference in the given orders, step by step")
  func gradVac() throws {
    let cases = file.sequences.filter { $0.scheme == "gradvac" }
    for sequence in cases {
      let count = try #require(sequence.steps.first?.orders).count
      var scheme = GradVacWeighting(
        taskCount: count, rate: try #require(sequence.params.beta), seed: 1)
      for step in sequence.steps {
        let gramian = Gramian(rows: try #require(step.gramian))
        var weights = Array(repeating: 0.0, count: count)
        for (i, order) in try #require(step.orders).enumerated() {
          scheme.addVaccinated(
            i, towards: order, gramian, tasks: Array(0..<count), to: &weights)
        }
        let expected = try #require(step.expect.weights)
        #expect(agree(weights, expected, tolerance: sequence.tol))
        let averages = try #require(step.expect.phi_after).flatMap(\.self)
        #expect(agree(scheme.state.averages, averages, tolerance: sequence.tol))
      }
    }
    #expect(cases.count == Self.sequences["gradvac"])
  }

  private func check(
    _ weights: [Double], _ test: ReferenceVectors.GramianCase, _ gramian: [[Double]]
  ) throws {
    #expect(!test.compare.isEmpty)
    for quantity in test.compare {
      let tolerance = try #require(test.tol[quantity])
      let isWeights = quantity == "weights"
      let expected = try #require(isWeights ? test.expect.weights : test.expect.Gw)
      let products = gramian.map { row in zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 } }
      let found = isWeights ? weights : products
      #expect(
        agree(found, expected, tolerance: tolerance),
        "\(test.scheme) \(test.problem): \(quantity) \(found), not \(expected)")
    }
  }

  private func scheme(
    _ test: ReferenceVectors.GramianCase, count: Int
  ) throws -> any GramianWeighting {
    switch test.scheme {
    case "imtl-g": return IMTLGradientWeighting()
    case "config": return ConFIGWeighting()
    case "nash-mtl": return NashWeighting(taskCount: count)
    case "fairgrad": return FairGradWeighting(alpha: try #require(test.params.alpha))
    default:
      let scale = try #require(test.params.scale.flatMap(AlignedWeighting.Scale.init))
      return AlignedWeighting(scale: scale)
    }
  }
}
