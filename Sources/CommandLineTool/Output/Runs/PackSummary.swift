import Datasets
import Losses
import NeuralNetwork
import Reports
import Training

/// A pack of models for people.
struct PackSummary {
  let pack: ModelPack

  var text: String {
    [
      summary, members.text, pack.featureTable.text, pack.crossTable?.text, shares.text,
      pack.columnTable?.text, pack.thresholdTable?.text, pack.calibrationTable?.text,
    ]
    .compactMap(\.self).joined(separator: "\n\n")
  }

  private var summary: String {
    let tasks = pack.tasks.count == 1 ? "1 task" : "\(pack.tasks.count) tasks"
    let models = pack.members.count == 1 ? "1 model" : "\(pack.members.count) models"
    return
      "\(tasks) predicted by the mean of \(models); \(pack.keptParameterCount.grouped) parameters"
  }

  private var members: TextTable {
    var table = TextTable(["model", "learns", "network", "balance", "parameters"], wordColumns: 4)
    for member in pack.members {
      let (model, network) = (member.model, member.model.description.configuration)
      let widths = network.hidden.map(String.init).joined(separator: "-")
      table.add([
        "\(member.number)", model.tasks.count == pack.tasks.count ? "all" : model.tasks[0].name,
        "\(widths.isEmpty ? "linear" : widths) \(network.activation.rawValue)",
        model.description.balance, model.keptParameterCount.grouped,
      ])
    }
    return table
  }

  private var shares: TextTable {
    var table = TextTable(
      ["task", "kind", "loss", "share of each model"], wordColumns: 3, endsInWords: true)
    for (task, shares) in zip(pack.tasks, pack.shares) {
      let chosen = zip(pack.members, shares).filter { $1 > 0 }
        .map { "\($0.number): \($1.percentage)" }
      table.add([task.name, task.kind.rawValue, task.lossName, chosen.joined(separator: ", ")])
    }
    return table
  }
}
