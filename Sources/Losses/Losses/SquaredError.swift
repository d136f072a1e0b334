internal import CKernels

extension LossEntry {
  static let squaredError = LossEntry(
    name: "squared", formula: "(p − y)²", summary: "the mean; few large errors count most",
    source: "Gauss 1809", kind: .regression, link: .identity,
    unit: "squared error (unit of the label, squared)", principalMetric: .named("rmse"),
    robustAlternative: "huber",
    constants: .ofNumbers { moments, _, _ in .squaredError([moments]) },
    kernel: .c(ek_squared_error))
}

extension TaskLoss {
  /// (p − y)².
  public static let squaredError = TaskLoss(.squaredError)
}

/// How the squared errors of several outputs become one loss.
public enum OutputReduction: Sendable {
  /// The mean over labelled cells, whichever output they are of.
  case meanOverCells
  /// The sum over outputs of each one's mean over its labelled cells.
  case sumOverOutputs
}

extension LossConstants {
  /// Squared error: initial the mean square, prior the variance, at the mean (population moments).
  ///
  /// - Parameters:
  ///   - moments: Those of each output over its labelled cells.
  ///   - reduction: How several outputs become one loss; summed, the prior is the total variance.
  ///   - half: Whether the loss has a factor ½.
  public static func squaredError(
    _ moments: [Moments], reduction: OutputReduction = .meanOverCells, half: Bool = false
  ) -> LossConstants {
    let cells = moments.reduce(0) { $0 + $1.weight }
    let factor = half ? 0.5 : 1
    func reduce(_ value: (Moments) -> Double) -> Double {
      factor
        * moments.reduce(0) { sum, output in
          sum + value(output) * (reduction == .sumOverOutputs ? 1 : output.weight / cells)
        }
    }
    return LossConstants(
      initial: reduce(\.meanSquare), prior: reduce(\.variance), priorOutput: moments.map(\.mean))
  }
}
