import Datasets
import Losses
import NeuralNetwork
import Reports
import Statistics
import Training

/// A model for people.
struct ModelSummary {
  let model: MultiTaskModel

  var text: String {
    [
      summary, network.text, model.featureTable.text, model.crossTable?.text, tasks.text,
      model.columnTable?.text, model.thresholdTable?.text, model.calibrationTable?.text,
      tensors.text,
    ]
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

  private var tensors: TextTable {
    var table = TextTable(["tensor", "shape", "parameters"], wordColumns: 2)
    for segment in model.network.layout.segments {
      let shape = segment.shape.map(String.init).joined(separator: " × ")
      table.add([segment.name, shape, segment.count.grouped])
    }
    return table
  }
}
