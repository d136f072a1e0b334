public import LinearAlgebra

/// Changes to what a scheme reads and gives that compose with any scheme.
public struct BalanceModifiers: Codable, Equatable, Sendable {
  /// Weights follow the scheme's slowly: w ← a · w_before + (1 − a) · w, with a in [0, 1) (CR-MOGM,
  /// Zhou et al. 2022). 0 for the scheme's own.
  public var smoothing = 0.0
  /// The scheme is asked every so many steps; its weights are used again in between. At least 1,
  /// and not more for a scheme that follows whole gradients from step to step.
  public var every = 1
  /// A scheme that reads gradients reads those of the log losses: Gᵢⱼ/(LᵢLⱼ), and wᵢ/Lᵢ then weighs
  /// the losses. Makes the direction independent of the losses' units, and dependent on their zero.
  public var logLosses = false
  /// How long the weights or the update are to be.
  public var rescaling = Rescaling.native
  /// Which parameters' gradients a scheme reads the products of; nil for what the scheme prefers.
  public var scope: GradientScope?
  /// How a scheme gets the inner products of gradients over all shared parameters.
  public var gramian = GramianForm.exact
  /// What heads, which no other task shares, are trained with; nil for what suits the scheme.
  public var headWeights: HeadWeights?
  /// Each task's weight is multiplied by the share of its training cells that are labelled, over the
  /// mean of these shares: what few rows say is otherwise learnt by heart first.
  public var coverage = false
  /// Tasks that no longer improve on validation rows are held back: see `TaskDamping`.
  public var damping = false

  /// No change.
  public init() {}
}

/// What all heads are trained with, whatever the scheme.
public enum HeadWeights: String, Codable, CaseIterable, Sendable {
  /// Each with its own loss over its prior loss.
  case unit
  /// Each with its task's weight in the shared layers, which may be 0, or negative.
  case same

  var policy: HeadPolicy { self == .unit ? .unweighted : .weighted }
}

/// A common factor on the weights of a step.
public enum Rescaling: String, Codable, CaseIterable, Sendable {
  /// The scheme's own length.
  case native
  /// Σ wᵢ = 1.
  case sumToOne = "sum-to-one"
  /// Σ wᵢ = n′, the number of present tasks.
  case sumToN = "sum-to-n"
  /// ‖Σ wᵢ gᵢ‖ = 1.
  case unitNorm = "unit-norm"
  /// ‖Σ wᵢ gᵢ‖ = the mean of the ‖gᵢ‖.
  case meanNorm = "mean-norm"

  /// Whether the factor follows from the gradients' inner products.
  public var readsGradients: Bool { self == .unitNorm || self == .meanNorm }

  /// Scales the weights. Weights that add up to nothing, or an update of length 0, are left alone.
  ///
  /// - Parameters:
  ///   - gramian: The inner products of the same tasks' gradients; only read where
  ///     `readsGradients`.
  ///   - combined: Those of what the weights combine, which a scheme may have put in their place.
  func apply(to weights: inout [Double], gramian: Gramian, combined: Gramian) {
    let target: Double
    let length: Double
    switch self {
    case .native: return
    case .sumToOne, .sumToN:
      target = self == .sumToOne ? 1 : Double(weights.count)
      let sum = weights.reduce(0, +)
      let size = weights.reduce(0) { $0 + abs($1) }
      // The sign of the update is the scheme's to choose.
      length = abs(sum) > 1e-12 * size ? abs(sum) : 0
    case .unitNorm, .meanNorm:
      target = self == .unitNorm ? 1 : gramian.meanNorm
      length = combined.norm(combinedBy: weights)
    }
    guard length > 0 else { return }
    for i in weights.indices { weights[i] *= target / length }
  }
}

extension Gramian {
  /// The mean length of the gradients.
  fileprivate var meanNorm: Double {
    (0..<count).reduce(0) { $0 + squaredNorm($1).squareRoot() } / Double(max(count, 1))
  }

  /// ‖Σ wᵢ gᵢ‖ = √(wᵀGw).
  fileprivate func norm(combinedBy weights: [Double]) -> Double {
    var square = 0.0
    for i in 0..<count {
      for j in 0..<count { square += weights[i] * weights[j] * self[i, j] }
    }
    return max(square, 0).squareRoot()
  }

  /// Divides entry (i, j) by both tasks' losses: the inner products of the gradients of log L.
  mutating func divide(by losses: [Double]) {
    for i in 0..<count {
      for j in 0..<count { self[i, j] /= losses[i] * losses[j] }
    }
  }
}
