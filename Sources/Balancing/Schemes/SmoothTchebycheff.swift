import Foundation

/// Smooth Tchebycheff scalarisation (Lin et al. 2024, "Smooth Tchebycheff scalarization for
/// multi-objective optimization", eq. (9)): the objective μ log Σ exp(λᵢ(Lᵢ − z*ᵢ)/μ), a smooth
/// maximum, so wᵢ = λᵢ softmax(λ(L − z*)/μ)ᵢ.
///
/// On raw losses: units matter. `stch-log` is the variant that the authors train networks with.
public struct SmoothTchebycheff: LossWeighting, StatelessWeighting {
  /// μ: the smaller, the more the greatest loss alone counts.
  public let smoothing: Double
  /// λ, one for each task; 1/n′ if nil.
  public let preferences: [Double]?
  /// z*, the ideal loss of each task; 0 if nil.
  public let ideals: [Double]?

  /// - Parameters:
  ///   - smoothing: μ > 0.
  ///   - preferences: λ, one for each task; 1/n′ if nil.
  ///   - ideals: z*, one for each task; 0 if nil.
  public init(smoothing: Double = 1, preferences: [Double]? = nil, ideals: [Double]? = nil) {
    self.smoothing = smoothing
    self.preferences = preferences
    self.ideals = ideals
  }

  /// wᵢ = λᵢ softmax(λ(L − z*)/μ)ᵢ.
  public mutating func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    let equal = 1 / Double(losses.count)
    for (i, task) in losses.tasks.enumerated() {
      let excess = losses.values[i] - (ideals?[task] ?? 0)
      weights[i] = (preferences?[task] ?? equal) * excess / smoothing
    }
    replaceBySoftmax(&weights)
    for (i, task) in losses.tasks.enumerated() { weights[i] *= preferences?[task] ?? equal }
  }
}

extension SmoothTchebycheff {
  static let smoothingParameter = SchemeParameter(
    name: "μ", meaning: "the smoothing: the smaller, the more the greatest loss alone counts",
    kind: .number(1e-6...1e6, default: 1))

  static let entry = SchemeEntry(
    name: "stch",
    summary: "a smooth maximum of the losses",
    parameters: [smoothingParameter],
    evidence: .losses, invariances: .init(scale: .no, shift: .when("all shifts are the same")),
    source: "Lin et al. 2024, eq. (9)"
  ) { arguments, _ throws(BalancingError) in
    .losses(SmoothTchebycheff(smoothing: arguments.number("μ")))
  }
}
