public import LinearAlgebra

/// A scheme of either kind.
public enum Scheme: Sendable {
  /// One that reads the losses.
  case losses(any LossWeighting)
  /// One that reads the inner products of the task gradients.
  case gramian(any GramianWeighting)

  /// What the scheme computes weights from.
  public var evidence: Evidence {
    switch self {
    case .losses: .losses
    case .gramian(let weighting): .gramian(weighting.preferredScope)
    }
  }
}

/// What a scheme computes weights from.
public enum Evidence: Sendable, Equatable {
  /// The tasks' losses.
  case losses
  /// The inner products of the tasks' gradients over the parameters of a scope.
  case gramian(GradientScope)
}

extension Evidence {
  /// The evidence under some modifiers, which may choose the scope of gradients.
  ///
  /// - Throws: `BalancingError.unsuitableModifier` for a modifier that reads gradients where the
  ///   scheme does not.
  public func adjusted(by modifiers: BalanceModifiers) throws(BalancingError) -> Evidence {
    guard self == .losses else {
      return modifiers.scope.map { .gramian($0) } ?? self
    }
    if modifiers.logLosses { throw .unsuitableModifier("--log-losses") }
    if modifiers.scope != nil { throw .unsuitableModifier("--gradient-scope") }
    if modifiers.rescaling.readsGradients {
      throw .unsuitableModifier("--rescale \(modifiers.rescaling.rawValue)")
    }
    return self
  }
}
