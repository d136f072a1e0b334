import ArgumentParser
import Datasets
import Losses
import NeuralNetwork
import Reports
import Runs
import Statistics
import Training

/// `equipoise inspect`: what a model is and expects, and what was seen while it was trained.
struct InspectCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Print what a model is, which columns it expects and how its tasks were balanced.",
    discussion: """
      A run's folder also tells each task's weight in the first, best and last epoch and, where the \
      scheme read gradients, which tasks conflict.
      """)

  @Argument(help: "A run's folder, or a model file.")
  var run: String

  @Flag(help: "Print the description in the model file and what was seen in training as JSON.")
  var json = false

  func execute() throws {
    let (model, history) = try read()
    let record = history.flatMap {
      TrainingRecord($0, balance: model.description.balance)
    }
    if json {
      try Console.printJSON(InspectReport(model: model.description, training: record))
    } else {
      try Console.print(ModelSummary(model: model).text)
      if let record { try Console.print("\n" + TrainingRecordTables(record).text) }
    }
  }
}

extension InspectCommand {
  /// The model and, of a run, its history: of an unfinished one as far as it came.
  private func read() throws -> (MultiTaskModel, History?) {
    switch try RunFolder.read(at: run) {
    case .model(let model):
      // Beside a model file by itself there is no history.
      return (model, try RunFolder(path: run).readHistory(tasks: model.tasks.map(\.name)))
    case .unfinished(let checkpoint):
      let history = checkpoint.training.state.history
      Console.tell(
        "note: the run is unfinished: it is in epoch \(checkpoint.training.epochNumber); go on with: "
          + "equipoise train --resume \(run)")
      return (checkpoint.bestModel, history.epochs.isEmpty ? nil : history)
    }
  }
}

/// What `equipoise inspect --json` prints: the model's description and, of a run, its training.
private struct InspectReport: Encodable {
  let model: MultiTaskModel.Description
  let training: TrainingRecord?

  enum CodingKeys: CodingKey { case training }

  func encode(to encoder: any Encoder) throws {
    try model.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(training, forKey: .training)
  }
}

/// A model for people.
struct ModelSummary {
  let model: MultiTaskModel

  var text: String {
    [summary, network.text, features.text, tasks.text, columns?.text, tensors.text]
      .compactMap(\.self).joined(separator: "\n\n")
  }

  private var summary: String {
    let tasks = model.tasks.count == 1 ? "1 task" : "\(model.tasks.count) tasks"
    let shared = model.network.layout.sharedCount
    return "\(tasks) balanced by \(model.description.balance.printable); "
      + "\(model.parameters.count.grouped) parameters, \(shared.grouped) of them shared"
      + (model.description.ownEpochs.map {
        ", of the epochs \($0.epochs.map(String.init).joined(separator: ", "))"
      } ?? "")
  }

  private var network: TextTable {
    var table = TextTable(["network", "what it is", "parameters"], wordColumns: 2)
    for node in model.network.graph.words {
      table.add([node.name, node.words, node.parameters.grouped])
    }
    return table
  }

  private var features: TextTable {
    var table = TextTable(["feature", "encoding", "fitted on training rows"], wordColumns: 3)
    for feature in model.description.schema.features {
      table.add([feature.name] + feature.encoding.words)
    }
    return table
  }

  private var tasks: TextTable {
    let epochs = model.description.ownEpochs?.ofTasks
    var table = TextTable(
      ["task", "kind", "loss", "classes", "prior loss"] + (epochs == nil ? [] : ["epoch"]),
      wordColumns: 4)
    for (task, statistics) in model.taskStatistics.enumerated() {
      let classes = statistics.task.labels[0].classes
      let cells = [
        statistics.task.name, statistics.task.kind.rawValue, statistics.task.lossName,
        classes.prefix(6).joined(separator: ", ")
          + (classes.count > 6 ? ", \(classes.count - 6) more" : ""),
        statistics.priorLoss.short,
      ]
      table.add(cells + (epochs.map { ["\($0[task])"] } ?? []))
    }
    return table
  }

  /// The columns of tasks of several; nil where each task is one.
  private var columns: TextTable? {
    let shared = model.tasks.filter { !$0.isSingle }
    guard !shared.isEmpty else { return nil }
    var table = TextTable(["task", "columns"], wordColumns: 2)
    for task in shared {
      table.add([task.name, task.labels.map(\.name).joined(separator: ", ")])
    }
    return table
  }

  private var tensors: TextTable {
    var table = TextTable(["tensor", "shape", "parameters"], wordColumns: 2)
    for segment in model.network.layout.segments {
      let shape = segment.shape.map(String.init).joined(separator: " × ")
      table.add([segment.name, shape, segment.count.grouped])
    }
    return table
  }
}

extension Feature.Encoding {
  /// What it is and what was fitted.
  fileprivate var words: [String] {
    switch self {
    case .numeric(let scaling):
      [
        "number",
        "mean \(scaling.mean.short), deviation \(scaling.deviation.short)"
          + (scaling.indicatesMissing ? ", with a missing-cell indicator" : ""),
      ]
    case .embeddedNumber(let number):
      [
        "number, embedded by \(number.embedding.words)",
        "centre \(number.centre.short), scale \(number.scale.short)"
          + (number.indicatesMissing ? ", with a missing-cell indicator" : "")
          + (number.knots.isEmpty
            ? "" : ", knots \(number.knots.map(\.short).joined(separator: " "))"),
      ]
    case .oneHot(let slots): ["one-hot", slots.words]
    case .embedding(let slots, let dimension): ["embedding of \(dimension)", slots.words]
    }
  }
}

extension NumericEmbedding {
  fileprivate var words: String { self == .both ? "spline and waves" : rawValue }
}

extension CategorySlots {
  fileprivate var words: String {
    categories.prefix(5).joined(separator: ", ")
      + (categories.count > 5 ? ", \(categories.count - 5) more" : "")
      + (hasMissingSlot ? ", missing" : "")
  }
}
