public import CrossValidating
internal import Datasets
internal import Training

/// A cross-validation's models as CSV: a line for each fold, with how many rows were for what, how
/// the model was trained and, for each task, its loss and its skill on the rows of the fold.
public enum FoldTable {
  private static let header = [
    "fold", "training_rows", "validation_rows", "test_rows", "epochs", "best_epoch", "seconds",
  ]

  /// The text.
  public static func csv(_ validation: CrossValidation) -> [UInt8] {
    var bytes: [UInt8] = []
    let tasks = validation.outOfFold.tasks.map(\.name)
    CSVRecord.append(header + tasks.flatMap { ["\($0)_loss", "\($0)_skill"] }, to: &bytes)
    for (index, fold) in validation.folds.enumerated() {
      let (split, history) = (fold.split, fold.history)
      let own = [
        index + 1, split.train.count, split.validation.count, split.test.count,
        history.epochs.count, history.bestEpoch,
      ].map { "\($0)" }
      let figures = fold.evaluations.flatMap { task in
        [task.loss, task.skill].map { $0.map { "\($0)" } ?? "" }
      }
      CSVRecord.append(own + ["\(history.seconds)"] + figures, to: &bytes)
    }
    return bytes
  }
}
