import Balancing
import LinearAlgebra
import Testing

@Suite("Reference sequences", .enabled(if: ReferenceVectors.exist))
struct ReferenceSequenceTests {
  /// How many cases of each scheme are run here.
  static let sequences = [
    "uw": 12, "imtl-l": 12, "dwa": 12, "famo": 12, "gradnorm": 24, "gradnorm-closed": 12,
  ]

  let sequences: [ReferenceVectors.Sequence]

  init() throws {
    sequences = try ReferenceVectors.load().sequences
  }

  private func optimizer(_ parameters: ReferenceVectors.Parameters) -> ScalarOptimizer {
    ScalarOptimizer(parameters.optimizer == "sgd" ? .descent : .adam, rate: parameters.lr ?? .nan)
  }

  private func all(_ losses: [Double]) -> PresentLosses {
    PresentLosses(tasks: Array(losses.indices), values: losses)
  }

  private func gramian(norms: [Double]) -> Gramian {
    var gramian = Gramian(count: norms.count)
    for i in norms.indices { gramian[i, i] = norms[i] * norms[i] }
    return gramian
  }

  @Test("uncertainty weighting follows its reference, step by step")
  func uncertainty() throws {
    let cases = sequences.filter { $0.scheme == "uw" }
    for sequence in cases {
      let count = try #require(sequence.steps.first?.losses).count
      var scheme = UncertaintyWeighting(taskCount: count, optimizer: optimizer(sequence.params))
      for step in sequence.steps {
        var weights = Array(repeating: 0.0, count: count)
        scheme.weigh(all(try #require(step.losses)), into: &weights)
        let expected = try #require(step.expect.weights)
        #expect(agree(weights, expected, tolerance: sequence.tol))
        let state = try #require(step.expect.state_after)
        #expect(agree(scheme.state.logVariances, state, tolerance: sequence.tol))
      }
    }
    #expect(cases.count == Self.sequences["uw"])
  }

  @Test("IMTL-L follows its reference, step by step")
  func imtlLoss() throws {
    let cases = sequences.filter { $0.scheme == "imtl-l" }
    for sequence in cases {
      let count = try #require(sequence.steps.first?.losses).count
      var scheme = IMTLLossWeighting(taskCount: count, optimizer: optimizer(sequence.params))
      for step in sequence.steps {
        var weights = Array(repeating: 0.0, count: count)
        scheme.weigh(all(try #require(step.losses)), into: &weights)
        let expected = try #require(step.expect.weights)
        #expect(agree(weights, expected, tolerance: sequence.tol))
        let state = try #require(step.expect.state_after)
        #expect(agree(scheme.state.logScales, state, tolerance: sequence.tol))
      }
    }
    #expect(cases.count == Self.sequences["imtl-l"])
  }

  @Test("dynamic weight average follows its reference, epoch by epoch")
  func dynamicWeightAverage() throws {
    let cases = sequences.filter { $0.scheme == "dwa" }
    for sequence in cases {
      let count = try #require(sequence.steps.first?.epoch_average_losses).count
      var scheme = DynamicWeightAverage(
        taskCount: count, temperature: try #require(sequence.params.T))
      for step in sequence.steps {
        let averages = try #require(step.epoch_average_losses)
        var weights = Array(repeating: 0.0, count: count)
        scheme.weigh(all(averages), into: &weights)
        let expected = try #require(step.expect.weights_in_this_epoch)
        #expect(agree(weights, expected, tolerance: sequence.tol))
        scheme.epochEnded(averages: averages)
      }
    }
    #expect(cases.count == Self.sequences["dwa"])
  }

  @Test("FAMO follows its reference, update by update")
  func famo() throws {
    let cases = sequences.filter { $0.scheme == "famo" }
    for sequence in cases {
      let count = try #require(sequence.steps.first?.losses_before).count
      var scheme = FAMOWeighting(
        taskCount: count, decay: try #require(sequence.params.weight_decay),
        lowerBounds: sequence.params.lower_bound, optimizer: optimizer(sequence.params))
      for step in sequence.steps {
        let before = all(try #require(step.losses_before))
        var weights = Array(repeating: 0.0, count: count)
        scheme.weigh(before, into: &weights)
        let expected = try #require(step.expect.weights)
        #expect(agree(weights, expected, tolerance: sequence.tol))
        scheme.updated(from: before, to: all(try #require(step.losses_after)))
        let logits = try #require(step.expect.xi_after)
        #expect(agree(scheme.state.logits, logits, tolerance: sequence.tol))
      }
    }
    #expect(cases.count == Self.sequences["famo"])
  }

  @Test("GradNorm follows its reference in both parametrisations, step by step")
  func gradNorm() throws {
    let cases = sequences.filter { $0.scheme == "gradnorm" }
    for sequence in cases {
      let parameters = sequence.params
      let count = try #require(sequence.steps.first?.losses).count
      let kind = parameters.parametrisation.flatMap(GradNormWeighting.Parametrisation.init)
      var scheme = GradNormWeighting(
        taskCount: count, alpha: try #require(parameters.alpha),
        parametrisation: try #require(kind), optimizer: optimizer(parameters),
        initialLosses: parameters.initial_losses)
      for step in sequence.steps {
        var weights = Array(repeating: 0.0, count: count)
        scheme.weigh(
          gramian(norms: try #require(step.grad_norms)), losses: all(try #require(step.losses)),
          into: &weights)
        let expected = try #require(step.expect.weights)
        #expect(agree(weights, expected, tolerance: sequence.tol), "\(parameters)")
        let after = try #require(step.expect.weights_after)
        #expect(agree(scheme.taskWeights, after, tolerance: sequence.tol), "\(parameters)")
      }
    }
    #expect(cases.count == Self.sequences["gradnorm"])
  }

  @Test("the closed form of GradNorm follows its reference")
  func closedGradNorm() throws {
    let cases = sequences.filter { $0.scheme == "gradnorm-closed" }
    for sequence in cases {
      let count = try #require(sequence.steps.first?.losses).count
      var scheme = ClosedGradNormWeighting(
        taskCount: count, alpha: try #require(sequence.params.alpha))
      for step in sequence.steps {
        var weights = Array(repeating: 0.0, count: count)
        scheme.weigh(
          gramian(norms: try #require(step.grad_norms)), losses: all(try #require(step.losses)),
          into: &weights)
        let expected = try #require(step.expect.weights)
        #expect(agree(weights, expected, tolerance: sequence.tol))
      }
    }
    #expect(cases.count == Self.sequences["gradnorm-closed"])
  }
}
