/// Each loss in proportion to a constant of its task: wᵢ = 1/L̂ᵢ, so that the objective is Σ
/// Lᵢ/L̂ᵢ.
///
/// With L̂ the loss at output zero this is Su 2022, eq. (2) (`initial`), with the loss of the best
/// constant output eq. (3) (`prior`). Rescaling a loss rescales its constant, so the direction of
/// the update does not depend on units.
public struct ReferenceWeighting: LossWeighting, StatelessWeighting {
  /// The constant of each task, above zero.
  public let references: [Double]

  /// - Parameter references: The constant of each task, above zero.
  public init(references: [Double]) {
    self.references = references
  }

  /// wᵢ = 1/L̂ᵢ.
  public mutating func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    for (i, task) in losses.tasks.enumerated() { weights[i] = 1 / references[task] }
  }
}

extension ReferenceWeighting {
  static let initialEntry = SchemeEntry(
    name: "initial",
    summary: "each loss over its value at the untrained model",
    parameters: [
      SchemeParameter(
        name: "batches",
        meaning: "measure it over so many batches of the untrained model; 0: from the labels",
        kind: .integer(0...1_000_000, default: 0))
    ],
    evidence: .losses, invariances: .init(scale: .yes, shift: .no),
    extraCost: "one pass over the labels, or one forward pass a measured batch",
    source: "Su 2022, eq. (2)", measuredBatchesParameter: "batches"
  ) { arguments, context throws(BalancingError) in
    let measured = arguments.integer("batches") > 0 ? context.measuredInitialLosses : nil
    return .losses(
      ReferenceWeighting(
        references: try context.usable(measured ?? context.initialLosses, as: "initial")))
  }

  static let priorEntry = SchemeEntry(
    name: "prior",
    summary: "each loss over that of the best constant prediction",
    evidence: .losses, invariances: .init(scale: .yes, shift: .no),
    extraCost: "one pass over the labels",
    source: "Su 2022, eq. (3)"
  ) { _, context throws(BalancingError) in
    .losses(ReferenceWeighting(references: try context.usable(context.priorLosses, as: "prior")))
  }
}
