import ArgumentParser
import Datasets
import Export
import NeuralNetwork
import Statistics
import Training

/// `equipoise inspect`: what a model is and expects.
struct InspectCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Print what a model is and which columns it expects.")

  @Argument(help: "A run's folder, or a model file.")
  var run: String

  @Flag(help: "Print the description in the model file as JSON.")
  var json = false

  func execute() throws {
    let model = try RunFolder.readModel(at: run)
    if json {
      try Console.printJSON(model.description)
    } else {
      Console.print(ModelSummary(model: model).text)
    }
  }
}

/// A model for people.
struct ModelSummary {
  let model: MultiTaskModel

  var text: String {
    [summary, features.text, tasks.text, tensors.text].joined(separator: "\n\n")
  }

  private var summary: String {
    let configuration = model.description.configuration
    let widths = [model.network.inputs.width] + configuration.hidden
    let shared = model.network.layout.sharedCount
    return """
      \(model.tasks.count) tasks balanced by \(model.description.balance); \
      \(model.parameters.count.grouped) parameters, \(shared.grouped) of them shared
      inputs and shared layers \(widths.map(String.init).joined(separator: " → ")), \
      \(configuration.activation.rawValue)\(configuration.layerNorm ? ", layer norm" : ""), \
      dropout \(configuration.dropout.short)
      """
  }

  private var features: TextTable {
    var table = TextTable(["feature", "encoding", "fitted on training rows"], wordColumns: 3)
    for feature in model.description.schema.features {
      table.add([feature.name] + feature.encoding.words)
    }
    return table
  }

  private var tasks: TextTable {
    var table = TextTable(
      ["task", "kind", "loss", "classes", "prior loss"], wordColumns: 4)
    for statistics in model.description.statistics {
      let classes = statistics.task.classes
      table.add([
        statistics.task.name, statistics.task.kind.rawValue, statistics.task.loss.name,
        classes.prefix(6).joined(separator: ", ")
          + (classes.count > 6 ? ", \(classes.count - 6) more" : ""),
        statistics.priorLoss.short,
      ])
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
    case .oneHot(let slots): ["one-hot", slots.words]
    case .embedding(let slots, let dimension): ["embedding of \(dimension)", slots.words]
    }
  }
}

extension CategorySlots {
  fileprivate var words: String {
    categories.prefix(5).joined(separator: ", ")
      + (categories.count > 5 ? ", \(categories.count - 5) more" : "")
      + (hasMissingSlot ? ", missing" : "")
  }
}
