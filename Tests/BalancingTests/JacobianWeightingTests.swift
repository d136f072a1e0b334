import Balancing
import LinearAlgebra
import Remedies
import Testing

/// What schemes that need more than a Gramian promise of their updates, over three steps whose
/// gradients turn.
@Suite("Schemes that read whole gradients")
struct JacobianWeightingTests {
  static let schemes = [
    "db-mtl", "db-mtl:0", "db-mtl:0.5:0.5", "excess", "excess:1", "moco", "moco:1:1",
    "moco:0.5:0.1:0.1", "graddrop", "graddrop:0.25", "sdmgrad-stochastic", "sdmgrad-stochastic:2",
  ]

  @Test("the order of the tasks does not matter to the update", arguments: schemes)
  func permutationEquivariance(scheme: String) throws {
    for draw in Draw.seeds.map({ Draw($0) }) {
      let permuted = draw.tasks((0..<draw.count).reversed())
      let steps = try draw.run(scheme, turning: 0.5)
      let amplified = try draw.amplifiedRounding(scheme, turning: 0.5)
      for (k, other) in try permuted.run(scheme, turning: 0.5).enumerated() {
        #expect(steps[k].isNear(other, tolerance: 1e-9 + amplified[k]), "\(draw)")
      }
    }
  }

  @Test("a missing task leaves the update of the problem without it", arguments: schemes)
  func missingTask(scheme: String) throws {
    for draw in Draw.seeds.map({ Draw($0, tasks: 2 + Int($0 % 7)) }) {
      let missing = Int(draw.seed) % draw.count
      let present = (0..<draw.count).map { $0 != missing }
      let part = draw.tasks((0..<draw.count).filter { present[$0] })
      let whole = try draw.run(scheme, present: present, turning: 0.5)
      for (a, b) in zip(whole, try part.run(scheme, turning: 0.5)) {
        #expect(a.isNear(b) && a.weights[missing] == 0, "\(draw)")
      }
    }
  }

  @Test("the update of a single task is along its gradient", arguments: schemes)
  func singleTask(scheme: String) throws {
    for draw in Draw.seeds.map({ Draw($0, tasks: 1) }) {
      for step in try draw.run(scheme) {
        #expect(cosine(step.update, draw.jacobian[0]) > 1 - 1e-12, "\(draw)")
      }
    }
  }

  @Test("updates are finite beside vanished gradients and ones that are not", arguments: schemes)
  func finite(scheme: String) throws {
    for seed in Draw.seeds {
      var draw = Draw(seed, tasks: 5)
      draw.jacobian[1] = draw.jacobian[1].map { _ in 0 }
      draw.jacobian[3][2] = .infinity
      let steps = try draw.run(scheme)
      #expect(steps.allSatisfy { $0.update.allSatisfy(\.isFinite) }, "\(draw)")
      #expect(steps.allSatisfy { $0.weights[1] == 0 && $0.weights[3] == 0 }, "\(draw)")
    }
  }

  /// In how many draws a change of the losses leaves the direction of all updates alone.
  private func invariantDraws(
    _ scheme: String, _ change: (Draw, [Double]) -> Draw
  ) throws -> Int {
    try Draw.seeds.filter { seed in
      let draw = Draw(seed, tasks: 2 + Int(seed % 7))
      let factors = (0..<draw.count).map { [0.25, 1, 4, 2, 0.5][($0 + Int(seed)) % 5] }
      let changed = try change(draw, factors).run(scheme, turning: 0.5)
      return try zip(draw.run(scheme, turning: 0.5), changed).allSatisfy {
        cosine($0.update, $1.update) > 1 - 1e-9
      }
    }.count
  }

  @Test(
    "a change of units or of zeros matters where it is said to",
    arguments: [
      ("db-mtl", true, false), ("db-mtl:0.5:0.5", true, false), ("db-mtl:0", true, true),
      ("excess", false, true), ("moco", false, true), ("graddrop", false, true),
      ("sdmgrad-stochastic", false, true),
    ])
  func invariances(scheme: String, scale: Bool, shift: Bool) throws {
    let scaled = try invariantDraws(scheme) { $0.scaled(by: $1) }
    #expect((scaled == Draw.seeds.count) == scale, "\(scaled)")
    let shifted = try invariantDraws(scheme) { $0.shifted(by: $1) }
    #expect((shifted == Draw.seeds.count) == shift, "\(shifted)")
  }

  @Test("dual balancing without memory is the unit gradients, as long as the longest of a log loss")
  func dualBalancingWithoutMemory() throws {
    var logarithms = BalanceModifiers()
    logarithms.logLosses = true
    for draw in Draw.seeds.map({ Draw($0) }) {
      let steps = try draw.run("db-mtl:0", turning: 0.5)
      let units = try draw.run("unit-gradient", turning: 0.5)
      let ofLogarithms = try draw.run("unit-gradient", turning: 0.5, modifiers: logarithms)
      for (index, step) in steps.enumerated() {
        let rows = draw.turned(0.5 * Double(index)).jacobian
        let longest = zip(rows, draw.steps[index]).reduce(0) { max($0, length($1.0) / $1.1) }
        // Σ gᵢ/‖gᵢ‖ by hand; what is lent is rounded to Float32.
        let byHand = Draw.Step(weights: rows.map { 1 / length($0) }, rows: rows)
        for other in [byHand, units[index], ofLogarithms[index]] {
          #expect(step.isNear(other, times: longest, tolerance: 1e-6), "\(draw)")
        }
      }
    }
  }

  @Test("a head under dual balancing follows the gradient of its log loss")
  func logarithmicHeads() throws {
    let draw = Draw(5, tasks: 3)
    var balancer = try draw.balancer("db-mtl", userWeights: [1, 3, 1])
    _ = try draw.step(&balancer, losses: [4, 0.5, 2], present: [true, true, false])
    #expect(balancer.headWeights == [0.25, 6, 0])
  }

  @Test("the weights of ExcessMTL are the heads' too, and sum to the number of tasks")
  func excessSums() throws {
    for draw in Draw.seeds.map({ Draw($0) }) {
      var balancer = try draw.balancer("excess:1")
      for losses in draw.steps {
        let step = try draw.step(&balancer, losses: losses, present: losses.map { _ in true })
        #expect(balancer.headWeights == step.weights)
        #expect(abs(step.weights.reduce(0, +) - Double(draw.count)) < 1e-12 * 8, "\(draw)")
      }
    }
  }

  @Test("an absent task's row and what is kept of it stay as they are")
  func absentRows() throws {
    for draw in Draw.seeds.map({ Draw($0, tasks: 3) }) {
      let rows = draw.jacobian.map { $0.map { Double(Float($0)) } }
      let (all, two) = (
        PresentLosses(tasks: [0, 1, 2], values: draw.steps[0]),
        PresentLosses(tasks: [0, 2], values: [draw.steps[1][0], draw.steps[1][2]])
      )
      var dual = DualBalancing(taskCount: 3)
      var excess = ExcessRiskWeighting(taskCount: 3)
      var correction = GradientCorrection(taskCount: 3)
      var weights = [0.0, 0, 0]
      try withJacobian(rows) { try dual.weigh($0, losses: all, into: &weights) }
      try withJacobian(rows) { try excess.weigh($0, losses: all, into: &weights) }
      try withJacobian(rows) { try correction.weigh($0, losses: all, into: &weights) }
      let kept = [
        dual.state.averages.row(1), excess.state.squares.row(1), correction.state.averages.row(1),
      ]
      let share = correction.state.shares.values[1]
      weights = [0, 0]
      try withJacobian(rows) { jacobian in
        try dual.weigh(jacobian, losses: two, into: &weights)
        try excess.weigh(jacobian, losses: two, into: &weights)
        try correction.weigh(jacobian, losses: two, into: &weights)
        var dropout = GradientSignDropout(seed: 1)
        dropout.weigh(jacobian, losses: two, into: &weights)
        #expect(jacobian.rows[1] == rows[1], "\(draw)")
      }
      let after = [
        dual.state.averages.row(1), excess.state.squares.row(1), correction.state.averages.row(1),
      ]
      #expect(after == kept && dual.state.steps == [2, 1, 2], "\(draw)")
      let shares = correction.state.shares.values
      #expect(shares[1] == share && abs(shares.reduce(0, +) - 1) < 1e-12, "\(draw)")
    }
  }

  @Test("a coordinate keeps the positive sign as often as its purity says, and one sign at a time")
  func purity() {
    var scheme = GradientSignDropout(seed: 11)
    let losses = PresentLosses(tasks: [0, 1, 2], values: [1, 1, 1])
    var weights = [0.0, 0, 0]
    var positive = 0.0
    let steps = 4000
    for _ in 0..<steps {
      // P = ½(1 + 2/6) in the first coordinate, 1 in the second.
      withJacobian([[3, 1], [-2, 0], [1, 2]]) { jacobian in
        scheme.weigh(jacobian, losses: losses, into: &weights)
        let first = jacobian.rows.map { $0[0] }
        #expect(first == [3, 0, 1] || first == [0, -2, 0])
        #expect(jacobian.rows.map { $0[1] } == [1, 0, 2])
        if first[0] > 0 { positive += 1 }
      }
    }
    let deviation = (2.0 / 9 / Double(steps)).squareRoot()
    #expect(abs(positive / Double(steps) - 2.0 / 3) < 4 * deviation)
  }

  @Test("with equal parts of the batch and nearly parallel gradients SDMGrad finds its minimum")
  func stochasticMinimum() {
    let rows = [[1.0, 0.9, 0.7], [0.9, 1.1, 0.8], [0.7, 0.8, 0.9]]
    let losses = PresentLosses(tasks: [0, 1, 2], values: [1, 1, 1])
    var exact = DirectionOrientedWeighting()
    var stochastic = StochasticDirectionOriented(taskCount: 3)
    var (expected, found) = ([0.0, 0, 0], [0.0, 0, 0])
    exact.weigh(Gramian(rows: rows), losses: losses, into: &expected)
    for _ in 0..<50 { stochastic.weigh(CrossGramian(rows: rows), losses: losses, into: &found) }
    #expect(agree(found, expected, tolerance: 1e-9))
  }

  @Test("parts of a batch that contradict each other leave SDMGrad's shares alone")
  func contradiction() {
    var scheme = StochasticDirectionOriented(taskCount: 2, attraction: 0)
    var weights = [0.0, 0]
    let losses = PresentLosses(tasks: [0, 1], values: [1, 1])
    scheme.weigh(CrossGramian(rows: [[-1, 2], [0, -3]]), losses: losses, into: &weights)
    #expect(weights == [0.5, 0.5])
  }

  @Test("a gradient that is not finite on one part of the batch only makes its task absent")
  func faultyPart() throws {
    for draw in Draw.seeds.map({ Draw($0, tasks: 2 + Int($0 % 7)) }) {
      let faulty = Int(draw.seed / 7) % draw.count
      let tasks = 0..<draw.count
      let present = tasks.map { $0 != faulty }
      var balancer = try draw.balancer("sdmgrad-stochastic")
      let expected = try draw.step(&balancer, losses: draw.steps[0], present: present)
      var (first, second) = (draw.crossGramian, draw.crossGramian)
      for other in tasks {
        first[faulty, other] = .nan
        second[other, faulty] = .infinity
      }
      for products in [first, second] {
        var balancer = try draw.balancer("sdmgrad-stochastic")
        var weights = draw.names.map { _ in 0.0 }
        try balancer.weigh(
          losses: draw.steps[0], present: tasks.map { _ in true }, gramian: draw.gramian,
          crossGramian: products, into: &weights)
        #expect(weights == expected.weights && balancer.headWeights[faulty] == 0, "\(draw)")
      }
    }
  }

  @Test("a saved state brings back what is kept of gradients, bit by bit", arguments: schemes)
  func restoring(scheme: String) throws {
    let draw = Draw(8, tasks: 4)
    let present = [true, true, true, true]
    var original = try draw.balancer(scheme)
    for losses in draw.steps { _ = try draw.step(&original, losses: losses, present: present) }
    var restored = try draw.balancer(scheme)
    try restored.restore(state: original.encodedState())
    for losses in draw.steps {
      let expected = try draw.step(&original, losses: losses, present: present)
      let found = try draw.step(&restored, losses: losses, present: present)
      #expect(found.update == expected.update && found.weights == expected.weights)
    }
  }

  @Test("what was kept of another network's gradients is refused")
  func otherNetwork() throws {
    var scheme = DualBalancing(taskCount: 1)
    let losses = PresentLosses(tasks: [0], values: [1])
    var weights = [0.0]
    try withJacobian([[1, 2, 3]]) { try scheme.weigh($0, losses: losses, into: &weights) }
    let error = #expect(throws: BalancingError.self) {
      try withJacobian([[1, 2]]) { try scheme.weigh($0, losses: losses, into: &weights) }
    }
    #expect(
      try #require(error).description.contains("a network with 3 shared parameters, not 2"))
  }

  @Test("a rescaled update has its length whatever replaced the gradients", arguments: schemes)
  func rescaling(scheme: String) throws {
    for draw in Draw.seeds.map({ Draw($0, tasks: 3) }) {
      for rescaling in [Rescaling.unitNorm, .meanNorm] {
        var modifiers = BalanceModifiers()
        modifiers.rescaling = rescaling
        var balancer = try draw.balancer(scheme, modifiers: modifiers)
        let step = try draw.step(&balancer, losses: draw.steps[0], present: [true, true, true])
        let mean = draw.jacobian.reduce(0) { $0 + length($1) / 3 }
        let expected = rescaling == .unitNorm ? 1 : mean
        #expect(abs(length(step.update) / expected - 1) < 1e-4, "\(draw)")
      }
    }
  }

  @Test("modifiers that keep gradients from a scheme are refused", arguments: schemes)
  func inflexible(scheme: String) throws {
    let evidence = try SchemeCatalogue.parse(scheme).entry.evidence
    let changes: [(Parameter, (inout BalanceModifiers) -> Void)] = [
      (.logLosses, { $0.logLosses = true }), (.scope, { $0.scope = .lastShared }),
      (.every, { $0.every = 2 }), (.gramian, { $0.gramian = .sketch(columns: 8) }),
    ]
    for (parameter, change) in changes {
      var modifiers = BalanceModifiers()
      change(&modifiers)
      let error = BalancingError.inflexibleScheme("\(parameter)")
      #expect(throws: error) { try evidence.adjusted(by: modifiers) }
      #expect(error.description.hasPrefix("\(parameter.rawValue) does not go with"))
    }
  }
}
