import Balancing
import Testing

/// Properties that every scheme of the catalogue has, or says that it has.
struct SchemePropertyTests {
  /// Every name, and the parameters that change what a scheme is.
  static let schemes =
    SchemeCatalogue.entries.map(\.name).filter { $0 != "power" } + [
      "realtime:0.5", "power:-inf", "power:-2", "power:0", "power:0.5", "power:1", "power:3",
      "power:inf", "power:0.5:prior", "power:2:initial", "gradnorm:0", "gradnorm:0.5:log",
      "gradnorm-closed:0", "uncertainty:categorical", "rlw:dirichlet", "stch:0.2", "stch-log:0.5:0",
      "imtl-g:published", "nash:1", "fairgrad:0.5", "fairgrad:2", "aligned:median", "aligned:rmse",
      "pcgrad:mean", "gradvac:0.5",
      "mgda:l2", "mgda:loss", "mgda:loss+", "cagrad:0.2", "sdmgrad:2", "upgrad:1e-4",
      "sdmgrad-stochastic:2", "db-mtl:0", "db-mtl:0.5:0.5", "excess:1", "moco:1:1",
      "moco:0.5:0.1:0.1",
      "graddrop:0.25",
    ]

  @Test("renaming the tasks in another order reorders the weights", arguments: schemes)
  func permutationEquivariance(scheme: String) throws {
    // Random weights and orders belong to positions, not to tasks.
    guard !["rlw", "pcgrad", "gradvac"].contains(where: scheme.hasPrefix) else { return }
    for seed in Draw.seeds {
      let draw = Draw(seed)
      let order = Array((0..<draw.count).reversed())
      let straight = try draw.run(scheme)
      let permuted = try draw.tasks(order).run(scheme)
      let amplified = try draw.amplifiedRounding(scheme)
      for (k, (a, b)) in zip(straight, permuted).enumerated() {
        let tolerance = 1e-9 + amplified[k]
        #expect(a.isNear(b, tolerance: tolerance), "\(draw)")
        let back = order.indices.map { b.weights[order.firstIndex(of: $0) ?? 0] }
        // Among duplicates and opposites only the update is unique.
        if !draw.isSingular { #expect(agree(a.weights, back, tolerance: tolerance), "\(draw)") }
      }
    }
  }

  @Test("a missing task leaves the weights of the problem without it", arguments: schemes)
  func missingTask(scheme: String) throws {
    for seed in Draw.seeds {
      let draw = Draw(seed, tasks: 2 + Int(seed % 7))
      let kept = (0..<draw.count).filter { $0 != Int(seed) % draw.count }
      let present = (0..<draw.count).map { kept.contains($0) }
      let whole = try draw.run(scheme, present: present)
      let part = try draw.tasks(kept).run(scheme)
      for (a, b) in zip(whole, part) {
        #expect(a.isNear(b), "\(draw)")
        #expect(agree(kept.map { a.weights[$0] }, b.weights, tolerance: 1e-9), "\(draw)")
        #expect(a.weights[Int(seed) % draw.count] == 0, "\(draw)")
      }
    }
  }

  @Test(
    "a single task has a positive weight, and the update is along its gradient", arguments: schemes)
  func singleTask(scheme: String) throws {
    for seed in Draw.seeds {
      let draw = Draw(seed, tasks: 1)
      for step in try draw.run(scheme) {
        #expect(step.weights[0] > 0 && step.weights[0].isFinite, "\(draw)")
        #expect(cosine(step.update, draw.jacobian[0]) > 1 - 1e-12, "\(draw)")
      }
    }
  }

  @Test("rescaled losses leave the direction where the entry says so", arguments: schemes)
  func scaleInvariance(scheme: String) throws {
    try check(scheme, extent: \.scale) { draw, factors in draw.scaled(by: factors) }
  }

  @Test("shifted losses leave the direction where the entry says so", arguments: schemes)
  func shiftInvariance(scheme: String) throws {
    try check(scheme, extent: \.shift) { draw, constants in draw.shifted(by: constants) }
  }

  /// Always where the entry says yes, not always where it says no; conditions have their own tests.
  private func check(
    _ scheme: String, extent: KeyPath<Invariances, Invariances.Extent>,
    change: (Draw, [Double]) -> Draw
  ) throws {
    let request = try SchemeCatalogue.parse(Draw(1).written(scheme))
    let expected = request.entry.invariances[keyPath: extent]
    var broken: [UInt64] = []
    for seed in Draw.seeds {
      let draw = Draw(seed, tasks: 2 + Int(seed % 7))
      // Powers of two from ¼ to 4, so that nothing is rounded.
      let factors = (0..<draw.count).map { [0.25, 1, 4, 2, 0.5][($0 + Int(seed)) % 5] }
      let changed = change(draw, factors)
      // The gradients turn, so that what a scheme keeps of them is not along them.
      let pairs = try zip(draw.run(scheme, turning: 0.5), changed.run(scheme, turning: 0.5))
      if !pairs.allSatisfy({ $0.isAlong($1) }) { broken.append(seed) }
    }
    switch expected {
    case .yes: #expect(broken.isEmpty, "seeds \(broken)")
    case .no: #expect(!broken.isEmpty)
    case .when: break
    }
  }

  @Test(
    "a mean of powers forgets units at γ = 0 and of ratios, and shifts at γ = 1",
    arguments: [
      ("power:0", true, false), ("power:1", false, true), ("power:2", false, false),
      ("power:2:prior", true, false), ("power:-1:initial", true, false),
      ("gradnorm-closed:0", true, true), ("gradnorm-closed:1", true, false),
      ("mgda", false, true), ("mgda:l2", true, true), ("mgda:loss", true, false),
      ("db-mtl", true, false), ("db-mtl:0", true, true),
    ])
  func conditionalInvariances(scheme: String, scale: Bool, shift: Bool) throws {
    var held = (scale: true, shift: true)
    for seed in Draw.seeds {
      let draw = Draw(seed, tasks: 3)
      let factors = [4.0, 0.5, 1]
      let step = try draw.run(scheme, turning: 0.5)[2]
      func holds(_ changed: Draw) throws -> Bool {
        try step.isAlong(changed.run(scheme, turning: 0.5)[2])
      }
      held.scale = try held.scale && holds(draw.scaled(by: factors))
      held.shift = try held.shift && holds(draw.shifted(by: factors))
    }
    #expect(held == (scale, shift))
  }

  @Test(
    "a factor common to all losses changes the weights by its power",
    arguments: [
      ("equal", 0), ("initial", -1), ("prior", -1), ("realtime", -1), ("geometric", 0),
      ("power:3", 0), ("power:-2", 0), ("power:3:prior", -1), ("unit-gradient", -1),
      ("gradnorm-closed:0.5", 0), ("dwa", 0), ("famo", 0), ("rlw", 0), ("stch-log:2:0", -1),
      ("imtl-g", 0), ("config", 0), ("nash", -1), ("fairgrad", -1), ("aligned", 0),
      ("aligned:median", 0), ("aligned:rmse", 0), ("pcgrad", 0), ("gradvac", 0),
      ("mgda", 0), ("mgda:l2", -1), ("mgda:loss", -1), ("cagrad", 0), ("sdmgrad", 0),
      ("upgrad", 0), ("dualproj", 0), ("graddrop", 0), ("graddrop:0.25", 0), ("db-mtl", -1),
      ("db-mtl:0", -1), ("db-mtl:0.5:0.5", -1),
    ] as [(String, Int)])
  func degree(scheme: String, degree: Int) throws {
    for seed in Draw.seeds {
      let draw = Draw(seed)
      let scaled = draw.scaled(by: draw.names.map { _ in 4 })
      for (a, b) in zip(try draw.run(scheme), try scaled.run(scheme)) {
        // Judged by the update, of one degree more: a scheme may divide gradients instead.
        #expect(b.isNear(a, times: degree == 0 ? 4 : 1, tolerance: 1e-6), "\(draw)")
      }
    }
  }

  @Test(
    "weights of a fixed sum have it",
    arguments: [
      ("dwa", true), ("rlw", false), ("famo", false), ("gradnorm", true), ("equal", false),
      ("mgda", false), ("sdmgrad", false), ("sdmgrad-stochastic", false), ("moco", false),
      ("excess", true), ("excess:1", true), ("graddrop", true),
    ])
  func sums(scheme: String, countTasks: Bool) throws {
    for seed in Draw.seeds {
      let draw = Draw(seed)
      for weights in try draw.weights(scheme) {
        let sum = weights.reduce(0, +)
        #expect(abs(sum - (countTasks ? Double(draw.count) : 1)) < 1e-12 * 8, "\(draw)")
      }
    }
  }
}
