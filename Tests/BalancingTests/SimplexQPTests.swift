import LinearAlgebra
import Testing

import Balancing

struct SimplexQPTests {
  @Test("no weight has a slope below that of the weights above zero", arguments: [false, true])
  func optimality(isLinear: Bool) {
    var solver = SimplexQP()
    for draw in QuadraticDraw.seeds.map({ QuadraticDraw($0, upTo: 64) }) {
      var weights = Array(repeating: 0.0, count: draw.count)
      solver.minimise(draw.gramian, linear: isLinear ? draw.linear : [], into: &weights)
      #expect(weights.allSatisfy { $0 >= 0 }, "\(draw)")
      #expect(abs(weights.reduce(0, +) - 1) < 1e-13, "\(draw)")
      var slopes = draw.products(weights)
      if isLinear { for i in slopes.indices { slopes[i] += draw.linear[i] } }
      let level = zip(weights, slopes).reduce(0) { $0 + $1.0 * $1.1 }
      let size = draw.size(weights)
      let offset = isLinear ? zip(weights, draw.linear).reduce(0) { $0 + $1.0 * abs($1.1) } : 0
      for i in slopes.indices {
        let scale = draw.length(i) * size + size * size + (isLinear ? abs(draw.linear[i]) : 0)
        let slack = 1e-12 * (scale + offset)
        #expect(slopes[i] >= level - slack, "\(draw), slope \(i)")
        if weights[i] > 0 { #expect(slopes[i] <= level + slack, "\(draw), slope \(i)") }
      }
    }
  }

  @Test("it is the best of the minima over all faces", arguments: [false, true])
  func enumeration(isLinear: Bool) {
    var solver = SimplexQP()
    for draw in QuadraticDraw.seeds.map({ QuadraticDraw($0, upTo: 6) }) {
      let linear = isLinear ? draw.linear : draw.linear.map { _ in 0 }
      func value(_ w: [Double]) -> Double {
        zip(w, zip(draw.products(w), linear)).reduce(0) { $0 + $1.0 * ($1.1.0 / 2 + $1.1.1) }
      }
      func scale(_ w: [Double]) -> Double {
        draw.size(w) * draw.size(w) + zip(w, linear).reduce(0) { $0 + $1.0 * abs($1.1) }
      }
      var weights = Array(repeating: 0.0, count: draw.count)
      solver.minimise(draw.gramian, linear: linear, into: &weights)
      let candidates = Self.faceMinima(draw, linear)
      #expect(!candidates.isEmpty, "\(draw)")
      for other in candidates {
        let slack = 1e-12 * (scale(weights) + scale(other))
        #expect(value(weights) <= value(other) + slack, "\(draw)")
      }
    }
  }

  /// The minima over the affine hulls of all subsets with independent points that lie in the
  /// simplex: a minimum of the whole is among them.
  private static func faceMinima(_ draw: QuadraticDraw, _ linear: [Double]) -> [[Double]] {
    (1..<(1 << draw.count)).compactMap { bits in
      let face = (0..<draw.count).filter { bits >> $0 & 1 == 1 }
      // Unknowns x = w‖g‖ over the common length, and the multiplier of Σ w = 1.
      let unit = face.map { draw.length($0) }.filter { $0 > 0 }.min() ?? 1
      let scales = face.map { unit / max(draw.length($0), unit) }
      var matrix = face.indices.map { a in
        face.indices.map { b in
          draw.gramian[face[a], face[b]] * scales[a] * scales[b] / unit / unit
        } + [scales[a]]
      }
      matrix.append(scales + [0])
      let right = face.indices.map { -linear[face[$0]] * scales[$0] / unit / unit } + [1]
      guard let solution = eliminate(matrix, right) else { return nil }
      var weights = Array(repeating: 0.0, count: draw.count)
      for (a, i) in face.enumerated() { weights[i] = solution[a] * scales[a] }
      return weights.allSatisfy { $0 >= 0 } ? weights : nil
    }
  }

  @Test("from the minimum of another problem it goes to the same point")
  func further() {
    var solver = SimplexQP()
    for draw in QuadraticDraw.seeds.map({ QuadraticDraw($0, upTo: 40) }) {
      var anew = Array(repeating: 0.0, count: draw.count)
      solver.minimise(draw.gramian, linear: draw.linear, into: &anew)
      var further = anew
      solver.minimise(draw.gramian, into: &further)
      solver.minimiseFurther(draw.gramian, linear: draw.linear, from: &further)
      // The weights of a singular problem need not be the same.
      let (expected, found) = (draw.products(anew), draw.products(further))
      let size = draw.size(anew)
      for i in expected.indices {
        let slack = 1e-11 * draw.length(i) * size
        #expect(abs(found[i] - expected[i]) <= slack, "\(draw), slope \(i)")
      }
    }
  }

  @Test("between two gradients it is the foot of the perpendicular, or the shorter one")
  func twoGradients() {
    var solver = SimplexQP()
    var weights = [0.0, 0]
    for unit in [1e-150, 1, 1e150] {
      solver.minimise(Gramian(rows: [[4 * unit, -unit], [-unit, 1 * unit]]), into: &weights)
      #expect(agree(weights, [2.0 / 7, 5.0 / 7], tolerance: 1e-15))
      solver.minimise(Gramian(rows: [[4 * unit, 2 * unit], [2 * unit, unit]]), into: &weights)
      #expect(weights == [0, 1])
    }
  }

  @Test("opposites cancel, gradients that vanish take all")
  func stationary() {
    var solver = SimplexQP()
    var weights = [0.0, 0, 0]
    solver.minimise(Gramian(rows: [[1, -2, 3], [-2, 4, 1], [3, 1, 25]]), into: &weights)
    #expect(agree(weights, [2.0 / 3, 1.0 / 3, 0], tolerance: 1e-15))
    solver.minimise(Gramian(rows: [[1, 0, 0], [0, 0, 0], [0, 0, 4]]), into: &weights)
    #expect(weights == [0, 1, 0])
    solver.minimise(Gramian(count: 3), linear: [1, 1, -1], into: &weights)
    #expect(weights == [0, 0, 1])
  }
}
