internal import Datasets
internal import Losses
package import Training

/// How well a model predicts some rows: what `equipoise evaluate` prints.
package struct EvaluationReport: Encodable {
  package let rows: Int
  package let meanSkill: Double?
  package let tasks: [TaskEvaluation]
  /// The rows that cost most, if they were asked for.
  package var worst: WorstRowsReport?

  package init(rows: Int, tasks: [TaskEvaluation]) {
    self.rows = rows
    self.tasks = tasks
    meanSkill = tasks.meanSkill
  }

  package var text: String {
    var table = TextTable(
      ["task", "kind", "labelled", "loss", "constant loss", "prior loss", "skill", "metrics"],
      wordColumns: 2, endsInWords: true)
    for (name, line) in lines {
      let metrics = line.metrics.entries.map { "\($0.name) \($0.value.short)" }
      table.add([
        name, line.kind.rawValue, line.labelled.grouped, line.loss.short,
        line.constantLoss.short, line.priorLoss.short, line.skill.short,
        metrics.joined(separator: "  "),
      ])
    }
    return table.text + "\nmean skill \(meanSkill.short)" + (worst.map { "\n\n" + $0.text } ?? "")
  }

  /// What has a line of its own in tables: each task, and behind one of several labels the first of
  /// these, called `TASK: LABEL`. All are in the JSON.
  package var lines: [(name: String, evaluation: TaskEvaluation)] {
    tasks.flatMap { task in
      [(task.name, task)]
        + (task.labels ?? []).prefix(Self.mostLabels).map { ("\(task.name): \($0.name)", $0) }
    }
  }

  /// Of a task of several labels so many have lines of their own.
  static let mostLabels = 12
}

extension [TaskEvaluation] {
  /// The mean of the skills there are; nil without any.
  package var meanSkill: Double? {
    let skills = compactMap(\.skill)
    return skills.isEmpty ? nil : skills.reduce(0, +) / Double(skills.count)
  }
}
