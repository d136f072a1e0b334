import Balancing
import Foundation
import LinearAlgebra
import Testing

struct BalancerTests {
  private func balancer(
    _ scheme: String, priors: [Double] = [1, 2, 4], userWeights: [Double]? = nil,
    maxBadSteps: Int = 10
  ) throws -> Balancer {
    let names = priors.indices.map { "task\($0)" }
    let context = SchemeContext(
      taskNames: names, initialLosses: priors.map { 2 * $0 }, priorLosses: priors, primary: 0,
      seed: 7)
    return try Balancer(
      named: scheme, scheme: SchemeCatalogue.parse(scheme).makeScheme(context), taskNames: names,
      priorLosses: priors, userWeights: userWeights, maxBadSteps: maxBadSteps)
  }

  private let gramian = Gramian(rows: [[4, 1, 0], [1, 16, 2], [0, 2, 1]])
  private let crossGramian = CrossGramian(rows: [[3, 1, -1], [2, 15, 2], [0, 1, 2]])
  private let rows = [[2.0, 0, 0], [0.5, 3.5, 1], [0, 0.25, 0.75]]

  /// Asks for weights with all the evidence a scheme may read.
  private func weigh(
    _ balancer: inout Balancer, losses: [Double], present: [Bool] = [true, true, true],
    into weights: inout [Double]
  ) throws {
    try withJacobian(rows) { jacobian in
      try balancer.weigh(
        losses: losses, present: present, gramian: gramian, jacobian: jacobian,
        crossGramian: crossGramian, into: &weights)
    }
  }

  @Test("a batch without any label gives weights of zero")
  func nothingPresent() throws {
    for scheme in ["prior", "unit-gradient", "gradnorm"] {
      var balancer = try balancer(scheme)
      var weights = [1.0, 1, 1]
      try balancer.weigh(
        losses: [.nan, .nan, .nan], present: [false, false, false], gramian: gramian,
        into: &weights)
      #expect(weights == [0, 0, 0])
      #expect(balancer.headWeights == [0, 0, 0])
    }
  }

  @Test("a loss that is not finite is missing, and an error naming the task after ten in a row")
  func nonFiniteLosses() throws {
    var balancer = try balancer("realtime")
    var weights = [0.0, 0, 0]
    let present = [true, true, true]
    for _ in 0..<9 {
      try balancer.weigh(losses: [2, .nan, 4], present: present, into: &weights)
      #expect(weights == [0.5, 0, 0.25])
    }
    // A finite loss in between starts the count anew.
    try balancer.weigh(losses: [2, 1, 4], present: present, into: &weights)
    for _ in 0..<9 {
      try balancer.weigh(losses: [2, .infinity, 4], present: present, into: &weights)
    }
    #expect(
      throws: BalancingError.nonFinite(
        task: "task1", quantity: .loss, value: .infinity, steps: 10)
    ) {
      try balancer.weigh(losses: [2, .infinity, 4], present: present, into: &weights)
    }
  }

  @Test("a gradient that is not finite is missing, those of the others are used")
  func nonFiniteGradients() throws {
    var bad = gramian
    for i in 0..<3 {
      bad[1, i] = .nan
      bad[i, 1] = .nan
    }
    var balancer = try balancer("unit-gradient")
    var weights = [0.0, 0, 0]
    try balancer.weigh(
      losses: [1, 1, 1], present: [true, true, true], gramian: bad, into: &weights)
    #expect(weights == [0.5, 0, 1])
  }

  @Test("a vanished gradient has weight 0 but its head keeps its own, over the prior loss")
  func vanishedGradients() throws {
    var balancer = try balancer("unit-gradient", userWeights: [1, 3, 1])
    var weights = [0.0, 0, 0]
    let small = Gramian(rows: [[4, 0, 0], [0, 1e-24, 0], [0, 0, 1]])
    try balancer.weigh(
      losses: [1, 1, 1], present: [true, true, true], gramian: small, into: &weights)
    #expect(weights == [0.5, 0, 1])
    #expect(balancer.headWeights == [0.5, 1.5, 1])
    try balancer.weigh(
      losses: [1, 1, 1], present: [true, true, false], gramian: Gramian(count: 3), into: &weights)
    #expect(weights == [0, 0, 0])
    #expect(balancer.headWeights == [1, 1.5, 0])
  }

  @Test("a head without a weight is trained alike in whatever unit its label is")
  func headsOfVanishedGradients() throws {
    for unit in [1.0, 1024] {
      var balancer = try balancer("unit-gradient", priors: [unit, 2])
      var weights = [0.0, 0]
      try balancer.weigh(
        losses: [unit, 2], present: [true, true], gramian: Gramian(count: 2), into: &weights)
      #expect(balancer.headWeights[0] * unit == 1)
    }
  }

  @Test("a prior loss that is no unit counts as 1", arguments: [0, -1, .infinity, .nan])
  func unusablePriorLosses(prior: Double) throws {
    var balancer = try balancer("unit-gradient", priors: [1, prior], userWeights: [1, 3])
    var weights = [0.0, 0]
    try balancer.weigh(
      losses: [1, 1], present: [true, true], gramian: Gramian(count: 2), into: &weights)
    #expect(balancer.headWeights == [1, 3])
  }

  @Test("whether a gradient has vanished does not depend on the unit of all")
  func relativeThreshold() throws {
    for unit in [1e-200, 1, 1e200] {
      var balancer = try balancer("unit-gradient", priors: [1, 1])
      var weights = [0.0, 0]
      let gramian = Gramian(rows: [[unit, 0], [0, 1e-20 * unit]])
      try balancer.weigh(losses: [1, 1], present: [true, true], gramian: gramian, into: &weights)
      #expect(weights[1] > 0)
    }
  }

  @Test("a zero loss counts as 10⁻⁸ of its prior loss")
  func zeroLosses() throws {
    var balancer = try balancer("realtime")
    var weights = [0.0, 0, 0]
    try balancer.weigh(losses: [0, 0, 2], present: [true, true, true], into: &weights)
    #expect(agree(weights, [1e8, 0.5e8, 0.5], tolerance: 1e-14))
  }

  @Test("a negative loss is an error where a scheme divides by it, and no other place")
  func negativeLosses() throws {
    for entry in SchemeCatalogue.entries {
      let text = ["power": "power:2", "fixed": "fixed:1,1,1"][entry.name] ?? entry.name
      var balancer = try balancer(text)
      var weights = [0.0, 0, 0]
      let readsAnyLoss = [
        "equal", "fixed", "initial", "prior", "unit-gradient", "rlw", "stch", "imtl-g", "config",
        "nash", "fairgrad", "aligned", "pcgrad", "gradvac",
        "mgda", "cagrad", "sdmgrad", "sdmgrad-stochastic", "upgrad", "dualproj", "excess", "moco",
        "graddrop",
        "pcgrad-primary", "gradcos", "orthogonal-aux", "primary-halfspace", "aux-norm-match",
      ]
      if readsAnyLoss.contains(entry.name) {
        try weigh(&balancer, losses: [1, -0.5, 1], into: &weights)
        #expect(weights.contains { $0 > 0 }, "\(text)")
      } else {
        #expect(throws: BalancingError.negativeLoss(task: "task1", value: -0.5), "\(text)") {
          try weigh(&balancer, losses: [1, -0.5, 1], into: &weights)
        }
      }
    }
  }

  @Test("the user's weights multiply the scheme's")
  func userWeights() throws {
    var balancer = try balancer("prior", userWeights: [2, 0, 1])
    var weights = [0.0, 0, 0]
    try balancer.weigh(losses: [1, 1, 1], present: [true, true, true], into: &weights)
    #expect(weights == [2, 0, 0.25])
    #expect(balancer.headWeights == weights)
    #expect(throws: BalancingError.badTaskWeight(task: "task2", value: -1)) {
      try self.balancer("prior", userWeights: [1, 1, -1])
    }
  }

  @Test("a task that was absent for some steps has learnt nothing from them")
  func frozenState() throws {
    for scheme in ["uncertainty", "imtl-l", "realtime:0.9", "gradnorm:1:log"] {
      var interrupted = try balancer(scheme)
      var weights = [0.0, 0, 0]
      try weigh(&interrupted, losses: [1, 2, 3], into: &weights)
      var probe = interrupted
      try weigh(&probe, losses: [1, 2, 3], into: &weights)
      let before = weights[1]
      for _ in 0..<5 {
        try weigh(
          &interrupted, losses: [1, .nan, 3], present: [true, false, true], into: &weights)
      }
      try weigh(&interrupted, losses: [1, 2, 3], into: &weights)
      #expect(abs(weights[1] - before) < 1e-12, "\(scheme)")
    }
  }

  @Test("a restored state continues as the saved one would", arguments: SchemePropertyTests.schemes)
  func restoring(scheme: String) throws {
    let scheme = scheme == "fixed" ? "fixed:1,2,3" : scheme
    func step(_ balancer: inout Balancer, _ losses: [Double]) throws -> [Double] {
      var weights = [0.0, 0, 0]
      try weigh(&balancer, losses: losses, into: &weights)
      balancer.updated(after: losses.map { 0.9 * $0 })
      balancer.epochEnded(averages: losses, improved: losses.map { _ in nil })
      return weights
    }
    var original = try balancer(scheme)
    for losses in [[1.0, 2, 3], [0.5, 2.5, 3], [0.25, 1, 3]] { _ = try step(&original, losses) }
    var restored = try balancer(scheme)
    try restored.restore(state: original.encodedState())
    for losses in [[0.3, 2, 3], [0.7, 1, 2]] {
      let expected = try step(&original, losses)
      #expect(try step(&restored, losses) == expected)
    }
  }

  @Test("a state of another scheme, of other tasks, or damaged is refused")
  func foreignStates() throws {
    let state = try balancer("uncertainty").encodedState()
    var other = try balancer("famo")
    #expect(throws: BalancingError.self) { try other.restore(state: state) }
    var fewer = try balancer("uncertainty", priors: [1, 2])
    #expect(throws: BalancingError.self) { try fewer.restore(state: state) }
    var same = try balancer("uncertainty")
    #expect(throws: BalancingError.self) { try same.restore(state: state.dropLast(5)) }
  }

  @Test("only FAMO looks at losses after the update")
  func observers() throws {
    for entry in SchemeCatalogue.entries {
      let text = ["power": "power:2", "fixed": "fixed:1,1,1"][entry.name] ?? entry.name
      #expect(try balancer(text).observesUpdates == (entry.name == "famo"))
      #expect(try balancer(text).evidence == entry.evidence)
    }
  }

  private struct Saved: Decodable {
    let state: Told
  }

  private struct Told: SchemeState {
    var epochs: [[Double?]] = []
    var updates: [[Double]] = []

    func fits(_ fresh: Told) -> Bool { true }
  }

  /// Equal weights, and a memory of what it was told.
  private struct ListeningToLosses: LossWeighting {
    var state = Told()
    var observesUpdates: Bool { true }

    func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
      for i in weights.indices { weights[i] = 1 }
    }
    mutating func epochEnded(averages: [Double?]) { state.epochs.append(averages) }
    mutating func updated(from before: PresentLosses, to after: PresentLosses) {
      state.updates.append(before.values + after.values)
    }
  }

  /// The same, reading gradients.
  private struct ListeningToGradients: GramianWeighting {
    var state = Told()
    var observesUpdates: Bool { true }

    func weigh(_ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]) {
      for i in weights.indices { weights[i] = 1 }
    }
    mutating func epochEnded(averages: [Double?]) { state.epochs.append(averages) }
    mutating func updated(from before: PresentLosses, to after: PresentLosses) {
      state.updates.append(before.values + after.values)
    }
  }

  @Test("a scheme is told of epochs and of updates, whatever evidence it reads")
  func notices() throws {
    let expected = Told(epochs: [[1, nil]], updates: [[3, 2, 2.5, 1.5]])
    for scheme in [Scheme.losses(ListeningToLosses()), .gramian(ListeningToGradients())] {
      var balancer = try Balancer(
        named: "a scheme", scheme: scheme, taskNames: ["a", "b"], priorLosses: [1, 1])
      #expect(balancer.observesUpdates)
      var weights = [0.0, 0]
      try balancer.weigh(
        losses: [3, 2], present: [true, true], gramian: Gramian(rows: [[1, 0], [0, 1]]),
        into: &weights)
      balancer.updated(after: [2.5, 1.5])
      balancer.epochEnded(averages: [1, nil], improved: [nil, nil])
      let saved = try JSONDecoder().decode(Saved.self, from: balancer.encodedState())
      #expect(saved.state == expected)
    }
  }

  @Test("a loss that is not finite after the update leaves its task out")
  func updateWithoutLoss() throws {
    var balancer = try balancer("famo")
    var weights = [0.0, 0, 0]
    try balancer.weigh(losses: [1, 1, 1], present: [true, true, true], into: &weights)
    balancer.updated(after: [0.5, .nan, 0.9])
    try balancer.weigh(losses: [1, 1, 1], present: [true, true, true], into: &weights)
    #expect(weights.allSatisfy { $0.isFinite })
    #expect(weights[2] > weights[1] && weights[1] > weights[0])
  }
}
