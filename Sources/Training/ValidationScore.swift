internal import Datasets
internal import NeuralNetwork

/// How well all tasks do on the validation rows, as the one number by which the best epoch is
/// chosen: the mean over tasks of loss / constant loss, in which no task dominates. Lower is
/// better, 1 is worth as much as the training labels' best constants.
///
/// A task without a labelled validation row is left out, and so is one whose constant costs nothing
/// there.
struct ValidationScore: Sendable {
  /// For each task what its constant costs on the validation rows; nil where it is left out.
  private let units: [Double?]

  /// Measures the constants, once for a run: the rows do not change.
  init(_ data: PreparedData) {
    units = data.schema.tasks.constantLosses(
      data.validationConstants.map { ($0.mean, $0.weight) }
    ).map { constant in constant.flatMap { $0 > 0 ? $0 : nil } }
  }

  /// The score of the tasks' mean losses on the validation rows, nil where a task has none.
  ///
  /// - Returns: The score; not finite where a loss is not, nil where every task is left out.
  func callAsFunction(_ losses: [Double?]) -> Double? {
    let ratios = zip(losses, units).compactMap { loss, unit in
      loss.flatMap { loss in unit.map { loss / $0 } }
    }
    return ratios.isEmpty ? nil : ratios.reduce(0, +) / Double(ratios.count)
  }
}
