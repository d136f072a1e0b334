import Balancing
import Testing

/// What every scheme of the catalogue makes of a task that is absent, of a gradient or loss of
/// zero, of one that is not finite, of gradients that depend on each other.
struct SchemeEdgeCaseTests {
  static let schemes = SchemePropertyTests.schemes

  /// A draw of two tasks or more, and one of them.
  private func example(_ seed: UInt64) -> (draw: Draw, task: Int) {
    let draw = Draw(seed, tasks: 2 + Int(seed % 7))
    return (draw, Int(seed / 7) % draw.count)
  }

  private func readsLosses(_ scheme: String) throws -> Bool {
    try SchemeCatalogue.parse(Draw(1).written(scheme)).entry.evidence == .losses
  }

  @Test("what is written in an absent task's place is not read", arguments: schemes)
  func absentTask(scheme: String) throws {
    for seed in Draw.seeds {
      let (draw, task) = example(seed)
      let present = (0..<draw.count).map { $0 != task }
      let expected = try draw.run(scheme, present: present)
      let odd = draw.replacing(task, loss: .nan, gradient: .nan)
      #expect(try odd.run(scheme, present: present) == expected, "\(draw)")
    }
  }

  @Test(
    "a loss or gradient that is not finite is an absent one, and leaves no trace",
    arguments: schemes)
  func notFinite(scheme: String) throws {
    for seed in Draw.seeds {
      let (draw, task) = example(seed)
      let present = (0..<draw.count).map { $0 != task }
      let expected = try draw.run(scheme, present: present)
      for value in [Double.nan, .infinity, -.infinity] {
        #expect(try draw.replacing(task, loss: value).run(scheme) == expected, "\(value), \(draw)")
        guard try !readsLosses(scheme) else { continue }
        let gradient = try draw.replacing(task, gradient: value).run(scheme)
        #expect(gradient.map { $0.weights[task] } == [0, 0, 0], "\(value), \(draw)")
        #expect(gradient == expected, "\(value), \(draw)")
      }
    }
  }

  @Test(
    "a task that is not finite in one step has learnt in the next what an absent one has",
    arguments: schemes)
  func passingFault(scheme: String) throws {
    for seed in Draw.seeds {
      let (draw, task) = example(seed)
      let all = draw.names.map { _ in true }
      func steps(_ second: Draw, _ present: [Bool]) throws -> [Draw.Step] {
        var balancer = try draw.balancer(scheme)
        return try [
          draw.step(&balancer, losses: draw.steps[0], present: all),
          second.step(&balancer, losses: second.steps[1], present: present),
          draw.step(&balancer, losses: draw.steps[2], present: all),
        ]
      }
      let expected = try steps(draw, all.indices.map { $0 != task })
      #expect(try steps(draw.replacing(task, loss: .nan), all) == expected, "\(draw)")
      guard try !readsLosses(scheme) else { continue }
      #expect(try steps(draw.replacing(task, gradient: .infinity), all) == expected, "\(draw)")
      if task > 0 || draw.count == 2 { continue }
      #expect(try steps(draw.replacing(task, gradient: 0), all) == expected, "\(draw)")
    }
  }

  @Test(
    "a gradient of zero leaves the problem of the others where gradients are read",
    arguments: schemes)
  func zeroGradient(scheme: String) throws {
    for seed in Draw.seeds {
      let (draw, task) = example(seed)
      let zero = try draw.replacing(task, gradient: 0).run(scheme)
      if try readsLosses(scheme) {
        #expect(try zero.map(\.weights) == draw.weights(scheme), "\(draw)")
      } else {
        let kept = (0..<draw.count).filter { $0 != task }
        for (a, b) in zip(zero, try draw.tasks(kept).run(scheme)) {
          #expect(a.isNear(b), "\(draw)")
          #expect(agree(kept.map { a.weights[$0] }, b.weights, tolerance: 1e-9), "\(draw)")
          #expect(a.weights[task] == 0, "\(draw)")
        }
      }
    }
  }

  @Test(
    "without any gradient the shared layers stay, but every head has a weight", arguments: schemes)
  func noGradient(scheme: String) throws {
    for seed in Draw.seeds {
      var draw = Draw(seed)
      for task in 0..<draw.count { draw = draw.replacing(task, gradient: 0) }
      var balancer = try draw.balancer(scheme)
      let state = try balancer.encodedState()
      let step = try draw.step(
        &balancer, losses: draw.steps[0], present: draw.names.map { _ in true })
      if try !readsLosses(scheme) {
        #expect(step.weights.allSatisfy { $0 == 0 }, "\(draw)")
        #expect(balancer.headWeights.allSatisfy { $0 > 0 && $0.isFinite }, "\(draw)")
        // There was nothing to learn.
        #expect(try balancer.encodedState() == state, "\(draw)")
      } else {
        #expect(balancer.headWeights == step.weights, "\(draw)")
      }
    }
  }

  @Test("a batch without any label has no weights and teaches nothing", arguments: schemes)
  func nothingPresent(scheme: String) throws {
    for seed in Draw.seeds {
      let draw = Draw(seed)
      var balancer = try draw.balancer(scheme)
      let all = draw.names.map { _ in true }
      _ = try draw.step(&balancer, losses: draw.steps[0], present: all)
      let state = try balancer.encodedState()
      let step = try draw.step(
        &balancer, losses: draw.names.map { _ in .nan }, present: all.map { !$0 })
      #expect(step.weights.allSatisfy { $0 == 0 }, "\(draw)")
      #expect(balancer.headWeights == step.weights, "\(draw)")
      #expect(try balancer.encodedState() == state, "\(draw)")
    }
  }

  @Test("a loss of zero gives finite weights, those of others not all zero", arguments: schemes)
  func zeroLoss(scheme: String) throws {
    for seed in Draw.seeds {
      let (draw, task) = example(seed)
      for step in try draw.replacing(task, loss: 0).run(scheme) {
        #expect((step.weights + step.update).allSatisfy { $0.isFinite }, "\(draw)")
        #expect(step.weights.contains { $0 != 0 } || draw.isSingular, "\(draw)")
      }
    }
  }

  @Test(
    "a negative loss is read or is an error that names it, whatever the draw", arguments: schemes)
  func negativeLoss(scheme: String) throws {
    var refused = 0
    for seed in Draw.seeds {
      let (draw, task) = example(seed)
      do {
        let steps = try draw.replacing(task, loss: -0.5).run(scheme)
        #expect(
          steps.allSatisfy { ($0.weights + $0.update).allSatisfy { $0.isFinite } }, "\(draw)")
      } catch BalancingError.negativeLoss(let name, let value) {
        #expect(name == draw.names[task] && value == -0.5, "\(draw)")
        refused += 1
      }
    }
    #expect(refused == 0 || refused == Draw.seeds.count)
  }

  @Test("gradients in one, two or three dimensions give finite weights", arguments: schemes)
  func singular(scheme: String) throws {
    for seed in Draw.seeds {
      var (draw, task) = example(seed)
      let dimensions = 1 + Int(seed % 3)
      draw.jacobian = draw.jacobian.map { row in
        row.indices.map { $0 < dimensions ? row[$0] : 0 }
      }
      for problem in [draw, draw.replacing(task, gradient: 0)] {
        for step in try problem.run(scheme) {
          let values = step.weights + step.update
          #expect(values.allSatisfy { $0.isFinite }, "\(problem), \(dimensions) dimensions")
        }
      }
      task = (task + 1) % draw.count
      draw.jacobian[task] = draw.jacobian[(task + 1) % draw.count].map { -$0 }
      for step in try draw.run(scheme) {
        let values = step.weights + step.update
        #expect(values.allSatisfy { $0.isFinite }, "\(draw), an opposite of \(task)")
      }
    }
  }

  @Test(
    "gradients of lengths from 10⁻¹⁴⁰ to 10¹⁴⁰, as far as they are in Double, give finite weights",
    arguments: schemes)
  func extremeUnits(scheme: String) throws {
    // Gradients that are lent themselves are in Float32.
    let isLent = try SchemeCatalogue.parse(Draw(1).written(scheme)).entry.evidence == .jacobian
    let units = isLent ? [1e-30, 1e30] : [1e-140, 1e140]
    for seed in Draw.seeds {
      for unit in units {
        var draw = Draw(seed)
        draw.jacobian = draw.jacobian.map { row in row.map { $0 * unit } }
        for step in try draw.run(scheme) {
          let values = step.weights + step.update
          #expect(values.allSatisfy { $0.isFinite }, "\(draw), unit \(unit)")
        }
      }
    }
  }
}

extension Draw {
  /// The problem with a task's losses or gradient replaced by one number.
  func replacing(_ task: Int, loss: Double? = nil, gradient: Double? = nil) -> Draw {
    var draw = self
    if let loss {
      for step in draw.steps.indices { draw.steps[step][task] = loss }
    }
    if let gradient { draw.jacobian[task] = draw.jacobian[task].map { _ in gradient } }
    return draw
  }
}
