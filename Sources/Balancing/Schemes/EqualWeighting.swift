/// Equal weights wᵢ = 1/n: the plain mean of the losses (Su 2022, eq. (1)).
///
/// A task measured in small units drowns: the weights do not follow a rescaled loss.
public struct EqualWeighting: LossWeighting, StatelessWeighting {
  /// Creates the scheme.
  public init() {}

  /// wᵢ = 1/n′, with n′ the number of present tasks.
  public mutating func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    for i in weights.indices { weights[i] = 1 / Double(losses.count) }
  }
}

extension EqualWeighting {
  static let entry = SchemeEntry(
    name: "equal", aliases: ["mean"],
    summary: "the mean of the losses, whatever their units",
    evidence: .losses, invariances: .init(scale: .no, shift: .yes),
    source: "Su 2022, eq. (1)"
  ) { _, _ throws(BalancingError) in .losses(EqualWeighting()) }
}
