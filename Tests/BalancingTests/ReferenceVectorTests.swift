import Balancing
import LinearAlgebra
import Testing

@Suite("Reference numbers", .enabled(if: ReferenceVectors.exist))
struct ReferenceVectorTests {
  /// How many cases of each scheme are run here.
  static let lossCases = [
    "power-mean": 245, "equal": 11, "realtime": 11, "log-sum": 11, "geometric-mean": 11,
    "initial": 11, "prior": 11, "power-mean-of-normalised": 11, "uw": 22, "imtl-l": 11,
    "rlw-normal": 11, "stch": 11, "stch-log": 11, "famo": 11,
  ]
  static let gramianCases = ["grad-normalise": 18]

  let file: ReferenceVectors.File

  init() throws {
    file = try ReferenceVectors.load()
  }

  @Test("every case of a scheme that reads losses has its weights")
  func lossCases() throws {
    var passed: [String: Int] = [:]
    for test in file.loss_cases {
      let all = PresentLosses(tasks: Array(test.losses.indices), values: test.losses)
      var weights = Array(repeating: 0.0, count: test.losses.count)
      if test.scheme == "rlw-normal" {
        weights = try #require(test.params.z)
        RandomLossWeighting.weigh(scores: &weights)
      } else {
        var scheme = try #require(Self.scheme(test), "\(test.scheme) is unknown")
        try scheme.weigh(all, into: &weights)
      }
      let expected = try #require(test.expect.weights)
      #expect(agree(weights, expected, tolerance: test.tol), "\(test)")
      passed[test.scheme, default: 0] += 1
    }
    #expect(passed == Self.lossCases)
  }

  @Test("a power mean is the value of its case")
  func powerMeanValues() throws {
    let cases = file.loss_cases.filter { $0.scheme == "power-mean" }
    for test in cases {
      var losses = test.losses
      let exponent = try #require(test.params.gamma).value
      let value = PowerMean(exponent: exponent).replaceByGradient(&losses)
      let expected = try #require(test.expect.value)
      #expect(agree([value], [expected], tolerance: test.tol), "\(test)")
    }
    #expect(cases.count == 245)
  }

  @Test("one step of plain descent shows the gradient of a learnt scalar")
  func learntScalarGradients() throws {
    var passed = 0
    for test in file.loss_cases {
      let all = PresentLosses(tasks: Array(test.losses.indices), values: test.losses)
      var weights = Array(repeating: 0.0, count: test.losses.count)
      let descent = ScalarOptimizer(.descent, rate: 1)
      if let start = test.params.log_var, let gradient = test.grad_log_var {
        let form = try #require(test.params.form.flatMap(UncertaintyWeighting.Form.init))
        var scheme = UncertaintyWeighting(taskCount: start.count, form: form, optimizer: descent)
        scheme.state.logVariances = start
        scheme.weigh(all, into: &weights)
        let moved = zip(start, scheme.state.logVariances).map { $0 - $1 }
        #expect(agree(moved, gradient, tolerance: 1e-12), "\(test)")
        passed += 1
      }
      if let start = test.params.scale, let gradient = test.grad_scale {
        var scheme = IMTLLossWeighting(taskCount: start.count, optimizer: descent)
        scheme.state.logScales = start
        scheme.weigh(all, into: &weights)
        let moved = zip(start, scheme.state.logScales).map { $0 - $1 }
        #expect(agree(moved, gradient, tolerance: 1e-12), "\(test)")
        passed += 1
      }
    }
    #expect(passed == 33)
  }

  @Test("unit gradients agree on every problem, the vanished one with weight 0")
  func unitGradients() throws {
    let cases = file.gramian_cases.filter { $0.scheme == "grad-normalise" }
    for test in cases {
      let problem = try #require(file.problems[test.problem])
      var balancer = try Balancer(
        named: "a scheme", scheme: .gramian(UnitGradientWeighting()),
        taskNames: problem.losses.indices.map { "t\($0)" }, priorLosses: problem.losses)
      var weights = Array(repeating: 0.0, count: problem.losses.count)
      try balancer.weigh(
        losses: problem.losses, present: problem.losses.map { _ in true },
        gramian: Gramian(rows: problem.gramian), into: &weights)
      let expected = try #require(test.expect.weights)
      let accuracy = try #require(test.tol["weights"])
      #expect(agree(weights, expected, tolerance: accuracy), "\(test)")
      let products = problem.gramian.map { row in zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 } }
      let expectedProducts = try #require(test.expect.Gw)
      let tolerance = try #require(test.tol["Gw"])
      #expect(agree(products, expectedProducts, tolerance: tolerance), "\(test)")
    }
    #expect(["grad-normalise": cases.count] == Self.gramianCases)
  }

  static func scheme(_ test: ReferenceVectors.LossCase) -> (any LossWeighting)? {
    let parameters = test.params
    let count = test.losses.count
    switch test.scheme {
    case "equal": return EqualWeighting()
    case "realtime", "log-sum": return RealTimeWeighting(taskCount: count)
    case "geometric-mean": return GeometricMeanWeighting()
    case "initial", "prior":
      return (parameters.initial ?? parameters.prior).map { ReferenceWeighting(references: $0) }
    case "power-mean", "power-mean-of-normalised":
      return parameters.gamma.map {
        PowerMeanWeighting(exponent: $0.value, references: parameters.reference)
      }
    case "stch":
      return SmoothTchebycheff(
        smoothing: parameters.mu ?? .nan, preferences: parameters.lambda?.values,
        ideals: parameters.ideal)
    default: return learning(test)
    }
  }

  private static func learning(_ test: ReferenceVectors.LossCase) -> (any LossWeighting)? {
    let parameters = test.params
    let count = test.losses.count
    switch test.scheme {
    case "uw":
      guard let form = parameters.form.flatMap(UncertaintyWeighting.Form.init),
        let logVariances = parameters.log_var
      else { return nil }
      var scheme = UncertaintyWeighting(taskCount: count, form: form)
      scheme.state.logVariances = logVariances
      return scheme
    case "imtl-l":
      guard let logScales = parameters.scale else { return nil }
      var scheme = IMTLLossWeighting(taskCount: count)
      scheme.state.logScales = logScales
      return scheme
    case "famo":
      guard let logits = parameters.xi else { return nil }
      var scheme = FAMOWeighting(taskCount: count, lowerBounds: parameters.lower_bound)
      scheme.state.logits = logits
      return scheme
    case "stch-log":
      guard let nadir = parameters.nadir, let smoothing = parameters.mu else { return nil }
      var scheme = LogSmoothTchebycheff(taskCount: count, smoothing: smoothing, warmup: 0)
      scheme.epochEnded(averages: nadir)
      return scheme
    default: return nil
    }
  }
}
