internal import Datasets
internal import Losses
internal import Training

extension Page.Table {
  /// How well a model predicts some rows: a line for each task, and for labels of one of several.
  init(_ report: EvaluationReport, on rows: String) {
    self.init(
      caption: "On the \(report.rows.grouped) \(rows) rows",
      header: [
        "label", "kind", "labelled", "loss", "constant loss", "prior loss", "skill", "metrics",
      ],
      rows: report.lines.map { name, task in
        Row(
          name: name,
          cells: [
            task.kind.rawValue, task.labelled.grouped, task.loss.short,
            task.constantLoss.short, task.priorLoss.short, task.skill.short,
            task.metrics.entries.map { "\($0.name) \($0.value.short)" }.joined(separator: ", "),
          ])
      })
  }
}
