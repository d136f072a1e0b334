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
      network,
      CardSection.quality(
        validation: report.validation, test: report.test, chosen: "The best epoch was chosen"),
      CardSection.predictionIntervals(report.predictionIntervals),
      CardSection.importance(report.importance, rows: report.rows),
      CardSection.again(command),
    ].compactMap(\.self).joined(separator: "\n\n") + "\n"
  }

  private var network: String {
    let configuration = model.description.configuration
    func path(_ widths: [Int]) -> String { widths.map(String.init).joined(separator: " → ") }
    let inputs = model.network.inputs.width
    let (hidden, towers) = (configuration.hidden, path(configuration.towers))
    let layers =
      switch configuration.sharing {
      case .all, .towers:
        "Shared layers \(path([inputs] + hidden))"
          + (towers.isEmpty ? "" : ", each task's own \(towers)")
      case .experts(let count):
        "\(count) experts of layers \(path([inputs] + hidden)), mixed by each task's gate"
          + (towers.isEmpty ? "" : ", each task's own \(towers)")
      case .cgc(let count):
        "\(count) shared experts and one of each task's own, of layers "
          + "\(path([inputs] + hidden)), mixed by each task's gate"
          + (towers.isEmpty ? "" : ", each task's own \(towers)")
      case .adapters: "Shared layers \(path([inputs] + hidden)), adapted by each task"
      case .separate: "Each task's own layers \(path([inputs] + hidden))"
      }
    return """
      ## Network

      \(layers), \(configuration.activation.rawValue)\
      \(configuration.layerNorm ? ", layer norm" : "")\
      \(configuration.linearPath ? ", a linear path beside them" : ""), dropout \(configuration.dropout.short); \
      \(report.parameters.grouped) parameters, of epoch \(report.bestEpoch) of \(report.epochs).\
      \((report.ownEpochs ?? []).map { "\n" + $0.sentence.inMarkdown }.joined())
      Tasks balanced by `\(model.description.balance.inMarkdown)`.

      Trained in batches of \(training.batchSize.grouped) rows for at most \(training.epochs.grouped) \
      epochs\(training.patience.map { ", or until \($0.grouped) brought nothing better" } ?? ""); \
      learning rate \(training.learningRate.short), weight decay \(training.weightDecay.short).
      """
  }
}
