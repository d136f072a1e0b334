import Balancing
import LinearAlgebra
import Testing

/// What the schemes that solve quadratic programs promise of their updates d = Σ wᵢ gᵢ.
struct QuadraticSchemeTests {
  private let draws = QuadraticDraw.seeds.map { QuadraticDraw($0, upTo: 8) }

  private func weights(
    _ scheme: some GramianWeighting, _ draw: QuadraticDraw
  ) throws -> [Double] {
    var scheme = scheme
    var weights = Array(repeating: 0.0, count: draw.count)
    let losses = PresentLosses(
      tasks: Array(0..<draw.count), values: (0..<draw.count).map { 0.5 + Double($0) })
    try scheme.weigh(draw.gramian, losses: losses, into: &weights)
    return weights
  }

  private func square(_ weights: [Double], _ products: [Double]) -> Double {
    zip(weights, products).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test("the shortest vector of the hull descends for every task by its own square at least")
  func minimumNorm() throws {
    for draw in draws {
      let weights = try weights(MinimumNormWeighting(), draw)
      let products = draw.products(weights)
      let square = square(weights, products)
      let size = draw.size(weights)
      #expect(abs(weights.reduce(0, +) - 1) < 1e-14, "\(draw)")
      for i in weights.indices {
        let slack = 1e-13 * (draw.length(i) + size) * size
        #expect(products[i] >= square - slack, "\(draw), task \(i)")
        if weights[i] > 0 { #expect(products[i] <= square + slack, "\(draw), task \(i)") }
      }
    }
  }

  @Test(
    "divided first or not, no task's loss rises",
    arguments: [MinimumNormWeighting.Normalisation.l2, .loss, .lossTimesL2])
  func normalisedMinimumNorm(normalisation: MinimumNormWeighting.Normalisation) throws {
    for draw in draws where (0..<draw.count).allSatisfy({ draw.length($0) > 0 }) {
      let weights = try weights(MinimumNormWeighting(normalisation: normalisation), draw)
      let products = draw.products(weights)
      let size = draw.size(weights)
      for i in weights.indices {
        #expect(products[i] >= -1e-11 * draw.length(i) * size, "\(draw), task \(i)")
      }
    }
  }

  @Test("a projection on the dual cone raises no task's loss, and adds to the preferences only")
  func dualCone() throws {
    for draw in draws {
      for projected in [DualConeWeighting.Projected.eachGradient, .mean] {
        let weights = try weights(DualConeWeighting(projecting: projected), draw)
        let products = draw.products(weights)
        let size = draw.size(weights)
        let preference = 1 / Double(draw.count)
        for i in weights.indices {
          let slack = 1e-12 * draw.length(i) * size
          #expect(products[i] >= -slack, "\(draw), task \(i)")
          #expect(weights[i] >= preference * (1 - 1e-15), "\(draw), task \(i)")
          if projected == .mean && weights[i] > preference {
            #expect(products[i] <= slack, "\(draw), task \(i)")
          }
        }
      }
    }
  }

  @Test("gradients without conflict are left alone by projections on the dual cone")
  func dualConeWithoutConflict() throws {
    var kept = 0
    for draw in QuadraticDraw.seeds.map({ QuadraticDraw($0, upTo: 3) }) {
      let pairs = (0..<draw.count).flatMap { i in (0..<draw.count).map { (i, $0) } }
      guard pairs.allSatisfy({ draw.gramian[$0, $1] >= 0 }) else { continue }
      kept += 1
      let equal = Array(repeating: 1 / Double(draw.count), count: draw.count)
      for projected in [DualConeWeighting.Projected.eachGradient, .mean] {
        let found = try weights(DualConeWeighting(projecting: projected), draw)
        #expect(agree(found, equal, tolerance: 1e-15), "\(draw)")
      }
    }
    #expect(kept > 50)
  }

  @Test("the sum of projections is linear in the gradients' lengths")
  func linearity() throws {
    for draw in draws {
      let first = (0..<draw.count).map { 1 + Double($0) }
      let second = (0..<draw.count).map { 1 / (1 + Double($0)) }
      func scaled(_ factors: [Double]) throws -> [Double] {
        var gramian = draw.gramian
        for i in 0..<draw.count {
          for j in 0..<draw.count { gramian[i, j] *= factors[i] * factors[j] }
        }
        var scheme = DualConeWeighting(projecting: .eachGradient)
        var weights = factors
        let losses = PresentLosses(tasks: Array(factors.indices), values: factors)
        scheme.weigh(gramian, losses: losses, into: &weights)
        return zip(weights, factors).map { $0 * $1 }
      }
      let parts = zip(try scaled(first), try scaled(second)).map { $0 + $1 }
      let whole = try scaled(zip(first, second).map { $0 + $1 })
      let difference = zip(parts, whole).map { $0 - $1 }
      let products = draw.products(difference)
      for i in products.indices {
        #expect(abs(products[i]) <= 1e-11 * draw.length(i) * draw.size(whole), "\(draw)")
      }
    }
  }

  @Test(
    "the update is on the ball's surface, and the worst-off tasks gain alike",
    arguments: [0.2, 0.5, 1.5])
  func conflictAverse(radius: Double) throws {
    var onSurface = 0
    for draw in draws {
      let equal = Array(repeating: 1 / Double(draw.count), count: draw.count)
      let weights = try weights(ConflictAverseWeighting(radius: radius), draw)
      let meanSquare = square(equal, draw.products(equal))
      let change = zip(weights, equal).map { $0 - $1 }
      guard change.contains(where: { $0 != 0 }) else { continue }
      let distance = square(change, draw.products(change))
      let size = draw.size(change)
      #expect(
        abs(distance - radius * radius * meanSquare)
          <= 1e-9 * distance + 1e-13 * size * size, "\(draw)")
      onSurface += 1
      // Where Σ ωᵢ gᵢ all but cancels, its inner products do not resolve its direction.
      guard distance > 1e-12 * size * size else { continue }
      let products = draw.products(weights)
      let total = change.reduce(0, +)
      let level = zip(change, products).reduce(0) { $0 + $1.0 / total * $1.1 }
      for i in weights.indices {
        let slack = 1e-12 * (draw.length(i) * draw.size(weights) + size * size / total)
        #expect(products[i] >= level - slack, "\(draw), task \(i)")
        if change[i] > 1e-12 * total { #expect(products[i] <= level + slack, "\(draw), task \(i)") }
      }
    }
    #expect(onSurface > 200)
  }

  @Test("where the best combination vanishes, the mean is the best in the ball")
  func conflictAverseStationary() throws {
    for draw in draws {
      let weights = try weights(ConflictAverseWeighting(), draw)
      guard agree(weights, weights.map { _ in 1 / Double(draw.count) }, tolerance: 1e-14) else {
        continue
      }
      // The shortest vector of the hull is zero then, and no update descends for all.
      let shortest = try self.weights(MinimumNormWeighting(), draw)
      let size = draw.size(shortest)
      #expect(square(shortest, draw.products(shortest)) <= 1e-13 * size * size, "\(draw)")
    }
  }

  @Test("without a radius it is the mean, with a great one the shortest vector's direction")
  func conflictAverseLimits() throws {
    for draw in draws {
      let none = try weights(ConflictAverseWeighting(radius: 0), draw)
      #expect(none == none.map { _ in 1 / Double(draw.count) }, "\(draw)")
      let shortest = try weights(MinimumNormWeighting(), draw)
      let products = draw.products(shortest)
      // Only where the shortest vector is not about zero.
      let square = square(shortest, products)
      let greatest = (0..<draw.count).reduce(0) { max($0, draw.gramian.squaredNorm($1)) }
      guard square > 1e-4 * greatest else { continue }
      let great = try weights(ConflictAverseWeighting(radius: 1e6), draw)
      let sum = great.reduce(0, +)
      let change = zip(great, shortest).map { $0 / sum - $1 }
      #expect(self.square(change, draw.products(change)) <= 1e-9 * square, "\(draw)")
    }
  }

  @Test("an attraction by the mean of none is the shortest vector, a great one the mean")
  func directionOriented() throws {
    for draw in draws {
      let none = try weights(DirectionOrientedWeighting(attraction: 0), draw)
      #expect(try none == weights(MinimumNormWeighting(), draw), "\(draw)")
      let great = try weights(DirectionOrientedWeighting(attraction: 1e9), draw)
      #expect(agree(great, great.map { _ in 1 / Double(draw.count) }, tolerance: 1e-8), "\(draw)")
    }
  }

  @Test("the attracted minimum descends against every task's mixture with the mean")
  func directionOrientedOptimality() throws {
    let attraction = 0.3
    for draw in draws {
      let weights = try weights(DirectionOrientedWeighting(attraction: attraction), draw)
      // ⟨d, gᵢ⟩ ≥ Σ ωⱼ⟨d, gⱼ⟩, the first-order condition, as d is a multiple of g_ω + λ g₀.
      let share = attraction / Double(draw.count)
      let mixture = weights.map { (1 + attraction) * $0 - share }
      let products = draw.products(weights)
      let level = square(mixture, products)
      for i in products.indices {
        let size = draw.size(weights)
        let slack = 1e-12 * (draw.length(i) + draw.size(mixture)) * size
        #expect(mixture[i] >= -1e-15, "\(draw), task \(i)")
        #expect(products[i] >= level - slack, "\(draw), task \(i)")
      }
    }
  }
}
