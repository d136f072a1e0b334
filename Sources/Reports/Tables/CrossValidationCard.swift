internal import Datasets
package import Training

/// What a person should know of a model of all rows, which the models of folds stand for in figures,
/// as Markdown.
package struct CrossValidationCard {
  private let model: MultiTaskModel
  private let fingerprint: DataFingerprint
  private let report: CrossValidationReport
  private let split: String
  private let command: [String]
  private let training: TrainingConfiguration

  /// - Parameters:
  ///   - model: The model of all rows.
  ///   - split: How the rows were split, in words.
  ///   - command: The command that trains it again.
  ///   - training: How it was trained.
  package init(
    model: MultiTaskModel, fingerprint: DataFingerprint, report: CrossValidationReport,
    split: String, command: [String], training: TrainingConfiguration
  ) {
    self.model = model
    self.fingerprint = fingerprint
    self.report = report
    self.split = split
    self.command = command
    self.training = training
  }

  /// The document.
  package var text: String {
    let epochs = (training.lastEpoch ?? training.epochs).grouped
    return [
      CardSection.title(model),
      CardSection.data(
        "all of them to learn from, once \(report.folds.count) models of folds were judged; "
          + "\(split), seed \(training.seed)", model.schema, fingerprint),
      CardSection.network(
        model, "of epoch \(epochs), the middle one of the folds' best epochs",
        trained: "for \(epochs) epochs, while the learning rate fell as over "
          + "\(training.epochs.grouped)", training),
      CardSection.quality(
        report.outOfFold,
        on: "Of \(report.folds.count) models of folds on the \(report.rows.grouped) rows, each on "
          + "those that it was not fitted to.",
        closing: "This model learnt from more rows than those, and was not judged itself. How much "
          + "these figures vary with the seed was not measured."),
      CardSection.predictionIntervals(report.predictionIntervals, on: "out-of-fold"),
      CardSection.again(command),
    ].compactMap(\.self).joined(separator: "\n\n") + "\n"
  }
}
