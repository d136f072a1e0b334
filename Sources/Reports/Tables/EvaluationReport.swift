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
      let metrics = task.metrics.entries.map { "\($0.name) \($0.value.short)" }
      table.add([
        task.name, task.kind.rawValue, task.labelled.grouped, task.loss.short,
        task.constantLoss.short, task.priorLoss.short, task.skill.short,
        metrics.joined(separator: "  "),
      ])
    }
    return table.text + "\nmean skill \(meanSkill.short)"
  }
}

extension [TaskEvaluation] {
  /// The mean of the skills there are; nil without any.
  package var meanSkill: Double? {
    let skills = compactMap(\.skill)
    return skills.isEmpty ? nil : skills.reduce(0, +) / Double(skills.count)
  }
}
