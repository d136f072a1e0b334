public import LinearAlgebra

/// SDMGrad as its paper has it (Xiao, Ban and Ji 2023): ω follows argmin ½‖Σ ωᵢ gᵢ + λ g₀‖² over
/// the simplex by stochastic steps, with g₀ = Σ gᵢ/n; w = (ω + λ/n)/(1 + λ).
///
/// Each step takes 20 projected ones with momentum along A(ω + λ/n), with A the inner products
/// between the gradients on two independent parts of the batch, over (mean √max(Aᵢᵢ, 0))² + 10⁻⁸,
/// so that the slope is unbiased; the weights apply to a third part. ω is kept from step to step,
/// the velocity is not. Step length 5 and momentum ½ are those of the authors' code, in TorchJD the
/// length is 10. The steps are long: where gradients conflict they go from corner to corner rather
/// than to the minimum, which `DirectionOrientedWeighting` solves for exactly, with one batch. The
/// paper draws three batches a step: the batch size is to be three times what it would be
/// otherwise.
public struct StochasticDirectionOriented: CrossGramianWeighting {
  /// What has been learnt.
  public struct State: SchemeState {
    /// ω.
    public var shares: SimplexShares

    /// Whether every part fits.
    public func fits(_ fresh: State) -> Bool { shares.fits(fresh.shares) }
  }

  /// How strongly the mean gradient draws, λ ≥ 0.
  public let attraction: Double
  /// What has been learnt.
  public var state: State
  private var projection = SimplexProjection()
  private var velocity: [Double] = []

  private static let (iterations, stepLength, momentum) = (20, 5.0, 0.5)

  /// Creates the scheme with λ ≥ 0.
  public init(taskCount: Int, attraction: Double = 0.3) {
    self.attraction = attraction
    state = State(shares: SimplexShares(taskCount: taskCount))
  }

  /// The head's own gradient: a weight may be zero.
  public var headPolicy: HeadPolicy { .unweighted }

  /// wᵢ = (ωᵢ + λ/n′)/(1 + λ), after this step's ω.
  public mutating func weigh(
    _ products: CrossGramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    state.shares.load(losses.tasks, into: &weights)
    let share = attraction / Double(products.count)
    let length = weights.indices.reduce(0) { $0 + max(products[$1, $1], 0).squareRoot() }
    let unit = length / Double(products.count)
    // Where no gradient agrees with itself the parts say nothing of ω.
    if unit > 0 {
      descend(products, over: unit * unit + 1e-8, share: share, &weights)
      state.shares.store(weights, of: losses.tasks)
    }
    for i in weights.indices { weights[i] = (weights[i] + share) / (1 + attraction) }
  }

  private mutating func descend(
    _ products: CrossGramian, over divisor: Double, share: Double, _ weights: inout [Double]
  ) {
    velocity.resize(to: weights.count)
    for _ in 0..<Self.iterations {
      for i in weights.indices {
        var slope = 0.0
        for j in weights.indices { slope += products[i, j] / divisor * (weights[j] + share) }
        velocity[i] = Self.momentum * velocity[i] + slope
      }
      for i in weights.indices { weights[i] -= Self.stepLength * velocity[i] }
      projection.project(&weights)
    }
  }
}

extension StochasticDirectionOriented {
  static let entry = SchemeEntry(
    name: "sdmgrad-stochastic",
    summary: "as sdmgrad, by stochastic steps over three parts of the batch, as in the paper",
    parameters: [
      SchemeParameter(
        name: "λ", meaning: "how strongly the mean draws, as for sdmgrad",
        kind: .number(0...1e6, default: 0.3))
    ],
    evidence: .crossGramian, invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task; a third of the batch moves the parameters",
    source: "Xiao, Ban and Ji 2023"
  ) { arguments, context throws(BalancingError) in
    .crossGramian(
      StochasticDirectionOriented(
        taskCount: context.taskNames.count, attraction: arguments.number("λ")))
  }
}
