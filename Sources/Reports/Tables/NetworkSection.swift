internal import Datasets
internal import NeuralNetwork
internal import Training

extension CardSection {
  /// A model's network and how it was trained.
  ///
  /// - Parameters:
  ///   - epoch: Which epoch's parameters they are, behind their number.
  ///   - ownEpochs: The tasks that are predicted from epochs of their own; nil where none is.
  ///   - trained: How long, behind "batches of … rows".
  static func network(
    _ model: MultiTaskModel, _ epoch: String, ownEpochs: [OwnEpochReport]? = nil, trained: String,
    _ training: TrainingConfiguration
  ) -> String {
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
      \(model.parameters.count.grouped) parameters, \(epoch).\
      \((ownEpochs ?? []).map { "\n" + $0.sentence.inMarkdown }.joined())
      Tasks balanced by `\(model.description.balance.inMarkdown)`.

      Trained in batches of \(training.batchSize.grouped) rows \(trained); \
      learning rate \(training.learningRate.short), weight decay \(training.weightDecay.short).
      """
  }
}
