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
  /// The gradients on another part of the batch: as long, and not far from the first.
  var partner: [[Double]] = []
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
    partner = jacobian.map { row in
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot() / 12.0.squareRoot()
      return row.map { 0.75 * $0 + 0.75 * length * generator.normal() }
    }
  }

  var count: Int { names.count }

  /// Whether it holds a duplicate or an opposite.
  var isSingular: Bool {
    jacobian.indices.contains { i in
      jacobian[..<i].contains { $0 == jacobian[i] || $0 == jacobian[i].map { -$0 } }
    }
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
    draw.partner = order.map { partner[$0] }
    draw.steps = steps.map { losses in order.map { losses[$0] } }
    draw.priors = order.map { priors[$0] }
    draw.initials = order.map { initials[$0] }
    return draw
  }

  /// The problem with each loss multiplied by a factor.
  func scaled(by factors: [Double]) -> Draw {
    var draw = self
    draw.jacobian = zip(jacobian, factors).map { row, c in row.map { $0 * c } }
    draw.partner = zip(partner, factors).map { row, c in row.map { $0 * c } }
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

  /// What a scheme makes of a step.
  struct Step {
    var weights: [Double]
    /// How long each task's part of the update is: wᵢ times the length of what it combines.
    var parts: [Double]
    /// The shared gradient.
    var update: [Double]
  }

  /// The weights of the three steps under a scheme, an epoch ending after each step.
  func weights(_ scheme: String, present: [Bool]? = nil) throws -> [[Double]] {
    try run(scheme, present: present).map(\.weights)
  }

  /// Takes three steps under a scheme, an epoch ending after each.
  ///
  /// - Parameter turning: How far the gradients turn from step to step, 0 for not at all.
  func run(_ scheme: String, present: [Bool]? = nil, turning: Double = 0) throws -> [Step] {
    var balancer = try Balancer(
      scheme: SchemeCatalogue.parse(written(scheme)).makeScheme(context), taskNames: names,
      priorLosses: priors)
    let present = present ?? names.map { _ in true }
    return try steps.indices.map { index in
      var draw = self
      draw.jacobian = zip(jacobian, partner).map { row, other in
        zip(row, other).map { $0 + turning * Double(index) * $1 }
      }
      let step = try draw.step(&balancer, losses: steps[index], present: present)
      balancer.updated(after: steps[(index + 1) % 3])
      balancer.epochEnded(
        averages: zip(steps[index], present).map { loss, present in present ? loss : nil })
      return step
    }
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
    var step = Step(
      weights: weights, parts: weights, update: Array(repeating: 0, count: rows[0].count))
    // A row of weight 0 has no part in it, whatever it holds.
    for (task, row) in rows.enumerated() where weights[task] != 0 {
      step.parts[task] *= row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for k in row.indices { step.update[k] += weights[task] * row[k] }
    }
    return step
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
    zip(weights, jacobian).map { weight, row in
      weight * row.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
  }
}

/// The cosine of the angle between two vectors.
func cosine(_ a: [Double], _ b: [Double]) -> Double {
  func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
}
