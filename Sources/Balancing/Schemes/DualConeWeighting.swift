public import LinearAlgebra

/// The mean gradient without its conflicts: projections on the dual cone {x : ⟨x, gᵢ⟩ ≥ 0 for all
/// i}, the directions that raise no task's loss to first order. With preferences p = 1/n:
///
/// - UPGrad (Quinton and Rey 2024) adds up the projections of each pᵢ gᵢ: w = Σᵢ argmin {vᵀG v :
///   v ≥ pᵢ eᵢ}. It is linear in the lengths of the gradients.
/// - DualProj (Lopez-Paz and Ranzato 2017, with the mean in place of the new task's
///   gradient) projects the mean: w = argmin {vᵀG v : v ≥ p}.
///
/// Where no gradients conflict, both are equal weights.
public struct DualConeWeighting: GramianWeighting, StatelessWeighting {
  /// What is projected.
  public enum Projected: Sendable {
    /// Each task's gradient by itself: UPGrad.
    case eachGradient
    /// The mean gradient: DualProj.
    case mean
  }

  /// What is projected.
  public let projected: Projected
  /// r ≥ 0: G + r tr(G) I takes the place of G. Above 0, ⟨d, gᵢ⟩ ≥ −r tr(G) wᵢ is all that holds.
  public let regularisation: Double
  private var lower: [Double] = []
  private var solution: [Double] = []
  private var solver = BoundQP()

  /// - Parameters:
  ///   - projected: Each gradient, or their mean.
  ///   - regularisation: r ≥ 0; the solver needs none.
  public init(projecting projected: Projected, regularisation: Double = 0) {
    self.projected = projected
    self.regularisation = regularisation
  }

  /// The head's own gradient, as every task has that of its own.
  public var headPolicy: HeadPolicy { .unweighted }

  /// wᵢ ≥ 1/n′.
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    var trace = 0.0
    for i in weights.indices { trace += gramian.squaredNorm(i) }
    solver.setMatrix(gramian, plusDiagonal: regularisation * trace)
    let preference = 1 / Double(weights.count)
    lower.removeAll(keepingCapacity: true)
    solution.removeAll(keepingCapacity: true)
    for _ in weights {
      lower.append(projected == .mean ? preference : 0)
      solution.append(0)
    }
    guard projected == .eachGradient else {
      solver.minimise(above: lower, into: &weights)
      return
    }
    for i in weights.indices { weights[i] = 0 }
    for task in weights.indices {
      lower[task] = preference
      solver.minimise(above: lower, into: &solution)
      for i in weights.indices { weights[i] += solution[i] }
      lower[task] = 0
    }
  }
}

extension DualConeWeighting {
  private static let regularisationParameter = SchemeParameter(
    name: "regularisation",
    meaning: "how much of the inner products' trace to add to their diagonal; 1e-4 in TorchJD",
    kind: .number(0...1, default: 0))

  static let eachGradientEntry = SchemeEntry(
    name: "upgrad",
    summary: "the sum of the gradients, each projected to where no task's loss rises",
    parameters: [regularisationParameter],
    evidence: .gramian(.shared), invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk and a small quadratic program a task",
    source: "Quinton and Rey 2024"
  ) { arguments, _ throws(BalancingError) in
    .gramian(
      DualConeWeighting(
        projecting: .eachGradient, regularisation: arguments.number("regularisation")))
  }

  static let meanEntry = SchemeEntry(
    name: "dualproj",
    summary: "the mean gradient, projected to where no task's loss rises",
    parameters: [regularisationParameter],
    evidence: .gramian(.shared), invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task, and a small quadratic program",
    source: "Lopez-Paz and Ranzato 2017"
  ) { arguments, _ throws(BalancingError) in
    .gramian(
      DualConeWeighting(projecting: .mean, regularisation: arguments.number("regularisation")))
  }
}
