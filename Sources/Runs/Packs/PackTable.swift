internal import Datasets
internal import NeuralNetwork
public import Packs
public import Training

/// A pack's models as CSV: a line for each, with what was drawn and, for each task, its skill on
/// the validation rows and its share.
public enum PackTable {
  private static let header = [
    "model", "learns", "hidden", "activation", "dropout", "layer_norm", "linear_path",
    "numeric_embedding", "learning_rate", "weight_decay", "balance", "epochs", "best_epoch",
    "seconds", "failure",
  ]

  /// The table.
  public static func csv(_ records: [PackRecord], in pack: ModelPack) -> String {
    var bytes: [UInt8] = []
    let tasks = pack.tasks.map(\.name)
    CSVRecord.append(header + tasks.flatMap { ["\($0)_skill", "\($0)_share"] }, to: &bytes)
    for record in records {
      let place = pack.members.firstIndex { $0.number == record.settings.number }
      let figures = tasks.indices.flatMap { task in
        let measured = record.fitted?.evaluations.first { $0.name == tasks[task] }
        return [
          measured?.skill.map { "\($0)" } ?? "", "\(place.map { pack.shares[task][$0] } ?? 0)",
        ]
      }
      CSVRecord.append(settings(record.settings) + outcome(record) + figures, to: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func settings(_ settings: PackSettings) -> [String] {
    let network = settings.training.network
    return [
      "\(settings.number)", settings.task ?? "",
      network.hidden.isEmpty ? "none" : network.hidden.map(String.init).joined(separator: ","),
      network.activation.rawValue, "\(network.dropout)", network.layerNorm ? "1" : "0",
      network.linearPath ? "1" : "0", settings.numericEmbedding.rawValue,
      "\(settings.training.learningRate)", "\(settings.training.weightDecay)",
      settings.task == nil ? settings.scheme : "",
    ]
  }

  private static func outcome(_ record: PackRecord) -> [String] {
    switch record.outcome {
    case .failed(let reason): return ["", "", "", reason]
    case .fitted(let fitted):
      return [
        "\(fitted.history.epochs.count)", "\(fitted.history.bestEpoch)",
        "\(fitted.history.seconds)", "",
      ]
    }
  }
}
