public import LinearAlgebra

/// Aligned-MTL (Senushkin et al. 2023, Algorithm 1): the gradients are replaced by the nearest ones
/// that are orthogonal and of one length, then averaged.
///
/// With G = VΛVᵀ, w = √s V Λ^(−½) Vᵀ p, p = 1/n, over the eigenvalues above n·2⁻²³ of the greatest;
/// the common squared length s is the least of these, or another summary. The paper has p = 1, an
/// update n times as long.
public struct AlignedWeighting: GramianWeighting, StatelessWeighting {
  /// The squared length that the gradients get, from the eigenvalues kept.
  public enum Scale: String, CaseIterable, Sendable {
    /// The least: the paper's choice.
    case min
    /// The median, the lower one of two.
    case median
    /// The mean: lengths of the root mean square.
    case rmse
  }

  /// The squared length that the gradients get.
  public let scale: Scale
  private var eigen = SymmetricEigen()

  /// Creates the scheme.
  public init(scale: Scale = .min) {
    self.scale = scale
  }

  /// Heads keep their own gradients: weights may be negative.
  public var headPolicy: HeadPolicy { .unweighted }

  /// w = √s V Λ^(−½) Vᵀ p.
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    let count = gramian.count
    eigen.decompose(gramian)
    let cutoff = Double(count) * 0x1p-23 * eigen.values[0]
    let rank = eigen.values.firstIndex { $0 <= cutoff } ?? count
    let squaredLength =
      switch scale {
      case .min: eigen.values[rank - 1]
      case .median: eigen.values[rank / 2]
      case .rmse: eigen.values[..<rank].reduce(0) { $0 + $1 / Double(rank) }
      }
    for i in weights.indices { weights[i] = 0 }
    for k in 0..<rank {
      var sum = 0.0
      for i in 0..<count { sum += eigen.vectors[k * count + i] }
      let factor = (squaredLength / eigen.values[k]).squareRoot() * sum / Double(count)
      for i in 0..<count { weights[i] += factor * eigen.vectors[k * count + i] }
    }
  }
}

extension AlignedWeighting {
  static let entry = SchemeEntry(
    name: "aligned", aliases: ["aligned-mtl"],
    summary: "gradients made orthogonal and of one length, then averaged",
    parameters: [
      SchemeParameter(
        name: "length", meaning: "the gradients' length, from the singular values",
        kind: .choice(Scale.allCases.map(\.rawValue), default: "min"))
    ],
    evidence: .gramian(.shared), invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task",
    source: "Senushkin et al. 2023, Aligned-MTL"
  ) { arguments, _ throws(BalancingError) in
    .gramian(AlignedWeighting(scale: Scale(rawValue: arguments.choice("length")) ?? .min))
  }
}
