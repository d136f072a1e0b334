/// The power mean of the losses, L(γ) = (mean Lᵢ^γ)^(1/γ): wᵢ = (Lᵢ/L(γ))^(γ−1)/n
/// (Su 2022, "generalised mean").
///
/// Above γ = 1 the greater losses weigh more, below it the smaller. Only γ = 0 leaves the direction
/// alone when losses are rescaled, only γ = 1 when they are shifted. With references L̂, the mean
/// is that of Lᵢ/L̂ᵢ, which no rescaling changes at any γ: wᵢ is that of the ratios, over L̂ᵢ.
public struct PowerMeanWeighting: LossWeighting, StatelessWeighting {
  /// The mean taken.
  public let mean: PowerMean
  /// What each task's loss is divided by first, above zero; nil for the raw losses.
  public let references: [Double]?

  /// - Parameters:
  ///   - exponent: γ, any number or ±∞.
  ///   - references: What each task's loss is divided by first, above zero.
  public init(exponent: Double, references: [Double]? = nil) {
    mean = PowerMean(exponent: exponent)
    self.references = references
  }

  /// Depends on γ: any losses at 1 and ±∞.
  public var lossDomain: LossDomain { mean.domain }

  /// wᵢ = ∂L(γ)/∂Lᵢ.
  public mutating func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    for (i, task) in losses.tasks.enumerated() {
      weights[i] = losses.values[i] / (references?[task] ?? 1)
    }
    mean.replaceByGradient(&weights)
    guard let references else { return }
    for (i, task) in losses.tasks.enumerated() { weights[i] /= references[task] }
  }
}

extension PowerMeanWeighting {
  static let entry = SchemeEntry(
    name: "power",
    summary: "a power mean of the losses, between the least and the greatest",
    parameters: [
      SchemeParameter(
        name: "γ",
        meaning: "the exponent: -inf is the least loss, 0 the geometric mean, 1 the mean, "
          + "inf the greatest loss",
        kind: .number(-.infinity ... .infinity, default: nil)),
      SchemeParameter(
        name: "of", meaning: "take the mean of the losses, or of their ratios to a constant",
        kind: .choice(["losses", "prior", "initial"], default: "losses")),
    ],
    evidence: .losses,
    invariances: .init(
      scale: .when("γ = 0, or of ratios to prior or initial"), shift: .when("γ = 1")),
    source: "Su 2022, generalised mean"
  ) { arguments, context throws(BalancingError) in
    let references: [Double]? =
      switch arguments.choice("of") {
      case "prior": try context.usable(context.priorLosses, as: "prior")
      case "initial": try context.usable(context.initialLosses, as: "initial")
      default: nil
      }
    return .losses(
      PowerMeanWeighting(exponent: arguments.number("γ"), references: references))
  }
}
