import Balancing
import Foundation
import LinearAlgebra
import RandomNumbers

/// A seeded problem for property tests: a Jacobian with rows of very different lengths, now and
/// then a duplicate or an opposite, and log-normal losses.
struct Draw: CustomStringConvertible {
  let seed: UInt64
  var names: [String]
  var jacobian: [[Double]]
  /// How far the gradients on another part of the batch are from these, in parts of these.
  private var noise: [[Double]]
  /// The losses of three steps.
  var steps: [[Double]]
  var priors: [Double]
  var initials: [Double]

  static let seeds = Array(UInt64(1)...200)

  init(_ seed: UInt64, tasks: Int? = nil) {
    var generator = SeededGenerator(seed: seed, stream: .balancing)
    let count = tasks ?? 1 + Int(generator.next() % 8)
    func logNormal(_ spread: Double) -> Double { exp(spread * generator.normal()) }
    self.seed = seed
    names = (0..<count).map { "t\($0)" }
    jacobian = (0..<count).map { _ in
      let length = pow(10, 6 * generator.uniform() - 3)
      return (0..<12).map { _ in length * generator.normal() }
    }
    if count > 2 && generator.uniform() < 0.3 { jacobian[1] = jacobian[0] }
    if count > 2 && generator.uniform() < 0.3 { jacobian[2] = jacobian[0].map { -$0 } }
    steps = (0..<3).map { _ in (0..<count).map { _ in logNormal(0.7) } }
    priors = (0..<count).map { _ in logNormal(0.7) }
    initials = priors.map { $0 * (1 + generator.uniform()) }
    noise = jacobian.map { row in row.map { _ in generator.normal() } }
  }

  var count: Int { names.count }

  /// Whether it holds a duplicate or an opposite.
  var isSingular: Bool {
    jacobian.indices.contains { i in
      jacobian[..<i].contains { $0 == jacobian[i] || $0 == jacobian[i].map { -$0 } }
    }
  }

  /// The gradients on another part of the batch: about as long, and not far from these. They follow
  /// from these: one that has vanished, or is not finite, is so on both parts.
  var partner: [[Double]] {
    zip(jacobian, noise).map { row, noise in zip(row, noise).map { 0.75 * $0 * (1 + $1) } }
  }

  var gramian: Gramian {
    Gramian(
      rows: jacobian.map { a in
        jacobian.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      })
  }

  var crossGramian: CrossGramian {
    CrossGramian(
      rows: jacobian.map { a in
        partner.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      })
  }

  var context: SchemeContext {
    // The first task drawn is the primary one wherever it stands, or an absent one where it is not.
    SchemeContext(
      taskNames: names, initialLosses: initials, priorLosses: priors,
      primary: names.firstIndex(of: "t0") ?? names.count, seed: seed)
  }

  /// What makes the same draw again; short, because it is put together for passing draws too.
  var description: String { "Draw(\(seed), tasks: \(count))" }

  /// The problem of the given tasks only, in their order.
  func tasks(_ order: [Int]) -> Draw {
    var draw = self
    draw.names = order.map { names[$0] }
    draw.jacobian = order.map { jacobian[$0] }
    draw.noise = order.map { noise[$0] }
    draw.steps = steps.map { losses in order.map { losses[$0] } }
    draw.priors = order.map { priors[$0] }
    draw.initials = order.map { initials[$0] }
    return draw
  }

  /// The problem with each loss multiplied by a factor.
  func scaled(by factors: [Double]) -> Draw {
    var draw = self
    draw.jacobian = zip(jacobian, factors).map { row, c in row.map { $0 * c } }
    draw.steps = steps.map { zip($0, factors).map { $0 * $1 } }
    draw.priors = zip(priors, factors).map { $0 * $1 }
    draw.initials = zip(initials, factors).map { $0 * $1 }
    return draw
  }

  /// The problem with a constant added to each loss, and so to its constants too.
  func shifted(by constants: [Double]) -> Draw {
    var draw = self
    draw.steps = steps.map { zip($0, constants).map { $0 + $1 } }
    draw.priors = zip(priors, constants).map { $0 + $1 }
    draw.initials = zip(initials, constants).map { $0 + $1 }
    return draw
  }

  /// The problem with the gradients turned towards those on another part of the batch.
  func turned(_ angle: Double) -> Draw {
    var draw = self
    draw.jacobian = zip(jacobian, partner).map { row, other in
      zip(row, other).map { $0 + angle * $1 }
    }
    return draw
  }

  /// The weights of the three steps under a scheme, an epoch ending after each step.
  func weights(_ scheme: String, present: [Bool]? = nil) throws -> [[Double]] {
    try run(scheme, present: present).map(\.weights)
  }

  /// Takes three steps under a scheme, an epoch ending after each.
  ///
  /// - Parameter turning: How far the gradients turn from step to step, 0 for not at all.
  func run(
    _ scheme: String, present: [Bool]? = nil, turning: Double = 0,
    modifiers: BalanceModifiers = .init()
  ) throws -> [Step] {
    var balancer = try balancer(scheme, modifiers: modifiers)
    let present = present ?? names.map { _ in true }
    return try steps.indices.map { index in
      let draw = turning == 0 ? self : turned(turning * Double(index))
      let step = try draw.step(&balancer, losses: steps[index], present: present)
      balancer.updated(after: steps[(index + 1) % 3])
      balancer.epochEnded(
        averages: zip(steps[index], present).map { loss, present in present ? loss : nil },
        improved: present.map { _ in nil })
      return step
    }
  }

  /// What rounding may make of each step's update, in parts of its size, beyond 10⁻⁹: a hundred
  /// times what gradients do that differ by some 10⁻¹⁵. Nothing, but under stochastic SDMGrad,
  /// whose long steps multiply any difference from the first of them to the last.
  func amplifiedRounding(_ scheme: String, turning: Double = 0) throws -> [Double] {
    guard try SchemeCatalogue.parse(written(scheme)).entry.evidence == .crossGramian else {
      return steps.map { _ in 0 }
    }
    let (exact, moved) = (
      try run(scheme, turning: turning), try turned(1e-15).run(scheme, turning: turning)
    )
    let differences = zip(exact, moved).map { a, b in
      let weights = zip(a.weights, b.weights).map { abs($0 - $1) }
      let greatest = a.weights.reduce(0) { max($0, abs($1)) }
      return max(
        length(zip(a.update, b.update).map { $0 - $1 }) / a.size,
        weights.reduce(0, max) / greatest)
    }
    // In the first step it has not come far.
    return [0] + differences.dropFirst().map { 100 * $0 }
  }

  /// A balancer with a scheme made for this draw.
  func balancer(
    _ scheme: String, userWeights: [Double]? = nil, modifiers: BalanceModifiers = .init()
  ) throws -> Balancer {
    try Balancer(
      named: scheme, scheme: SchemeCatalogue.parse(written(scheme)).makeScheme(context),
      taskNames: names,
      priorLosses: priors, userWeights: userWeights, modifiers: modifiers)
  }

  /// Takes one step, lending the evidence the scheme asks for.
  func step(_ balancer: inout Balancer, losses: [Double], present: [Bool]) throws -> Step {
    var weights = names.map { _ in 0.0 }
    var rows = jacobian
    if balancer.evidence == .jacobian {
      rows = try withJacobian(jacobian) { lent in
        try balancer.weigh(
          losses: losses, present: present, gramian: gramian, jacobian: lent, into: &weights)
        return lent.rows
      }
    } else {
      try balancer.weigh(
        losses: losses, present: present, gramian: gramian,
        crossGramian: balancer.evidence == .crossGramian ? crossGramian : nil, into: &weights)
    }
    return Step(weights: weights, rows: rows)
  }

  /// The scheme as the command line has it; fixed weights belong to names, so that they follow a
  /// permutation.
  func written(_ scheme: String) -> String {
    guard scheme == "fixed" else { return scheme }
    return "fixed:" + names.map { $0 + "=1" + $0.dropFirst() }.joined(separator: ",")
  }

  /// Whether two sets of weights give one update Σ wᵢ gᵢ, which is unique where duplicates and
  /// opposites leave the weights free.
  func agree(_ a: [Double], _ b: [Double], tolerance: Double = 1e-9) -> Bool {
    let size = contributions(a).reduce(0) { max($0, abs($1)) }
    return jacobian[0].indices.allSatisfy { k in
      abs(zip(jacobian, zip(a, b)).reduce(0) { $0 + $1.0[k] * ($1.1.0 - $1.1.1) })
        <= tolerance * size
    }
  }

  /// How long each task's part of the update is: wᵢ‖gᵢ‖.
  func contributions(_ weights: [Double]) -> [Double] {
    zip(weights, jacobian).map { weight, row in weight * length(row) }
  }
}

extension Draw {
  /// What a scheme makes of a step.
  struct Step: Equatable {
    let weights: [Double]
    /// How long each task's part of the update is: wᵢ times the length of what it combines.
    let parts: [Double]
    /// The shared gradient.
    let update: [Double]

    init(weights: [Double], rows: [[Double]]) {
      var parts = weights
      var update = Array(repeating: 0.0, count: rows[0].count)
      // A row of weight 0 has no part in it, whatever it holds.
      for (task, row) in rows.enumerated() where weights[task] != 0 {
        parts[task] *= length(row)
        for k in row.indices { update[k] += weights[task] * row[k] }
      }
      (self.weights, self.parts, self.update) = (weights, parts, update)
    }

    /// How long its parts are together: what its rounding is relative to, as they may all but
    /// cancel.
    var size: Double { parts.reduce(0) { $0 + abs($1) } }

    /// Whether two updates differ by no more than rounding, one of them times a factor.
    func isNear(_ other: Step, times factor: Double = 1, tolerance: Double = 1e-9) -> Bool {
      length(zip(update, other.update).map { $0 - factor * $1 }) <= tolerance * size
    }

    /// Whether two updates have one direction, and are put together alike.
    func isAlong(_ other: Step) -> Bool {
      cosine(parts, other.parts) > 1 - 1e-9
        && isNear(other, times: size / other.size, tolerance: 1e-6)
    }
  }
}

/// The length of a vector.
func length(_ vector: [Double]) -> Double {
  vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
}

/// The cosine of the angle between two vectors.
func cosine(_ a: [Double], _ b: [Double]) -> Double {
  func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
}
