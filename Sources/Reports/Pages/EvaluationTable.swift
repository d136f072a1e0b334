internal import Datasets
internal import Losses
internal import Training

extension Page.Table {
  /// How well a model predicts some rows: a line for each task, and for labels of one of several.
  init(_ report: EvaluationReport, on rows: String) {
    self.init(
      caption: "On the \(report.rows.grouped) \(rows) rows",
      header: ["label", "kind", "labelled", "loss", "constant loss", "prior loss", "skill"],
      rows: report.lines.map { name, task in
        Row(
          name: name,
          cells: [
            task.kind.rawValue, task.labelled.grouped, task.loss.short,
            task.constantLoss.short, task.priorLoss.short, task.skillText,
          ])
      })
  }

  /// Metrics on some rows.
  init(_ table: MetricTable, on rows: String) {
    self.init(
      caption: "\(table.names.joined(separator: ", ")) on the \(rows) rows",
      header: ["label"] + table.names,
      rows: table.lines.map { Row(name: $0.name, cells: $0.cells) })
  }
}
