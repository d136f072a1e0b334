import LinearAlgebra

/// The scheme that a balancer asks.
struct ActiveScheme: Sendable {
  // Exactly one of these holds it, so that it is changed in place, never copied.
  private var losses: (any LossWeighting)?
  private var observer: (any LossWeighting & UpdateObserving)?
  private var gramian: (any GramianWeighting)?
  private var jacobian: (any JacobianWeighting)?
  private var crossGramian: (any CrossGramianWeighting)?

  init(_ scheme: Scheme) {
    switch scheme {
    case .losses(let weighting):
      observer = weighting as? any LossWeighting & UpdateObserving
      losses = observer == nil ? weighting : nil
    case .gramian(let weighting): gramian = weighting
    case .jacobian(let weighting): jacobian = weighting
    case .crossGramian(let weighting): crossGramian = weighting
    }
  }

  /// A copy of the scheme.
  var weighting: any Weighting {
    let held: [(any Weighting)?] = [losses, observer, gramian, jacobian, crossGramian]
    guard let weighting = held.compactMap(\.self).first else {
      preconditionFailure("a balancer holds a scheme")
    }
    return weighting
  }

  var observesUpdates: Bool { observer != nil }
  var readsGradients: Bool { losses == nil && observer == nil }

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
    } else if observer != nil {
      try observer?.weigh(present, into: &weights)
    } else {
      try losses?.weigh(present, into: &weights)
    }
  }

  mutating func updated(from before: PresentLosses, to after: PresentLosses) {
    observer?.updated(from: before, to: after)
  }

  /// Tells a scheme that looks at epochs that one has ended.
  mutating func epochEnded(averages: [Double?]) {
    guard var scheme = losses as? any LossWeighting & EpochObserving else { return }
    scheme.epochEnded(averages: averages)
    losses = scheme
  }

  /// Gives the scheme what `read` finds as its state.
  mutating func restore(
    by read: (inout any Weighting) throws(BalancingError) -> Void
  ) throws(BalancingError) {
    var restored = weighting
    try read(&restored)
    if observer != nil {
      observer = restored as? any LossWeighting & UpdateObserving
    } else if losses != nil {
      losses = restored as? any LossWeighting
    }
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
