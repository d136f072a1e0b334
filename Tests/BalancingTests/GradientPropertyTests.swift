import Balancing
import LinearAlgebra
import RandomNumbers
import Testing

/// Properties of single schemes on draws made for them, so that none is short of draws.
struct GradientPropertyTests {
  private static let seeds = Array(UInt64(1)...250)

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func update(_ draw: Draw, _ weights: [Double]) -> [Double] {
    draw.jacobian[0].indices.map { k in
      zip(weights, draw.jacobian).reduce(0) { $0 + $1.0 * $1.1[k] }
    }
  }

  @Test(
    "under PCGrad two tasks do not conflict with the update", arguments: ["pcgrad", "pcgrad:mean"])
  func twoTasks(scheme: String) throws {
    for draw in Self.seeds.map({ Draw($0, tasks: 2) }) {
      for weights in try draw.weights(scheme) {
        let direction = update(draw, weights)
        let size = draw.contributions(weights).reduce(0) { $0 + abs($1) }
        for row in draw.jacobian {
          let slack = 1e-12 * size * dot(row, row).squareRoot()
          #expect(dot(direction, row) >= -slack, "\(draw)")
        }
      }
    }
  }

  @Test(
    "where the mean gradient conflicts with none DualProj is the mean; where none conflict UPGrad")
  func idempotence() throws {
    for seed in Self.seeds {
      var draw = Draw(seed)
      draw.jacobian = draw.jacobian.map { row in row.map(abs) }
      let equal = draw.names.map { _ in 1 / Double(draw.count) }
      for scheme in ["upgrad", "dualproj"] {
        for weights in try draw.weights(scheme) {
          #expect(agree(weights, equal, tolerance: 1e-14), "\(scheme), \(draw)")
        }
      }
      // Two that conflict, but not with their mean.
      draw = Draw(seed, tasks: 2)
      draw.jacobian = [[3, 0.5], [-0.4, 2]].map { row in row.map { $0 * Double(seed) } }
      draw.jacobian[1][0] -= 0.01 * Double(seed % 50)
      #expect(try draw.weights("dualproj")[0] == [0.5, 0.5], "\(draw)")
    }
  }

  /// Gradients beside a common direction, so that their hull is away from zero.
  private func besideCommonDirection(_ seed: UInt64) -> Draw {
    var generator = SeededGenerator(seed: seed, stream: .balancing)
    var draw = Draw(seed)
    let common = (0..<12).map { _ in generator.normal() }
    draw.jacobian = draw.jacobian.map { row in
      let length = dot(row, row).squareRoot()
      return zip(row, common).map { 2 * $0 / length + $1 }
    }
    return draw
  }

  @Test("with a great radius CAGrad has the direction of the shortest vector of the hull")
  func greatRadius() throws {
    var checked = 0
    for draw in Self.seeds.map(besideCommonDirection) {
      let shortest = update(draw, try draw.weights("mgda")[0])
      let greatest = draw.jacobian.reduce(0) { max($0, dot($1, $1)) }
      guard dot(shortest, shortest) > 1e-3 * greatest else { continue }
      checked += 1
      let far = update(draw, try draw.weights("cagrad:1e6")[0])
      #expect(cosine(far, shortest) > 1 - 1e-9, "\(draw)")
    }
    #expect(checked >= 200)
  }

  @Test("CAGrad's update is c‖g₀‖ from the mean, and the tasks it adds gain alike, none gains less")
  func worstOff() throws {
    for draw in Self.seeds.map(besideCommonDirection) {
      let weights = try draw.weights("cagrad:0.5")[0]
      let equal = draw.names.map { _ in 1 / Double(draw.count) }
      let (mean, direction) = (update(draw, equal), update(draw, weights))
      let change = zip(direction, mean).map { $0 - $1 }
      #expect(abs(dot(change, change) / dot(mean, mean) - 0.25) < 1e-9, "\(draw)")
      let gains = draw.jacobian.map { dot($0, direction) }
      let least = gains.reduce(.infinity, min)
      let size = gains.reduce(0) { max($0, abs($1)) }
      for (gain, weight) in zip(gains, weights) where weight > equal[0] + 1e-9 {
        #expect(gain <= least + 1e-9 * size, "\(draw)")
      }
    }
  }

  @Test("Aligned-MTL's update is √s p through the polar factor: G^½ w = √s p, found by iteration")
  func alignedByIteration() throws {
    for seed in Self.seeds {
      // No row twice, and all of one length, so that the iteration ends near the truth.
      var generator = SeededGenerator(seed: seed, stream: .balancing)
      var draw = Draw(seed)
      draw.jacobian = draw.jacobian.map { _ in
        let row = (0..<12).map { _ in generator.normal() }
        let length = dot(row, row).squareRoot()
        return row.map { $0 / length }
      }
      let root = squareRoot(draw.gramian)
      // The mean of the eigenvalues is the mean of the squares, 1.
      let weights = try draw.weights("aligned:rmse")[0]
      for row in root {
        #expect(abs(dot(row, weights) - 1 / Double(draw.count)) < 1e-9, "\(draw)")
      }
      for scheme in ["aligned", "aligned:median"] {
        let others = try draw.weights(scheme)[0]
        #expect(cosine(others, weights) > 1 - 1e-12, "\(scheme), \(draw)")
      }
    }
  }

  @Test("Aligned-MTL with a gradient twice: BGB is s times the projection on the gradients' span")
  func alignedTwice() throws {
    for seed in Self.seeds {
      var generator = SeededGenerator(seed: seed, stream: .balancing)
      var draw = Draw(seed, tasks: 2 + Int(seed % 7))
      draw.jacobian = draw.jacobian.map { row in
        let drawn = row.map { _ in generator.normal() }
        return drawn.map { $0 / length(drawn) }
      }
      let isOpposite = seed % 2 == 0
      draw.jacobian[1] = draw.jacobian[0].map { isOpposite ? -$0 : $0 }
      // The mean of the eigenvalues that are not zero: the trace is n.
      let n = Double(draw.count)
      let scale = n / (n - 1)
      // Equal preferences lie in the span, or two of them cancel.
      let square = scale * (isOpposite ? 1 / n - 2 / (n * n) : 1 / n)
      let direction = update(draw, try draw.weights("aligned:rmse")[0])
      #expect(abs(dot(direction, direction) - square) < 1e-9, "\(draw)")
    }
  }

  /// The square root of a positive matrix by the iteration of Denman and Beavers.
  private func squareRoot(_ gramian: Gramian) -> [[Double]] {
    let range = 0..<gramian.count
    var root = range.map { i in range.map { gramian[i, $0] } }
    var inverse = range.map { i in range.map { i == $0 ? 1.0 : 0 } }
    for _ in 0..<60 {
      let (a, b) = (inverted(root), inverted(inverse))
      root = range.map { i in range.map { (root[i][$0] + b[i][$0]) / 2 } }
      inverse = range.map { i in range.map { (inverse[i][$0] + a[i][$0]) / 2 } }
    }
    return root
  }

  private func inverted(_ matrix: [[Double]]) -> [[Double]] {
    let columns = matrix.indices.map { k in
      eliminate(matrix, matrix.indices.map { $0 == k ? 1 : 0 }) ?? []
    }
    return matrix.indices.map { i in columns.map { $0.isEmpty ? .nan : $0[i] } }
  }

  @Test("auxiliary tasks keep their promises among duplicates, opposites and zeros")
  func primary() throws {
    let leasts: [(scheme: String, share: Double)] = [
      ("pcgrad-primary", 1), ("gradcos", 1), ("gradcos:gate", 1), ("orthogonal-aux", 1),
      ("primary-halfspace", 0.5),
    ]
    for seed in Self.seeds {
      var draw = Draw(seed, tasks: 2 + Int(seed % 7))
      if seed % 5 == 0 { draw = draw.replacing(1, gradient: 0) }
      let own = draw.jacobian[0]
      for (scheme, least) in leasts {
        let weights = try draw.weights(scheme)[0]
        let parts = zip(weights, draw.jacobian).map { $0 * dot($1, own) / dot(own, own) }
        let (share, size) = (parts.reduce(0, +), parts.reduce(1) { $0 + abs($1) })
        #expect(share >= least - 1e-12 * size, "\(scheme), \(draw)")
        if scheme == "orthogonal-aux" { #expect(share <= 1 + 1e-12 * size, "\(draw)") }
      }
    }
  }

  @Test(
    "a factor common to all losses leaves the weights of schemes for a primary task",
    arguments: [
      "pcgrad-primary", "gradcos", "orthogonal-aux", "primary-halfspace", "aux-norm-match",
    ])
  func primaryDegree(scheme: String) throws {
    for draw in Self.seeds.map({ Draw($0) }) {
      let scaled = draw.scaled(by: draw.names.map { _ in 4 })
      #expect(try draw.weights(scheme) == scaled.weights(scheme), "\(draw)")
    }
  }

  @Test("random weights sum to 1 and none is negative", arguments: ["rlw", "rlw:dirichlet"])
  func random(scheme: String) throws {
    for draw in Self.seeds.map({ Draw($0) }) {
      for weights in try draw.weights(scheme) {
        let sum = weights.reduce(0, +)
        #expect(abs(sum - 1) < 8e-14, "\(draw)")
        #expect(weights.allSatisfy { $0 >= 0 }, "\(draw)")
      }
    }
  }

  @Test("random weights of renamed tasks are the renamed ones, drawn from the same numbers")
  func renamedRandom() {
    for draw in Self.seeds.map({ Draw($0) }) {
      var (weights, renamed) = (draw.steps[0], Array(draw.steps[0].reversed()))
      RandomLossWeighting.weigh(scores: &weights)
      RandomLossWeighting.weigh(scores: &renamed)
      #expect(agree(renamed.reversed(), weights, tolerance: 1e-14), "\(draw)")
    }
  }
}
