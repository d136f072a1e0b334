public import LinearAlgebra
internal import Remedies

/// A scheme of any kind.
public enum Scheme: Sendable {
  /// One that reads the losses.
  case losses(any LossWeighting)
  /// One that reads the inner products of the task gradients.
  case gramian(any GramianWeighting)
  /// One that reads the task gradients themselves, and may replace them.
  case jacobian(any JacobianWeighting)
  /// One that reads the inner products of the gradients on two parts of the batch.
  case crossGramian(any CrossGramianWeighting)

  /// What the scheme computes weights from.
  public var evidence: Evidence {
    switch self {
    case .losses: .losses
    case .gramian(let weighting): .gramian(weighting.preferredScope)
    case .jacobian: .jacobian
    case .crossGramian: .crossGramian
    }
  }
}

/// What a scheme computes weights from.
public enum Evidence: Sendable, Equatable {
  /// The tasks' losses.
  case losses
  /// The inner products of the tasks' gradients over the parameters of a scope.
  case gramian(GradientScope)
  /// Estimates of the inner products of the tasks' gradients over all shared parameters, from
  /// projections on so many columns.
  case sketch(columns: Int)
  /// The tasks' gradients over all shared parameters.
  case jacobian
  /// The inner products of the tasks' gradients over all shared parameters on two parts of the
  /// batch, between them. The batch is cut in three: the weights apply to the gradients on the last
  /// part.
  case crossGramian
}

extension Evidence {
  /// Into how many parts a batch is cut, so that their gradients are independent of each other.
  public var batchParts: Int { self == .crossGramian ? 3 : 1 }

  /// Whether every task's gradient is read or kept as it is, and so has to be held whole.
  public var holdsGradients: Bool { self == .jacobian || self == .crossGramian }

  /// The evidence under some modifiers, which may choose the scope of gradients.
  ///
  /// - Throws: `BalancingError.unsuitableModifier` for a modifier that reads gradients where the
  ///   scheme does not; `inflexibleScheme` for one that changes which gradients a scheme sees where
  ///   it needs all of them in every step; `needlessSketch` for estimates of what is had exactly
  ///   for less.
  public func adjusted(by modifiers: BalanceModifiers) throws(BalancingError) -> Evidence {
    switch self {
    case .losses:
      if modifiers.logLosses { throw .unsuitableModifier("\(.logLosses)") }
      if modifiers.scope != nil { throw .unsuitableModifier("\(.scope)") }
      if modifiers.gramian != .exact { throw .unsuitableModifier("\(.gramian)") }
      if modifiers.rescaling.readsGradients {
        throw .unsuitableModifier("\(.rescaling, .literal(modifiers.rescaling.rawValue))")
      }
      return self
    case .gramian(let preferred):
      let scope = modifiers.scope ?? preferred
      guard case .sketch(let columns) = modifiers.gramian else { return .gramian(scope) }
      guard scope == .shared else { throw .needlessSketch }
      return .sketch(columns: columns)
    case .sketch:
      return self
    case .jacobian, .crossGramian:
      if modifiers.logLosses { throw .inflexibleScheme("\(.logLosses)") }
      if modifiers.scope != nil { throw .inflexibleScheme("\(.scope)") }
      if modifiers.gramian != .exact { throw .inflexibleScheme("\(.gramian)") }
      if modifiers.every > 1 { throw .inflexibleScheme("\(.every)") }
      return self
    }
  }
}
