internal import Datasets
internal import Losses
internal import NeuralNetwork
package import Training

/// What a person should know of a model before they rely on it, as Markdown: what it predicts from
/// what, on which rows it was fitted, how well it does on others, and how to get it again.
package struct ModelCard {
  private let model: MultiTaskModel
  private let fingerprint: DataFingerprint
  private let report: TrainingReport
  private let split: String
  private let command: [String]
  private let training: TrainingConfiguration

  /// - Parameters:
  ///   - split: How the rows were split, in words.
  ///   - command: The command that trains it again.
  ///   - training: How it was trained.
  package init(
    model: MultiTaskModel, fingerprint: DataFingerprint, report: TrainingReport, split: String,
    command: [String], training: TrainingConfiguration
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
    [
      CardSection.title(model),
      CardSection.data(
        rows: report.rows, model.schema, fingerprint, split: split,
        seed: training.seed, choosing: "choose the best epoch"),
      CardSection.network(
        model, "of epoch \(report.bestEpoch) of \(report.epochs)", ownEpochs: report.ownEpochs,
        trained: "for at most \(training.epochs.grouped) epochs"
          + (training.patience.map { ", or until \($0.grouped) brought nothing better" } ?? ""),
        training),
      CardSection.quality(
        validation: report.validation, test: report.test, chosen: "The best epoch was chosen"),
      CardSection.predictionIntervals(report.predictionIntervals),
      CardSection.importance(report.importance, rows: report.rows),
      CardSection.again(command),
    ].compactMap(\.self).joined(separator: "\n\n") + "\n"
  }
}
