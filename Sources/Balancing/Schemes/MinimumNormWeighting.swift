public import LinearAlgebra

/// The shortest vector of the hull of the task gradients, MGDA: w = argmin wᵀG w over w ≥ 0,
/// Σ w = 1 (Désidéri 2012; Sener and Koltun 2018).
///
/// The update d = Σ wᵢ gᵢ descends for every task: ⟨d, gᵢ⟩ ≥ ‖d‖², and d = 0 just where no
/// direction descends for all. The shortest gradient dominates it, unless the gradients are divided
/// by sᵢ first; then w = αᵢ/sᵢ with α the solution for gᵢ/sᵢ, so that d is still the shortest
/// vector of a hull and descends for every task.
public struct MinimumNormWeighting: GramianWeighting, StatelessWeighting {
  /// What each gradient is divided by first.
  public enum Normalisation: String, CaseIterable, Sendable {
    /// Nothing, as in the papers.
    case none
    /// Its length ‖gᵢ‖: no rescaling of the losses changes the direction then.
    case l2
    /// Its loss Lᵢ: no rescaling of the losses changes the direction then.
    case loss
    /// Both, Lᵢ‖gᵢ‖, as "loss+" of the code of Sener and Koltun.
    case lossTimesL2 = "loss+"
  }

  /// What each gradient is divided by first.
  public let normalisation: Normalisation
  private var divisors: [Double] = []
  private var normalised = Gramian(count: 0)
  private var solver = SimplexQP()

  /// Creates the scheme.
  public init(normalisation: Normalisation = .none) {
    self.normalisation = normalisation
  }

  /// Above zero where losses are divided by, any otherwise.
  public var lossDomain: LossDomain {
    switch normalisation {
    case .none, .l2: .real
    case .loss, .lossTimesL2: .positive
    }
  }
  /// The head's own gradient: a weight may be zero.
  public var headPolicy: HeadPolicy { .unweighted }

  /// wᵢ = αᵢ/sᵢ.
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    guard normalisation != .none else {
      solver.minimise(gramian, into: &weights)
      return
    }
    divisors.removeAll(keepingCapacity: true)
    for i in weights.indices {
      let length = normalisation == .loss ? 1 : gramian.squaredNorm(i).squareRoot()
      divisors.append(normalisation == .l2 ? length : length * losses.values[i])
    }
    normalised.assign(gramian, over: divisors)
    solver.minimise(normalised, into: &weights)
    for i in weights.indices { weights[i] /= divisors[i] }
  }
}

extension MinimumNormWeighting {
  static let entry = SchemeEntry(
    name: "mgda",
    summary: "the shortest vector of the gradients' hull, which descends for every task",
    parameters: [
      SchemeParameter(
        name: "normalisation",
        meaning: "what gradients are divided by first: nothing, their length, their loss, or both",
        kind: .choice(Normalisation.allCases.map(\.rawValue), default: "none"))
    ],
    evidence: .gramian(.shared),
    invariances: .init(
      scale: .when("normalisation is l2 or loss"), shift: .when("normalisation is none or l2")),
    extraCost: "one backward pass of the trunk a task, and a small quadratic program",
    source: "Désidéri 2012; Sener and Koltun 2018"
  ) { arguments, _ throws(BalancingError) in
    let normalisation = Normalisation(rawValue: arguments.choice("normalisation"))
    return .gramian(MinimumNormWeighting(normalisation: normalisation ?? .none))
  }
}
