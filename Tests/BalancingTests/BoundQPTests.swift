import LinearAlgebra
import Testing

import Balancing

struct BoundQPTests {
  /// Bounds of 1 or of one entry only, as the schemes have them.
  private func bounds(_ draw: QuadraticDraw) -> [Double] {
    let count = draw.count
    return (0..<count).map { draw.seed % 2 == 0 || $0 == Int(draw.seed) % count ? 1 : 0 }
  }

  /// Expects the conditions of a minimum: no slope below zero, and one above only at a bound.
  private func expectMinimum(of draw: QuadraticDraw, by solver: inout BoundQP) {
    solver.setMatrix(draw.gramian)
    expectMinimum(of: draw, above: bounds(draw), by: &solver)
  }

  private func expectMinimum(
    of draw: QuadraticDraw, above lower: [Double], by solver: inout BoundQP
  ) {
    var solution = lower
    solver.minimise(above: lower, into: &solution)
    let slopes = draw.products(solution)
    let size = draw.size(solution)
    for i in slopes.indices {
      let slack = 1e-12 * draw.length(i) * size
      #expect(solution[i] >= lower[i], "\(draw), entry \(i)")
      #expect(slopes[i] >= -slack, "\(draw), slope \(i)")
      if solution[i] > lower[i] { #expect(slopes[i] <= slack, "\(draw), slope \(i)") }
    }
  }

  @Test("no slope is below zero, and only entries at their bounds have one above")
  func optimality() {
    var solver = BoundQP()
    for draw in QuadraticDraw.seeds.map({ QuadraticDraw($0, upTo: 64) }) {
      expectMinimum(of: draw, by: &solver)
    }
  }

  @Test("one matrix serves many bounds, singular or not")
  func manyBounds() {
    var solver = BoundQP()
    for seed in UInt64(1)...60 {
      let draw = QuadraticDraw(seed, upTo: 96, dimensions: [0.55, 0.9, 2][Int(seed % 3)])
      solver.setMatrix(draw.gramian)
      for entry in 0..<draw.count {
        let lower = (0..<draw.count).map { $0 == entry ? 1.0 : 0 }
        expectMinimum(of: draw, above: lower, by: &solver)
      }
    }
  }

  @Test("it is the best of the minima over all sets of free entries")
  func enumeration() {
    var solver = BoundQP()
    for draw in QuadraticDraw.seeds.map({ QuadraticDraw($0, upTo: 6) }) {
      let lower = bounds(draw)
      func value(_ v: [Double]) -> Double {
        zip(v, draw.products(v)).reduce(0) { $0 + $1.0 * $1.1 }
      }
      var solution = lower
      solver.setMatrix(draw.gramian)
      solver.minimise(above: lower, into: &solution)
      let candidates = Self.minima(draw, lower)
      #expect(!candidates.isEmpty, "\(draw)")
      for other in candidates {
        let sizes = [draw.size(solution), draw.size(other)]
        let slack = 1e-12 * sizes.reduce(0) { $0 + $1 * $1 }
        #expect(value(solution) <= value(other) + slack, "\(draw)")
      }
    }
  }

  private static func minima(_ draw: QuadraticDraw, _ lower: [Double]) -> [[Double]] {
    let slopes = draw.products(lower)
    return (0..<(1 << draw.count)).compactMap { bits in
      let free = (0..<draw.count).filter { bits >> $0 & 1 == 1 }
      guard free.allSatisfy({ draw.length($0) > 0 }) else { return nil }
      let matrix = free.map { i in
        free.map { draw.gramian[i, $0] / draw.length(i) / draw.length($0) }
      }
      guard let step = eliminate(matrix, free.map { -slopes[$0] / draw.length($0) }) else {
        return nil
      }
      var solution = lower
      for (a, i) in free.enumerated() { solution[i] += step[a] / draw.length(i) }
      return zip(solution, lower).allSatisfy { $0 >= $1 } ? solution : nil
    }
  }

  @Test("hundreds of rows, with as many dimensions as leave a choice or none, end at the minimum")
  func manyRows() {
    var solver = BoundQP()
    for draw in (1...8).map({ QuadraticDraw($0, upTo: 300) }) {
      expectMinimum(of: draw, by: &solver)
    }
  }

  @Test("of two that conflict, the bound one is projected on the other's normal plane")
  func twoGradients() {
    var solver = BoundQP()
    var solution = [0.0, 0]
    for unit in [1e-150, 1, 1e150] {
      let gramian = Gramian(rows: [[4 * unit, -unit], [-unit, unit]])
      solver.setMatrix(gramian)
      solver.minimise(above: [1, 0], into: &solution)
      #expect(agree(solution, [1, 1], tolerance: 1e-15))
      solver.setMatrix(gramian)
      solver.minimise(above: [0, 1], into: &solution)
      #expect(agree(solution, [0.25, 1], tolerance: 1e-15))
    }
  }

  @Test("opposites cancel, and without conflict the bounds stay")
  func extremes() {
    var solver = BoundQP()
    var solution = [0.0, 0]
    solver.setMatrix(Gramian(rows: [[1, -2], [-2, 4]]))
    solver.minimise(above: [1, 1], into: &solution)
    #expect(agree(solution, [2, 1], tolerance: 1e-15))
    solver.setMatrix(Gramian(rows: [[1, 0.5], [0.5, 4]]))
    solver.minimise(above: [0.5, 0.5], into: &solution)
    #expect(solution == [0.5, 0.5])
    solver.setMatrix(Gramian(count: 2))
    solver.minimise(above: [0.5, 0], into: &solution)
    #expect(solution == [0.5, 0])
  }
}
