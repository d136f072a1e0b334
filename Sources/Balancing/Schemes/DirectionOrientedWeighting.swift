public import LinearAlgebra

/// The shortest vector of the hull, drawn towards the mean gradient g₀ = Σ gᵢ/n, SDMGrad solved
/// exactly: ω = argmin ½‖Σ ωᵢ gᵢ + λ g₀‖² over ω ≥ 0, Σ ω = 1, then w = (ω + λ/n)/(1 + λ)
/// (Xiao, Ban and Ji 2023).
///
/// λ = 0 is MGDA, a great λ equal weights. The paper takes stochastic steps towards ω over three
/// batches; with the inner products of one batch the minimum itself is at hand.
public struct DirectionOrientedWeighting: GramianWeighting, StatelessWeighting {
  /// How strongly the mean gradient draws, λ ≥ 0.
  public let attraction: Double
  private var linear: [Double] = []
  private var solver = SimplexQP()

  /// Creates the scheme with λ ≥ 0.
  public init(attraction: Double = 0.3) {
    self.attraction = attraction
  }

  /// The head's own gradient: a weight may be zero.
  public var headPolicy: HeadPolicy { .unweighted }

  /// wᵢ = (ωᵢ + λ/n′)/(1 + λ).
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    let share = attraction / Double(gramian.count)
    linear.removeAll(keepingCapacity: true)
    for i in weights.indices {
      var sum = 0.0
      for j in weights.indices { sum += gramian[i, j] }
      linear.append(share * sum)
    }
    solver.minimise(gramian, linear: linear, into: &weights)
    for i in weights.indices { weights[i] = (weights[i] + share) / (1 + attraction) }
  }
}

extension DirectionOrientedWeighting {
  static let entry = SchemeEntry(
    name: "sdmgrad",
    summary: "the shortest vector of the gradients' hull, drawn towards their mean",
    parameters: [
      SchemeParameter(
        name: "λ", meaning: "how strongly the mean draws: 0 is mgda, a great one equal weights",
        kind: .number(0...1e6, default: 0.3))
    ],
    evidence: .gramian(.shared), invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task, and a small quadratic program",
    source: "Xiao, Ban and Ji 2023, solved exactly"
  ) { arguments, _ throws(BalancingError) in
    .gramian(DirectionOrientedWeighting(attraction: arguments.number("λ")))
  }
}
