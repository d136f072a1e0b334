public import LinearAlgebra
public import RandomNumbers

/// PCGrad (Yu et al. 2020, Algorithm 1): each gradient loses its components against the others, one
/// after the other in random order, and the results are added up.
///
/// A gradient is held as its coefficients c in the original ones: p = ⟨Σ cₖ gₖ, gⱼ⟩ = (Gc)ⱼ, and
/// where p < 0, cⱼ grows by −p/Gⱼⱼ. All wᵢ ≥ 1. For two tasks ⟨d, gᵢ⟩ ≥ 0; for more there is no
/// such promise.
public struct PCGradWeighting: GramianWeighting {
  /// What is made of the projected gradients.
  public enum Reduction: String, CaseIterable, Sendable {
    /// Their sum, as in the paper.
    case sum
    /// Their mean.
    case mean
  }

  /// What is made of the projected gradients.
  public let reduction: Reduction
  /// Where the orders come from.
  public var state: SeededGenerator
  private var order: [Int] = []
  private var coefficients: [Double] = []

  /// Creates the scheme.
  public init(reduction: Reduction = .sum, seed: UInt64) {
    self.reduction = reduction
    state = SeededGenerator(seed: seed, stream: .balancing)
  }

  /// Heads keep their own gradients.
  public var headPolicy: HeadPolicy { .unweighted }

  /// A fresh order of the others for each task.
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    for i in weights.indices { weights[i] = 0 }
    for i in weights.indices {
      order.becomeOthers(than: i, of: weights.count, using: &state)
      addProjection(of: i, past: order, gramian, to: &weights)
    }
  }

  /// Adds the coefficients of gradient i after its projections past others in the given order.
  package mutating func addProjection(
    of i: Int, past order: [Int], _ gramian: Gramian, to weights: inout [Double]
  ) {
    coefficients.resize(to: gramian.count)
    coefficients[i] = 1
    for j in order {
      var product = 0.0
      for k in coefficients.indices { product += gramian[j, k] * coefficients[k] }
      if product < 0 { coefficients[j] -= product / gramian.squaredNorm(j) }
    }
    let share = reduction == .sum ? 1 : 1 / Double(gramian.count)
    for k in weights.indices { weights[k] += share * coefficients[k] }
  }
}

extension [Int] {
  /// Becomes the numbers below `count` other than i, each order being equally likely.
  mutating func becomeOthers(than i: Int, of count: Int, using generator: inout SeededGenerator) {
    removeAll(keepingCapacity: true)
    for j in 0..<count where j != i { append(j) }
    shuffle(using: &generator)
  }
}

extension PCGradWeighting {
  static let entry = SchemeEntry(
    name: "pcgrad",
    summary: "gradients without the components that conflict, added up",
    parameters: [
      SchemeParameter(
        name: "reduce", meaning: "the sum or the mean of the projected gradients",
        kind: .choice(Reduction.allCases.map(\.rawValue), default: "sum"))
    ],
    evidence: .gramian(.shared), invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task",
    source: "Yu et al. 2020, PCGrad"
  ) { arguments, context throws(BalancingError) in
    .gramian(
      PCGradWeighting(
        reduction: Reduction(rawValue: arguments.choice("reduce")) ?? .sum, seed: context.seed))
  }
}
