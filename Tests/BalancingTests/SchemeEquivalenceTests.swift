import Balancing
import LinearAlgebra
import Testing

/// Schemes that are the same thing under different names, and where learnt ones come to rest.
struct SchemeEquivalenceTests {
  private func all(_ losses: [Double]) -> PresentLosses {
    PresentLosses(tasks: Array(losses.indices), values: losses)
  }

  @Test("real time, the logarithms' sum and the geometric mean have one direction")
  func logarithms() throws {
    for draw in Draw.seeds.map({ Draw($0) }) {
      let realTime = try draw.weights("realtime")[0]
      #expect(try draw.weights("log")[0] == realTime, "\(draw)")
      #expect(try cosine(draw.weights("geometric")[0], realTime) > 1 - 1e-12, "\(draw)")
      #expect(try cosine(draw.weights("power:0")[0], realTime) > 1 - 1e-12, "\(draw)")
    }
  }

  @Test("uncertainty weighting comes to rest at 1/(2L), in both forms, and IMTL-L at 1/L")
  func restingPoints() {
    let descent = ScalarOptimizer(.descent, rate: 0.2)
    for draw in Draw.seeds.map({ Draw($0) }) {
      let losses = all(draw.steps[0])
      var weights = draw.names.map { _ in 0.0 }
      for form in UncertaintyWeighting.Form.allCases {
        var scheme = UncertaintyWeighting(taskCount: draw.count, form: form, optimizer: descent)
        for _ in 0..<2000 { scheme.weigh(losses, into: &weights) }
        #expect(agree(weights, losses.values.map { 0.5 / $0 }, tolerance: 1e-9), "\(draw)")
      }
      var scheme = IMTLLossWeighting(taskCount: draw.count, optimizer: descent)
      for _ in 0..<2000 { scheme.weigh(losses, into: &weights) }
      #expect(agree(weights, losses.values.map { 1 / $0 }, tolerance: 1e-9), "\(draw)")
    }
  }

  @Test("the smooth maximum of log ratios has the direction of a power mean with γ = 1/μ")
  func smoothMaximum() {
    for draw in Draw.seeds.map({ Draw($0) }) {
      let losses = all(draw.steps[0])
      for smoothing in [0.2, 0.5, 1, 3] {
        var weights = draw.names.map { _ in 0.0 }
        var powers = weights
        var scheme = LogSmoothTchebycheff(taskCount: draw.count, smoothing: smoothing, warmup: 0)
        scheme.epochEnded(averages: draw.priors)
        scheme.weigh(losses, into: &weights)
        var mean = PowerMeanWeighting(exponent: 1 / smoothing, references: draw.priors)
        mean.weigh(losses, into: &powers)
        #expect(cosine(weights, powers) > 1 - 1e-12, "μ = \(smoothing), \(draw)")
      }
    }
  }

  @Test("GradNorm's closed form at α = 0 is the unit gradient times a factor")
  func closedGradNorm() throws {
    for draw in Draw.seeds.map({ Draw($0) }) {
      let closed = draw.contributions(try draw.weights("gradnorm-closed:0")[0])
      let unit = draw.contributions(try draw.weights("unit-gradient")[0])
      #expect(cosine(closed, unit) > 1 - 1e-12, "\(draw)")
    }
  }

  @Test("normalising the tasks one after the other gives the joint update")
  func sequentialUnitGradients() throws {
    for draw in Draw.seeds.map({ Draw($0) }) {
      let weights = try draw.weights("unit-gradient")[0]
      var joint = Array(repeating: 0.0, count: 12)
      var sequential = joint
      for (row, weight) in zip(draw.jacobian, weights) {
        let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for k in row.indices {
          joint[k] += weight * row[k]
          sequential[k] += row[k] / length
        }
      }
      for (a, b) in zip(joint, sequential) { #expect(abs(a - b) < 1e-12 * 8, "\(draw)") }
    }
  }
}
