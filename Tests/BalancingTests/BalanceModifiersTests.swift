import Balancing
import LinearAlgebra
import Testing

@Suite("Modifiers compose with any scheme")
struct BalanceModifiersTests {
  // Three gradients of lengths 5, 2 and 1 in three dimensions, none orthogonal to another.
  private let jacobian: [[Double]] = [[3, 4, 0], [0, 1.2, 1.6], [0.6, 0, -0.8]]
  private let losses: [Double] = [8, 0.5, 2]
  private let present = [true, true, true]

  private func gramian(_ jacobian: [[Double]]) -> Gramian {
    Gramian(
      rows: jacobian.map { a in jacobian.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } })
  }

  private func balancer(
    _ scheme: String, _ change: (inout BalanceModifiers) -> Void
  ) throws -> Balancer {
    var modifiers = BalanceModifiers()
    change(&modifiers)
    let context = SchemeContext(
      taskNames: ["a", "b", "c"], initialLosses: [1, 1, 1], priorLosses: [1, 1, 1])
    return try Balancer(
      named: scheme, scheme: SchemeCatalogue.parse(scheme).makeScheme(context),
      taskNames: context.taskNames,
      priorLosses: context.priorLosses, modifiers: modifiers)
  }

  private func weights(
    _ balancer: inout Balancer, losses: [Double]? = nil, jacobian: [[Double]]? = nil
  ) throws -> [Double] {
    var weights = [0.0, 0, 0]
    try balancer.weigh(
      losses: losses ?? self.losses, present: present,
      gramian: gramian(jacobian ?? self.jacobian), into: &weights)
    return weights
  }

  private func expect(_ values: [Double], _ expected: [Double]) {
    for (value, other) in zip(values, expected) {
      #expect(abs(value - other) <= 1e-12 * abs(other), "\(values) against \(expected)")
    }
  }

  private func update(_ weights: [Double]) -> [Double] {
    (0..<3).map { k in (0..<3).reduce(0) { $0 + weights[$1] * jacobian[$1][k] } }
  }

  private func length(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  @Test("smoothed weights are the moving average of the scheme's")
  func smoothing() throws {
    var balancer = try balancer("realtime") { $0.smoothing = 0.75 }
    expect(try weights(&balancer), [1 / 8.0, 2, 0.5])
    let second = try weights(&balancer, losses: [4, 4, 4])
    expect(
      second,
      [0.75 / 8 + 0.25 * 0.25, 0.75 * 2 + 0.25 * 0.25, 0.75 * 0.5 + 0.25 * 0.25])
  }

  @Test("between two questions the last weights are used again")
  func every() throws {
    var balancer = try balancer("realtime") { $0.every = 3 }
    var kept = [0.0, 0, 0]
    let isReused = balancer.reuseWeights(losses: losses, present: present, into: &kept)
    #expect(!isReused, "nothing has been asked yet")
    let first = try weights(&balancer)
    for _ in 0..<2 {
      let isReused = balancer.reuseWeights(losses: [1, 1, 1], present: present, into: &kept)
      #expect(isReused && kept == first && balancer.headWeights == first)
    }
    let isReusedAgain = balancer.reuseWeights(losses: losses, present: present, into: &kept)
    #expect(!isReusedAgain, "the third step asks anew")
  }

  @Test("a task that was absent when the scheme was asked makes it be asked again")
  func everyWithAbsentTask() throws {
    var balancer = try balancer("realtime") { $0.every = 10 }
    var weights = [0.0, 0, 0]
    try balancer.weigh(losses: [1, .nan, 1], present: [true, false, true], into: &weights)
    let isReused = balancer.reuseWeights(
      losses: [1, .nan, 1], present: [true, false, true], into: &weights)
    let isReusedForMore = balancer.reuseWeights(
      losses: [1, 1, 1], present: present, into: &weights)
    #expect(isReused && !isReusedForMore)
  }

  @Test("a scheme on log losses gets the gradients of the log losses")
  func logLosses() throws {
    var onLogs = try balancer("unit-gradient") { $0.logLosses = true }
    let logJacobian = zip(jacobian, losses).map { row, loss in row.map { $0 / loss } }
    // Σ uᵢ ∇log Lᵢ with uᵢ = 1/‖∇log Lᵢ‖ is Σ (uᵢ/Lᵢ) ∇Lᵢ.
    let expected = zip(logJacobian, losses).map { 1 / length($0) / $1 }
    expect(try weights(&onLogs), expected)
  }

  @Test("rescaled weights have the sum, or the update the length, that is asked for")
  func rescaling() throws {
    func weights(_ rescaling: Rescaling) throws -> [Double] {
      var balancer = try balancer("unit-gradient") { $0.rescaling = rescaling }
      return try self.weights(&balancer)
    }
    let native = try weights(.native)
    expect(native, [0.2, 0.5, 1])
    #expect(abs(try weights(.sumToOne).reduce(0, +) - 1) <= 1e-12)
    #expect(abs(try weights(.sumToN).reduce(0, +) - 3) <= 1e-12)
    #expect(abs(length(update(try weights(.unitNorm))) - 1) <= 1e-12)
    #expect(abs(length(update(try weights(.meanNorm))) - 8.0 / 3) <= 1e-12)
    for rescaling in Rescaling.allCases {
      let scaled = try weights(rescaling)
      expect(scaled.map { $0 / scaled[0] }, native.map { $0 / native[0] })
    }
  }

  @Test("what reads gradients is refused beside a scheme that does not")
  func unsuitable() {
    let changes: [(inout BalanceModifiers) -> Void] = [
      { $0.logLosses = true }, { $0.scope = .lastShared }, { $0.rescaling = .unitNorm },
      { $0.rescaling = .meanNorm }, { $0.gramian = .sketch(columns: 8) },
    ]
    for change in changes {
      #expect(throws: BalancingError.self) { try balancer("prior", change) }
    }
  }

  @Test("heads get what is asked for, or what suits the scheme")
  func headWeights() throws {
    let units = [2.0, 4, 0.5]
    func headWeights(_ scheme: String, _ choice: HeadWeights?) throws -> ([Double], [Double]) {
      var modifiers = BalanceModifiers()
      modifiers.headWeights = choice
      let context = SchemeContext(
        taskNames: ["a", "b", "c"], initialLosses: [1, 1, 1], priorLosses: units)
      var balancer = try Balancer(
        named: scheme, scheme: SchemeCatalogue.parse(scheme).makeScheme(context),
        taskNames: context.taskNames,
        priorLosses: units, modifiers: modifiers)
      return (try weights(&balancer), balancer.headWeights)
    }
    for scheme in ["realtime", "unit-gradient", "mgda", "config"] {
      #expect(try headWeights(scheme, .unit).1 == [0.5, 0.25, 2])
      let (shared, heads) = try headWeights(scheme, .same)
      #expect(heads == shared && heads != [0.5, 0.25, 2])
    }
    let (shared, heads) = try headWeights("unit-gradient", nil)
    #expect(heads == shared)
    #expect(try headWeights("mgda", nil).1 == [0.5, 0.25, 2])
  }

  @Test("estimates are of the products over all shared parameters, and of no others")
  func sketch() throws {
    let columns = 8
    #expect(
      try balancer("mgda") { $0.gramian = .sketch(columns: columns) }.evidence
        == .sketch(columns: columns))
    // GradNorm's own scope is the last layer's weights.
    #expect(throws: BalancingError.needlessSketch) {
      try balancer("gradnorm") { $0.gramian = .sketch(columns: columns) }
    }
    let everywhere = try balancer("gradnorm") {
      $0.gramian = .sketch(columns: columns)
      $0.scope = .shared
    }
    #expect(everywhere.evidence == .sketch(columns: columns))
    #expect(throws: BalancingError.needlessSketch) {
      try balancer("mgda") {
        $0.gramian = .sketch(columns: columns)
        $0.scope = .representation
      }
    }
  }

  @Test("a saved state brings back smoothed weights and those to be used again")
  func state() throws {
    var original = try balancer("realtime") {
      $0.smoothing = 0.5
      $0.every = 2
    }
    _ = try weights(&original)
    var restored = try balancer("realtime") {
      $0.smoothing = 0.5
      $0.every = 2
    }
    try restored.restore(state: try original.encodedState())
    var (a, b) = ([0.0, 0, 0], [0.0, 0, 0])
    let areReused = [
      original.reuseWeights(losses: losses, present: present, into: &a),
      restored.reuseWeights(losses: losses, present: present, into: &b),
    ]
    #expect(areReused == [true, true] && a == b)
    #expect(try weights(&original, losses: [1, 1, 1]) == weights(&restored, losses: [1, 1, 1]))
  }
}
