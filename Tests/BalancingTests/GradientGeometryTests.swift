import Balancing
import Foundation
import LinearAlgebra
import Testing

/// What the schemes that work on the geometry of the gradients promise of their updates.
struct GradientGeometryTests {
  /// Draws of two tasks or more whose gradients are linearly independent, and then some.
  static let draws = (UInt64(1)...400).map { Draw($0, tasks: 2 + Int($0 % 7)) }
  static let regular = draws.filter { draw in
    let rows = draw.jacobian
    let isDouble = draw.count > 2 && rows[1] == rows[0]
    return !isDouble && !(draw.count > 2 && rows[2] == rows[0].map(-))
  }

  private let losses = PresentLosses(tasks: [], values: [])

  private func update(_ draw: Draw, _ weights: [Double]) -> [Double] {
    (0..<draw.jacobian[0].count).map { k in
      zip(weights, draw.jacobian).reduce(0) { $0 + $1.0 * $1.1[k] }
    }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }

  @Test("there are two hundred regular draws at least")
  func regularDraws() {
    #expect(Self.regular.count >= 200)
  }

  @Test("IMTL-G and ConFIG have equal positive projections, and one direction")
  func equalProjections() throws {
    for draw in Self.regular {
      let weights = try draw.weights("imtl-g")[0]
      let direction = update(draw, weights)
      let projections = draw.jacobian.map { dot(direction, $0) / norm($0) }
      #expect(projections.allSatisfy { $0 > 0 }, "\(draw)")
      let mean = projections.reduce(0, +) / Double(draw.count)
      #expect(agree(projections, projections.map { _ in mean }, tolerance: 1e-8), "\(draw)")
      #expect(abs(abs(weights.reduce(0, +)) - 1) < 1e-9, "\(draw)")
      let other = update(draw, try draw.weights("config")[0])
      #expect(cosine(direction, other) > 1 - 1e-9, "\(draw)")
      let sum = draw.jacobian.reduce(0) { $0 + dot($1, other) / norm(other) }
      #expect(abs(norm(other) / sum - 1) < 1e-9, "\(draw)")
    }
  }

  @Test("the published IMTL-G is the safe one, or its opposite where its sum is negative")
  func publishedSign() throws {
    var uphill = 0
    for draw in Self.regular {
      let safe = try draw.weights("imtl-g")[0]
      let sign: Double = safe.reduce(0, +) < 0 ? -1 : 1
      let expected = safe.map { sign * $0 }
      #expect(try agree(draw.weights("imtl-g:published")[0], expected, tolerance: 0), "\(draw)")
      if sign < 0 { uphill += 1 }
    }
    #expect(uphill > 0)
  }

  @Test("two opposite gradients leave IMTL-G and ConFIG without a direction")
  func oppositeGradients() {
    var imtl = IMTLGradientWeighting()
    var config = ConFIGWeighting()
    var weights = [1.0, 1]
    imtl.weigh(Gramian(rows: [[4, -2], [-2, 1]]), losses: losses, into: &weights)
    #expect(weights == [0, 0])
    weights = [1, 1]
    config.weigh(Gramian(rows: [[4, -2], [-2, 1]]), losses: losses, into: &weights)
    #expect(weights == [0, 0])
  }

  @Test("Nash's update is √n long and its product with each gradient 1/wᵢ; FairGrad's at 1 is it")
  func nash() throws {
    for draw in Self.regular {
      let weights = try draw.weights("nash")[0]
      let direction = update(draw, weights)
      for (weight, row) in zip(weights, draw.jacobian) {
        #expect(abs(weight * dot(direction, row) - 1) < 1e-7, "\(draw)")
      }
      #expect(abs(dot(direction, direction) / Double(draw.count) - 1) < 1e-9, "\(draw)")
      #expect(try draw.weights("fairgrad")[0] == weights, "\(draw)")
      let short = update(draw, try draw.weights("nash:1")[0])
      #expect(abs(norm(short) - 1) < 1e-9, "\(draw)")
    }
  }

  @Test("Nash on gradients that cancel has finite positive weights, and counts it")
  func stationaryNash() {
    // The rows (1, 0, ½), (−2, 0, −1) and (¼, 2, 0).
    let gramian = Gramian(rows: [[1.25, -2.5, 0.25], [-2.5, 5, -0.5], [0.25, -0.5, 4.0625]])
    let losses = PresentLosses(tasks: [0, 1, 2], values: [1, 1, 1])
    var scheme = NashWeighting(taskCount: 3)
    var weights = [0.0, 0, 0]
    scheme.weigh(gramian, losses: losses, into: &weights)
    #expect(weights.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(scheme.state.regularised == 1)
  }

  @Test("Nash solves every so many steps, and when a task has no weight yet")
  func nashUpdates() {
    let losses = PresentLosses(tasks: [0, 1], values: [1, 1])
    let near = Gramian(rows: [[1, 0], [0, 4]])
    let far = Gramian(rows: [[16, 0], [0, 64]])
    var scheme = NashWeighting(taskCount: 3, updateEvery: 2)
    var found: [[Double]] = []
    for gramian in [near, far, far, near] {
      var weights = [0.0, 0]
      scheme.weigh(gramian, losses: losses, into: &weights)
      found.append(weights)
    }
    for (weights, expected) in zip(found, [[1, 0.5], [1, 0.5], [0.25, 0.125], [0.25, 0.125]]) {
      #expect(agree(weights, expected, tolerance: 1e-12))
    }
    var weights = [0.0]
    for square in [4.0, 16] {
      scheme.weigh(
        Gramian(rows: [[square]]), losses: PresentLosses(tasks: [2], values: [1]), into: &weights)
      #expect(agree(weights, [0.5], tolerance: 1e-12))
    }
  }

  @Test("FairGrad's products are wᵢ^(−1/α), and a common factor s gives s^(−2α/(1+α))")
  func fairGrad() throws {
    for alpha in [0.5, 2, 10] {
      for draw in Self.regular {
        let weights = try draw.weights("fairgrad:\(alpha)")[0]
        let direction = update(draw, weights)
        for (weight, row) in zip(weights, draw.jacobian) {
          let rounding =
            1e-13
            * weights.indices.reduce(0) {
              $0 + weights[$1] * abs(dot(draw.jacobian[$1], row))
            }
          let expected = pow(weight, -1 / alpha)
          #expect(abs(dot(direction, row) - expected) < 1e-9 * expected + rounding, "\(draw)")
        }
        let scaled = try draw.scaled(by: draw.names.map { _ in 4 }).weights("fairgrad:\(alpha)")[0]
        let factor = pow(4, -2 * alpha / (1 + alpha))
        #expect(agree(scaled, weights.map { factor * $0 }, tolerance: 1e-9), "\(draw)")
      }
    }
  }

  @Test("Aligned-MTL's B is √s G^(−½): ‖d‖² = s‖p‖², ‖Gw‖² = s pᵀGp, and s is the mean under rmse")
  func aligned() throws {
    // Unit gradients, so that no eigenvalue is cut off.
    for draw in Self.regular.map({ $0.scaled(by: $0.jacobian.map { 1 / norm($0) }) }) {
      let n = Double(draw.count)
      let mean = update(draw, draw.names.map { _ in 1 / n })
      for scale in AlignedWeighting.Scale.allCases {
        let direction = update(draw, try draw.weights("aligned:\(scale)")[0])
        let square = n * dot(direction, direction)
        let products = draw.jacobian.map { dot($0, direction) }
        #expect(abs(dot(products, products) / (square * dot(mean, mean)) - 1) < 1e-8, "\(draw)")
        switch scale {
        case .rmse: #expect(abs(square - 1) < 1e-9, "\(draw)")
        // The least eigenvalue is below the mean, which is 1.
        case .min: #expect(square < 1, "\(draw)")
        case .median: #expect(square > 0, "\(draw)")
        }
      }
    }
  }

  @Test("orthogonal gradients get one length from Aligned-MTL: the least, median or mean square")
  func alignedOrthogonal() {
    let squares = [4.0, 1, 16, 9]
    var gramian = Gramian(count: 4)
    for (i, square) in squares.enumerated() { gramian[i, i] = square }
    let expected: [(AlignedWeighting.Scale, Double)] = [(.min, 1), (.median, 4), (.rmse, 7.5)]
    for (scale, square) in expected {
      var scheme = AlignedWeighting(scale: scale)
      var weights = [0.0, 0, 0, 0]
      scheme.weigh(gramian, losses: losses, into: &weights)
      #expect(agree(weights, squares.map { (square / $0).squareRoot() / 4 }, tolerance: 1e-14))
    }
  }

  @Test("PCGrad's weights are 1 at least, and two tasks no longer conflict")
  func pcgrad() throws {
    for draw in Self.draws {
      for weights in try draw.weights("pcgrad") {
        #expect(weights.allSatisfy { $0 >= 1 }, "\(draw)")
        guard draw.count == 2 else { continue }
        let direction = update(draw, weights)
        for row in draw.jacobian {
          #expect(dot(direction, row) >= -1e-12 * norm(direction) * norm(row), "\(draw)")
        }
      }
      let sum = try draw.weights("pcgrad")[0]
      let mean = try draw.weights("pcgrad:mean")[0]
      #expect(agree(mean.map { Double(draw.count) * $0 }, sum, tolerance: 1e-14), "\(draw)")
    }
  }

  @Test("orders that follow a renaming of the tasks make the weights of PCGrad and GradVac follow")
  func ordersFollow() {
    for draw in Self.draws {
      let n = draw.count
      let gramian = draw.gramian
      let renamed = draw.tasks((0..<n).reversed()).gramian
      var (weights, mirrored) = (draw.names.map { _ in 0.0 }, draw.names.map { _ in 0.0 })
      var (turned, mirroredTurned) = (weights, weights)
      let projecting = PCGradWeighting(seed: 1)
      var (projection, mirror) = (projecting, projecting)
      let turning = GradVacWeighting(taskCount: n, rate: 0.5, seed: 1)
      var (vaccine, mirrorVaccine) = (turning, turning)
      for i in 0..<n {
        let order = (1..<n).map { (i + $0) % n }
        let reverse = order.map { n - 1 - $0 }
        projection.addProjection(of: i, past: order, gramian, to: &weights)
        mirror.addProjection(of: n - 1 - i, past: reverse, renamed, to: &mirrored)
        vaccine.addVaccinated(
          i, towards: order, gramian, tasks: Array(0..<n), to: &turned)
        mirrorVaccine.addVaccinated(
          n - 1 - i, towards: reverse, renamed, tasks: Array(0..<n), to: &mirroredTurned)
      }
      #expect(agree(weights.reversed(), mirrored, tolerance: 1e-9), "\(draw)")
      #expect(agree(turned.reversed(), mirroredTurned, tolerance: 1e-6), "\(draw)")
    }
  }

  @Test("the orders continue from a saved state", arguments: ["pcgrad", "gradvac", "nash"])
  func savedState(scheme: String) throws {
    let draw = Draw(3, tasks: 6)
    func balancer() throws -> Balancer {
      try Balancer(
        named: scheme, scheme: SchemeCatalogue.parse(scheme).makeScheme(draw.context),
        taskNames: draw.names,
        priorLosses: draw.priors)
    }
    func step(_ balancer: inout Balancer) throws -> [Double] {
      var weights = draw.names.map { _ in 0.0 }
      try balancer.weigh(
        losses: draw.steps[0], present: draw.names.map { _ in true }, gramian: draw.gramian,
        into: &weights)
      return weights
    }
    var original = try balancer()
    _ = try step(&original)
    var resumed = try balancer()
    try resumed.restore(state: original.encodedState())
    for _ in 0..<5 { #expect(try step(&resumed) == step(&original)) }
  }
}
