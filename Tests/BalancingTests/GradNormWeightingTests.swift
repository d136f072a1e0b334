import Balancing
import LinearAlgebra
import Testing

struct GradNormWeightingTests {
  /// Only at α = 0 and 1 do the targets add up to the lengths, Σ Tᵢ = Σ Gᵢ, so that all of them can
  /// be met at once.
  @Test(
    "with constant lengths and losses the logarithms learn the closed form's weights",
    arguments: [0.0, 1.0])
  func convergence(alpha: Double) {
    for draw in Draw.seeds.map({ Draw($0, tasks: 2 + Int($0 % 3)) }) {
      let losses = PresentLosses(tasks: Array(0..<draw.count), values: draw.steps[0])
      var gramian = Gramian(count: draw.count)
      for i in 0..<draw.count { gramian[i, i] = draw.priors[i] }
      var weights = draw.names.map { _ in 0.0 }
      var direct = ClosedGradNormWeighting(
        taskCount: draw.count, alpha: alpha, initialLosses: draw.initials)
      direct.weigh(gramian, losses: losses, into: &weights)
      let closed = weights
      // A step of sign descent is as long near the goal as far from it: ever shorter ones.
      var state: GradNormWeighting.State?
      for rate in [1e-2, 1e-3, 1e-4] {
        var scheme = GradNormWeighting(
          taskCount: draw.count, alpha: alpha, parametrisation: .log,
          optimizer: ScalarOptimizer(.descent, rate: rate), initialLosses: draw.initials)
        if let state { scheme.state = state }
        for _ in 0..<1500 { scheme.weigh(gramian, losses: losses, into: &weights) }
        state = scheme.state
      }
      #expect(agree(weights, closed, tolerance: 2e-3), "\(draw)")
    }
  }

  @Test(
    "weights stay positive with sum n",
    arguments: [GradNormWeighting.Parametrisation.linear, .log])
  func positivity(parametrisation: GradNormWeighting.Parametrisation) {
    for draw in Draw.seeds.map({ Draw($0) }) {
      var scheme = GradNormWeighting(
        taskCount: draw.count, alpha: 1.5, parametrisation: parametrisation)
      var weights = draw.names.map { _ in 0.0 }
      let gramian = draw.gramian
      for step in 0..<300 {
        let losses = PresentLosses(tasks: Array(0..<draw.count), values: draw.steps[step % 3])
        scheme.weigh(gramian, losses: losses, into: &weights)
        #expect(scheme.taskWeights.allSatisfy { $0 > 0 }, "\(draw)")
        #expect(abs(scheme.taskWeights.reduce(0, +) - Double(draw.count)) < 1e-9, "\(draw)")
      }
    }
  }

  @Test("an absent task keeps its weight, the present ones their sum")
  func absence() {
    for parametrisation in [GradNormWeighting.Parametrisation.linear, .log] {
      let draw = Draw(5, tasks: 3)
      var scheme = GradNormWeighting(taskCount: 3, alpha: 1, parametrisation: parametrisation)
      var weights = [0.0, 0.0, 0.0]
      let all = PresentLosses(tasks: [0, 1, 2], values: draw.steps[0])
      for _ in 0..<9 { scheme.weigh(draw.gramian, losses: all, into: &weights) }
      let before = scheme.taskWeights
      var two = [0.0, 0.0]
      for _ in 0..<9 {
        scheme.weigh(
          Gramian(rows: [[4, 0], [0, 1]]), losses: PresentLosses(tasks: [0, 2], values: [1, 2]),
          into: &two)
      }
      let after = scheme.taskWeights
      #expect(abs(after[1] - before[1]) < 1e-12)
      #expect(abs(after[0] + after[2] - before[0] - before[2]) < 1e-12)
      #expect(after[0] != before[0])
    }
  }
}
