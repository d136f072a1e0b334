/// Weights that the user sets, one for each task: w = α (Su 2022, eq. (1)).
public struct FixedWeighting: LossWeighting, StatelessWeighting {
  /// The weight of each task, zero or more.
  public let taskWeights: [Double]

  /// - Parameter taskWeights: One weight for each task, zero or more.
  public init(taskWeights: [Double]) {
    self.taskWeights = taskWeights
  }

  /// wᵢ = αᵢ.
  public mutating func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    for (i, task) in losses.tasks.enumerated() { weights[i] = taskWeights[task] }
  }
}

extension FixedWeighting {
  static let entry = SchemeEntry(
    name: "fixed",
    summary: "weights given by hand",
    parameters: [
      SchemeParameter(
        name: "weights", meaning: "NAME=WEIGHT,… or one weight for each label in order",
        kind: .weights)
    ],
    evidence: .losses, invariances: .init(scale: .no, shift: .yes),
    source: "Su 2022, eq. (1)"
  ) { arguments, context throws(BalancingError) in
    .losses(
      FixedWeighting(taskWeights: try arguments.weights("weights", tasks: context.taskNames)))
  }
}
