public import LinearAlgebra

/// Nash-MTL (Navon et al. 2022): the bargaining solution, w > 0 with (Gw)ᵢ = 1/wᵢ.
///
/// The update has ‖d‖² = n and ⟨d, gᵢ⟩ = 1/wᵢ > 0; neither factors nor constants change it. Where
/// the gradients cancel there is no solution: the one of the problem with 10⁻⁸ I added to the
/// correlation matrix is taken, and counted in the state.
public struct NashWeighting: GramianWeighting {
  /// The solution at hand, for the steps that do not solve anew.
  public struct State: SchemeState {
    /// Each task's weight in the last solution that it was part of, 0 before there is one.
    public internal(set) var weights: [Double]
    /// How many steps there were since the last solution, counting its own.
    public internal(set) var age = 0
    /// How many solutions were of the regularised problem, because the gradients cancelled.
    public internal(set) var regularised = 0

    /// Whether every part fits.
    public func fits(_ fresh: State) -> Bool {
      weights.fits(fresh.weights)
        && age.fits(fresh.age)
        && regularised.fits(fresh.regularised)
    }
  }

  /// The greatest length of the update, which would be √n; 0 for no limit.
  public let maximalNorm: Double
  /// In which steps to solve: each first of this many.
  public let updateEvery: Int
  /// The solution at hand.
  public var state: State
  private var newton = DampedNewton()

  /// - Parameters:
  ///   - taskCount: The number of tasks.
  ///   - maximalNorm: The greatest length of the update; 0 for no limit, 1 in the authors' code.
  ///   - updateEvery: Solve in each first of this many steps, and keep the weights in between.
  public init(taskCount: Int, maximalNorm: Double = 0, updateEvery: Int = 1) {
    precondition(maximalNorm >= 0 && updateEvery > 0)
    self.maximalNorm = maximalNorm
    self.updateEvery = updateEvery
    state = State(weights: Array(repeating: 0, count: taskCount))
  }

  /// Heads keep their own gradients.
  public var headPolicy: HeadPolicy { .unweighted }

  /// (Gw)ᵢ = 1/wᵢ, or the weights of the last solution.
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    // A task that came back after the last solution has no weight in it yet: solve then, too.
    if state.age % updateEvery == 0 || losses.tasks.contains(where: { state.weights[$0] == 0 }) {
      newton.solve(gramian, exponent: 1)
      if newton.isRegularised { state.regularised += 1 }
      state.age = 0
      for (i, task) in losses.tasks.enumerated() { state.weights[task] = newton.weights[i] }
    }
    state.age += 1
    for (i, task) in losses.tasks.enumerated() { weights[i] = state.weights[task] }
    if maximalNorm > 0 { clip(&weights, gramian) }
  }

  /// Shortens the update Σ wᵢ gᵢ to the limit.
  private func clip(_ weights: inout [Double], _ gramian: Gramian) {
    var square = 0.0
    for i in weights.indices {
      square +=
        weights[i] * compensatedProduct(count: weights.count) { (gramian[i, $0], weights[$0]) }
    }
    let norm = square > 0 ? square.squareRoot() : 0
    guard norm > maximalNorm else { return }
    for i in weights.indices { weights[i] *= maximalNorm / norm }
  }
}

extension NashWeighting {
  static let entry = SchemeEntry(
    name: "nash", aliases: ["nash-mtl"],
    summary: "the bargaining solution between the tasks",
    parameters: [
      SchemeParameter(
        name: "limit", meaning: "the greatest length of the update, 0 for none",
        kind: .number(0 ... .greatestFiniteMagnitude, default: 0)),
      SchemeParameter(
        name: "every", meaning: "in how many steps to solve once",
        kind: .integer(1...1_000_000, default: 1)),
    ],
    evidence: .gramian(.shared), invariances: .init(scale: .yes, shift: .yes),
    extraCost: "one backward pass of the trunk a task",
    source: "Navon et al. 2022, Nash-MTL"
  ) { arguments, context throws(BalancingError) in
    .gramian(
      NashWeighting(
        taskCount: context.taskNames.count, maximalNorm: arguments.number("limit"),
        updateEvery: arguments.integer("every")))
  }
}
