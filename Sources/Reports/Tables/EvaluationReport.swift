internal import Datasets
internal import Losses
package import Training

/// How well a model predicts some rows: what `equipoise evaluate` prints.
package struct EvaluationReport: Encodable {
  package let rows: Int
  package let meanSkill: Double?
  package let tasks: [TaskEvaluation]

  package init(rows: Int, tasks: [TaskEvaluation]) {
    self.rows = rows
    self.tasks = tasks
    meanSkill = tasks.meanSkill
  }

  package var text: String {
    var table = TextTable(
      ["task", "kind", "labelled", "loss", "constant loss", "prior loss", "skill", "metrics"],
      wordColumns: 2, endsInWords: true)
    for task in tasks {
      table.add(Self.cells(task, name: task.name))
      guard let labels = task.labels else { continue }
      for label in labels.prefix(Self.mostLabels) {
        table.add(Self.cells(label, name: "  \(label.name)"))
      }
      if labels.count > Self.mostLabels {
        let rest = "  and \(labels.count - Self.mostLabels) more"
        table.add([rest] + Array(repeating: "", count: 7))
      }
    }
    return table.text + "\nmean skill \(meanSkill.short)"
  }

  /// So many labels of a task have a line of their own; all are in the JSON.
  private static let mostLabels = 12

  private static func cells(_ task: TaskEvaluation, name: String) -> [String] {
    let metrics = task.metrics.entries.map { "\($0.name) \($0.value.short)" }
    return [
      name, task.kind.rawValue, task.labelled.grouped, task.loss.short,
      task.constantLoss.short, task.priorLoss.short, task.skill.short,
      metrics.joined(separator: "  "),
    ]
  }
}

extension [TaskEvaluation] {
  /// The mean of the skills there are; nil without any.
  package var meanSkill: Double? {
    let skills = compactMap(\.skill)
    return skills.isEmpty ? nil : skills.reduce(0, +) / Double(skills.count)
  }
}
