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
    [title, data, network, quality, again].joined(separator: "\n\n") + "\n"
  }

  private var tasks: [PredictionTask] { model.tasks }

  private var title: String {
    let labels = tasks.map { task in
      let columns = task.isSingle ? "" : ", \(task.labels.count) columns"
      return "`\(task.name.inMarkdown)` (\(task.kind.rawValue)\(columns))"
    }
    return """
      # Model card

      Predicts \(labels.joined(separator: ", ")) from \(model.description.schema.features.count) columns.
      """
  }

  private var data: String {
    let rows = report.rows
    let features = model.description.schema.features.map { "`\($0.name.inMarkdown)`" }
    return """
      ## Data

      \(fingerprint.rows.grouped) rows: \(rows.train.grouped) to learn from, \(rows.validation.grouped) \
      to choose the best epoch, \(rows.test.grouped) to judge the result; \(split), seed \(training.seed).
      Fingerprint of columns and split: `\(fingerprint.whole)`.

      Features: \(features.joined(separator: ", ")).
      """
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

  /// On the rows nothing was chosen by, or the next best there are.
  private var quality: String {
    let judged = report.test.map { ("test", $0) } ?? report.validation.map { ("validation", $0) }
    guard let (name, judged) = judged else {
      return "## Quality\n\nNot measured: there were neither test nor validation rows."
    }
    var lines = [
      "| label | rows | loss | constant loss | prior loss | skill | metrics |",
      "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for (name, task) in judged.lines {
      let metrics = task.metrics.entries.map { "\($0.name) \($0.value.short)" }
      lines.append(
        "| `\(name.inMarkdown)` | \(task.labelled.grouped) | \(task.loss.short) "
          + "| \(task.constantLoss.short) | \(task.priorLoss.short) | \(task.skill.short) "
          + "| \(metrics.joined(separator: ", ")) |")
    }
    let chosen =
      name == "validation" ? " The best epoch was chosen by the same rows, so this flatters." : ""
    return """
      ## Quality

      On the \(judged.rows.grouped) \(name) rows. Skill is 1 − loss / constant loss. The constant loss is \
      what the best constant of the training labels costs on these rows, the prior loss what it costs on \
      the training rows.\(chosen)

      \(lines.joined(separator: "\n"))

      One run: how much these figures vary with the seed was not measured.
      """
  }

  private var again: String {
    """
    ## Again

    ```sh
    \(command.map(\.asPlainShellWord).joined(separator: " ")) -o RUN
    ```

    The same data, options and version give the same bytes on the same kind of processor.
    """
  }
}

extension String {
  /// A name that neither ends a table's cell nor a span of code, nor breaks the line.
  fileprivate var inMarkdown: String {
    printable.replacing("|", with: "\\|").replacing("`", with: "'")
  }
}
