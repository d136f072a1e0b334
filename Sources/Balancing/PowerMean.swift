import Foundation

/// The power mean L(γ) = (mean Lᵢ^γ)^(1/γ) of n losses and its gradient, for any γ in [−∞, ∞]:
/// the minimum at −∞, the harmonic mean at −1, the geometric at 0, the arithmetic at 1, the
/// maximum at ∞ (Su 2022, "generalised mean").
///
/// Evaluated in logarithms about their mean, so that neither losses of 10^±300 nor γ = 10⁻¹² lose
/// accuracy.
public struct PowerMean: Sendable {
  /// The exponent γ.
  public let exponent: Double

  /// - Parameter exponent: Any number or ±∞, but not NaN.
  public init(exponent: Double) {
    precondition(!exponent.isNaN, "an exponent is a number")
    self.exponent = exponent
  }

  /// The losses the mean is defined and differentiable for: any at γ = 1 and ±∞, from zero for
  /// γ > 1, above zero below.
  public var domain: LossDomain {
    if exponent == 1 || exponent.isInfinite { return .real }
    return exponent > 1 ? .nonNegative : .positive
  }

  /// Replaces each loss by ∂L(γ)/∂Lᵢ = (Lᵢ/L(γ))^(γ−1) / n and returns L(γ).
  ///
  /// Ties at ±∞ share the weight. Exact zeros have weight 0 for γ > 1 and all the weight for γ < 0;
  /// for 0 ≤ γ < 1 their gradient is infinite and they are not allowed.
  @discardableResult
  public func replaceByGradient(_ losses: inout [Double]) -> Double {
    precondition(!losses.isEmpty, "the mean of no losses")
    let n = Double(losses.count)
    if exponent == 1 {
      let mean = losses.reduce(0) { $0 + $1 / n }
      for i in losses.indices { losses[i] = 1 / n }
      return mean
    }
    if exponent.isInfinite { return replaceByExtreme(&losses) }
    precondition(losses.allSatisfy { $0 >= 0 }, "a power mean of losses that are not negative")
    let zeros = losses.count { $0 == 0 }
    if zeros > 0 && (exponent < 0 || zeros == losses.count) {
      return replaceByGradientAtZero(&losses, zeros: zeros)
    }
    precondition(zeros == 0 || exponent > 1, "the gradient at a zero loss is infinite")
    return replaceByLogarithms(&losses, zeros: zeros)
  }

  /// γ = ±∞: the greatest or least loss, its weight shared among equals.
  private func replaceByExtreme(_ losses: inout [Double]) -> Double {
    let extreme = losses.reduce(losses[0]) { exponent > 0 ? max($0, $1) : min($0, $1) }
    let ties = losses.count { $0 == extreme }
    for i in losses.indices { losses[i] = losses[i] == extreme ? 1 / Double(ties) : 0 }
    return extreme
  }

  /// The limit of the gradient as the z zero losses go to zero together, γ < 0 or all zero:
  /// (1/z) (n/z)^(1/|γ|) for each of them, nothing for the rest.
  private func replaceByGradientAtZero(_ losses: inout [Double], zeros: Int) -> Double {
    let z = Double(zeros)
    let weight = pow(Double(losses.count) / z, 1 / abs(exponent)) / z
    let finite = zeros == losses.count ? 1 / z : min(weight, .greatestFiniteMagnitude)
    for i in losses.indices { losses[i] = losses[i] == 0 ? finite : 0 }
    return 0
  }

  /// The general case. With bᵢ = log Lᵢ − mean log L and s = log L(γ) − mean log L, the weight is
  /// exp((γ − 1)(bᵢ − s)) / n; the exponents are added before exp is taken.
  private func replaceByLogarithms(_ losses: inout [Double], zeros: Int) -> Double {
    let n = Double(losses.count)
    for i in losses.indices { losses[i] = log(losses[i]) }
    var centre = 0.0
    for a in losses where a > -.infinity { centre += a / (n - Double(zeros)) }
    var spread = 0.0
    var leading = -Double.infinity * exponent.signOrOne
    for i in losses.indices {
      losses[i] -= centre
      if losses[i] > -.infinity { spread = max(spread, abs(losses[i])) }
      leading = exponent < 0 ? min(leading, losses[i]) : max(leading, losses[i])
    }
    if zeros == 0 && abs(exponent) * spread < 1 {
      // No cancellation as γ → 0, where the shift itself tends to zero.
      let shift =
        exponent == 0 ? 0 : log1p(losses.reduce(0) { $0 + expm1(exponent * $1) / n }) / exponent
      for i in losses.indices { losses[i] = finiteExp((exponent - 1) * (losses[i] - shift)) / n }
      return exp(centre + shift)
    }
    // exp(γ bᵢ) relative to the greatest of them, which is exp(γ · leading).
    let sum = losses.reduce(0) { $0 + exp(exponent * ($1 - leading)) }
    let shift = leading + log(sum / n) / exponent
    for i in losses.indices where losses[i] > -.infinity {
      let share = exponent * (losses[i] - leading) - log(sum)
      losses[i] = finiteExp(share + shift - losses[i])
    }
    for i in losses.indices where losses[i] == -.infinity { losses[i] = 0 }
    return exp(centre + shift)
  }

  /// exp(x), kept finite: seven losses of 10³⁰⁰ beside one of 10⁻³⁰⁰ have a gradient beyond Double.
  private func finiteExp(_ x: Double) -> Double {
    min(exp(x), .greatestFiniteMagnitude)
  }
}

extension Double {
  /// −1 for a negative number, otherwise 1.
  fileprivate var signOrOne: Double { self < 0 ? -1 : 1 }
}
