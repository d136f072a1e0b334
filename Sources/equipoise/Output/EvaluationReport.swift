import Datasets
import Training

/// How well a model predicts some rows: what `equipoise evaluate` prints.
struct EvaluationReport: Encodable {
  let rows: Int
  let meanSkill: Double?
  let tasks: [TaskEvaluation]

  init(rows: Int, tasks: [TaskEvaluation]) {
    self.rows = rows
    self.tasks = tasks
    let skills = tasks.compactMap(\.skill)
    meanSkill = skills.isEmpty ? nil : skills.reduce(0, +) / Double(skills.count)
  }

  var text: String {
    var table = TextTable(
      ["task", "kind", "labelled", "loss", "prior loss", "skill", "metrics"], wordColumns: 2,
      endsInWords: true)
    for task in tasks {
      let metrics = task.metrics.entries.map { "\($0.name) \($0.value.short)" }
      table.add([
        task.name, task.kind.rawValue, task.labelled.grouped, task.loss.short,
        task.priorLoss.short, task.skill.short, metrics.joined(separator: "  "),
      ])
    }
    return table.text + "\nmean skill \(meanSkill.short)"
  }
}
