import LinearAlgebra

/// The scheme that a balancer asks.
struct ActiveScheme: Sendable {
  // Exactly one of these holds it, so that it is changed in place, never copied.
  private var losses: (any LossWeighting)?
  private var gramian: (any GramianWeighting)?
  private var jacobian: (any JacobianWeighting)?
  private var crossGramian: (any CrossGramianWeighting)?
  /// Whether the scheme is to be told of updates.
  let observesUpdates: Bool

  init(_ scheme: Scheme) {
    let held: any Weighting
    switch scheme {
    case .losses(let weighting): (losses, held) = (weighting, weighting)
    case .gramian(let weighting): (gramian, held) = (weighting, weighting)
    case .jacobian(let weighting): (jacobian, held) = (weighting, weighting)
    case .crossGramian(let weighting): (crossGramian, held) = (weighting, weighting)
    }
    observesUpdates = held.observesUpdates
  }

  /// A copy of the scheme.
  var weighting: any Weighting {
    let held: [(any Weighting)?] = [losses, gramian, jacobian, crossGramian]
    guard let weighting = held.compactMap(\.self).first else {
      preconditionFailure("a balancer holds a scheme")
    }
    return weighting
  }

  var readsGradients: Bool { losses == nil }

  /// Asks for the weights of the present tasks.
  mutating func weigh(
    _ present: PresentLosses, _ gradients: PresentGradients, into weights: inout [Double]
  ) throws(BalancingError) {
    if gramian != nil {
      try gramian?.weigh(gradients.gramian, losses: present, into: &weights)
    } else if let rows = gradients.jacobian, jacobian != nil {
      try jacobian?.weigh(rows, losses: present, into: &weights)
    } else if crossGramian != nil {
      try crossGramian?.weigh(gradients.crossGramian, losses: present, into: &weights)
    } else {
      try losses?.weigh(present, into: &weights)
    }
  }

  /// Tells the scheme that the parameters were updated.
  mutating func updated(from before: PresentLosses, to after: PresentLosses) {
    losses?.updated(from: before, to: after)
    gramian?.updated(from: before, to: after)
    jacobian?.updated(from: before, to: after)
    crossGramian?.updated(from: before, to: after)
  }

  /// Tells the scheme that an epoch has ended.
  mutating func epochEnded(averages: [Double?]) {
    losses?.epochEnded(averages: averages)
    gramian?.epochEnded(averages: averages)
    jacobian?.epochEnded(averages: averages)
    crossGramian?.epochEnded(averages: averages)
  }

  /// Gives the scheme what `read` finds as its state.
  mutating func restore(
    by read: (inout any Weighting) throws(BalancingError) -> Void
  ) throws(BalancingError) {
    var restored = weighting
    try read(&restored)
    if losses != nil { losses = restored as? any LossWeighting }
    if gramian != nil { gramian = restored as? any GramianWeighting }
    if jacobian != nil { jacobian = restored as? any JacobianWeighting }
    if crossGramian != nil { crossGramian = restored as? any CrossGramianWeighting }
  }
}

/// What a scheme may read of the present tasks' gradients. Kept from step to step for its storage.
struct PresentGradients: Sendable {
  /// The inner products of the present tasks' gradients.
  var gramian = Gramian(count: 0)
  /// The inner products between the present tasks' gradients on two parts of the batch.
  var crossGramian = CrossGramian(count: 0)
  /// The gradients of all tasks.
  var jacobian: Jacobian?
}
