import Balancing
import LinearAlgebra
import Testing

/// The reference numbers of schemes that read whole gradients, or those of two parts of a batch.
@Suite("Reference sequences of whole gradients", .enabled(if: ReferenceVectors.exist))
struct ReferenceJacobianTests {
  /// How many cases of each scheme are run here.
  static let sequences = [
    "db-mtl": 12, "excess-mtl": 12, "moco": 12, "graddrop": 12, "sdmgrad": 12,
  ]

  /// One step of a case: its gradients, and room for its weights.
  private struct Step {
    let expect: ReferenceVectors.Expectation
    let rows: [[Double]]
    let uniform: [Double]?
    let losses: PresentLosses

    init(_ step: ReferenceVectors.Step) throws {
      rows = try #require(step.jacobian)
      expect = step.expect
      uniform = step.uniform
      losses = PresentLosses(
        tasks: Array(rows.indices), values: step.losses ?? rows.map { _ in 1 })
    }

    /// The weights a scheme gives, and the gradients as it leaves them.
    func weigh(
      _ body: (Jacobian, PresentLosses, inout [Double]) throws -> Void
    ) throws -> (weights: [Double], rows: [[Double]]) {
      var weights = rows.map { _ in 0.0 }
      let left = try withJacobian(rows) { jacobian in
        try body(jacobian, losses, &weights)
        return jacobian.rows
      }
      return (weights, left)
    }
  }

  /// Runs the cases of a scheme.
  private func forEach(
    _ scheme: String, _ body: (ReferenceVectors.Sequence) throws -> Void
  ) throws {
    let cases = try ReferenceVectors.load().sequences.filter { $0.scheme == scheme }
    for sequence in cases { try body(sequence) }
    #expect(cases.count == Self.sequences[scheme])
  }

  /// Σ wᵢ mᵢ in Double.
  private func combination(_ weights: [Double], of memory: GradientMemory) -> [Double] {
    combination(weights, of: weights.indices.map { memory.row($0) })
  }

  private func combination(_ weights: [Double], of rows: [[Double]]) -> [Double] {
    rows[0].indices.map { k in zip(weights, rows).reduce(0) { $0 + $1.0 * $1.1[k] } }
  }

  /// Rows in Float32 are those in Double, rounded.
  private func isRounded(_ rows: [[Double]], of memory: GradientMemory) -> Bool {
    rows.enumerated().allSatisfy { task, row in
      row == memory.row(task).map { Double(Float($0)) }
    }
  }

  @Test("dual balancing has its reference's scales and direction, step by step")
  func dualBalancing() throws {
    try forEach("db-mtl") { sequence in
      let steps = try sequence.steps.map(Step.init)
      var scheme = DualBalancing(
        taskCount: steps[0].rows.count, momentum: try #require(sequence.params.beta),
        decay: try #require(sequence.params.beta_sigma))
      for step in steps {
        let found = try step.weigh { try scheme.weigh($0, losses: $1, into: &$2) }
        let (scale, direction) = (
          try #require(step.expect.scale), try #require(step.expect.direction)
        )
        #expect(agree(found.weights, scale, tolerance: sequence.tol))
        let update = combination(found.weights, of: scheme.state.averages)
        #expect(agree(update, direction, tolerance: sequence.tol))
        #expect(isRounded(found.rows, of: scheme.state.averages))
        if let effective = step.expect.effective_weights_if_beta_0 {
          #expect(scheme.momentum == 0)
          let weights = zip(found.weights, step.losses.values).map { $0 / $1 }
          #expect(agree(weights, effective, tolerance: sequence.tol))
        }
      }
    }
  }

  @Test("ExcessMTL has its reference's weights, step by step")
  func excessRisk() throws {
    try forEach("excess-mtl") { sequence in
      let steps = try sequence.steps.map(Step.init)
      var scheme = ExcessRiskWeighting(
        taskCount: steps[0].rows.count, rate: try #require(sequence.params.eta))
      #expect(sequence.params.eps == 1e-7)
      for step in steps {
        let found = try step.weigh { try scheme.weigh($0, losses: $1, into: &$2) }
        let expected = try #require(step.expect.weights)
        #expect(agree(found.weights, expected, tolerance: sequence.tol))
        #expect(found.rows == step.rows)
      }
    }
  }

  @Test("MoCo has the shares and direction of its reference after the paper, step by step")
  func gradientCorrection() throws {
    try forEach("moco") { sequence in
      let steps = try sequence.steps.map(Step.init)
      let parameters = sequence.params
      var scheme = GradientCorrection(
        taskCount: steps[0].rows.count, averageRate: try #require(parameters.beta),
        shareRate: try #require(parameters.gamma).value,
        regularisation: try #require(parameters.rho))
      #expect(parameters.beta_sigma == 0.5 && parameters.gamma_sigma == 0.5)
      for step in steps {
        let found = try step.weigh { try scheme.weigh($0, losses: $1, into: &$2) }
        let expected = try #require(step.expect.paper)
        #expect(agree(found.weights, expected.lambda, tolerance: sequence.tol))
        let update = combination(found.weights, of: scheme.state.averages)
        #expect(agree(update, expected.direction, tolerance: sequence.tol))
        #expect(isRounded(found.rows, of: scheme.state.averages))
      }
    }
  }

  @Test("gradient sign dropout has its reference's purities and direction by the same draws")
  func gradientSignDropout() throws {
    try forEach("graddrop") { sequence in
      var scheme = GradientSignDropout(leak: try #require(sequence.params.leak), seed: 1)
      for step in try sequence.steps.map(Step.init) {
        let draws = try #require(step.uniform)
        let found = try step.weigh { scheme.weigh($0, losses: $1, draws: draws, into: &$2) }
        let (purity, direction) = (
          try #require(step.expect.purity), try #require(step.expect.direction)
        )
        #expect(agree(scheme.columns.purities, purity, tolerance: sequence.tol))
        let update = combination(found.weights, of: found.rows)
        #expect(agree(update, direction, tolerance: sequence.tol))
      }
    }
  }

  @Test("stochastic SDMGrad has its reference's weights and shares, step by step")
  func stochasticDirectionOriented() throws {
    try forEach("sdmgrad") { sequence in
      let parameters = sequence.params
      let count = try #require(sequence.steps.first?.cross_gramian).count
      var scheme = StochasticDirectionOriented(
        taskCount: count, attraction: try #require(parameters.lambda?.values.first))
      #expect(parameters.lr == 5 && parameters.momentum == 0.5 && parameters.n_iter == 20)
      for step in sequence.steps {
        var weights = Array(repeating: 0.0, count: count)
        let losses = PresentLosses(tasks: Array(0..<count), values: weights.map { _ in 1 })
        scheme.weigh(
          CrossGramian(rows: try #require(step.cross_gramian)), losses: losses, into: &weights)
        let expected = try #require(step.expect.weights)
        #expect(agree(weights, expected, tolerance: sequence.tol))
        let shares = try #require(step.expect.w_after)
        #expect(agree(scheme.state.shares.values, shares, tolerance: sequence.tol))
      }
    }
  }
}
