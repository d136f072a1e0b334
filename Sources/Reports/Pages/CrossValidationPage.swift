internal import Charts
internal import Training

/// What a cross-validation's `report.html` shows: how well rows are predicted by models that were
/// not fitted to them, where these err, and how folds differ.
package struct CrossValidationPage {
  private let report: CrossValidationReport
  private let judged: JudgedRows
  private let split: String
  private let command: [String]

  /// - Parameters:
  ///   - judged: All rows, each as the model says that was not fitted to it.
  ///   - split: How the rows were split, in words.
  ///   - command: The command that trains the same again.
  package init(
    report: CrossValidationReport, judged: JudgedRows, split: String, command: [String]
  ) {
    self.report = report
    self.judged = judged
    self.split = split
    self.command = command
  }

  /// The page's text.
  package var html: String {
    get throws {
      let tasks = report.outOfFold.tasks.count
      let sections: [Page.Section?] = [
        quality, .predictionIntervals(report.predictionIntervals, on: "out-of-fold"),
        .errors(judged), folds, .again(report.refit == nil ? "figures" : "model", by: command),
      ]
      return try Page(
        title:
          "\(tasks == 1 ? "1 task" : "\(tasks) tasks") predicted in \(report.folds.count) folds",
        lead: lead, findings: [], sections: sections.compactMap(\.self)
      ).html
    }
  }

  private var lead: [String] {
    [
      "\(report.rows.grouped) rows, \(split), in \(report.folds.count) folds. Each row is predicted by "
        + "the model that learnt neither from its fold nor from the next one, which chose the epoch; "
        + "\(report.seconds.short) s of training."
    ] + [report.refit?.sentence].compactMap(\.self)
  }

  private var quality: Page.Section {
    .quality(
      [("out-of-fold", report.outOfFold)],
      more: "The models of folds learn from many of the same rows: intervals tell how figures vary "
        + "with the rows that are predicted, not with those that are learnt from.")
  }

  private var folds: Page.Section {
    let colour = SeriesColour(index: 0)
    let chart = BarChart(
      title: "Mean skill of each fold",
      summary: "All rows \(report.outOfFold.meanSkill.short); "
        + report.folds.map { "fold \($0.fold) \($0.meanSkill.short)" }.joined(separator: ", ")
        + ".",
      x: Axis("mean skill", scale: .linear(including: 0)),
      groups: [
        BarChart.Group(
          name: "all rows",
          bars: [
            BarChart.Bar(
              name: "", value: report.outOfFold.meanSkill, colour: SeriesColour(index: 1))
          ])
      ]
        + report.folds.map { fold in
          BarChart.Group(
            name: "fold \(fold.fold)",
            bars: [BarChart.Bar(name: "", value: fold.meanSkill, colour: colour)])
        })
    return Page.Section(
      heading: "Fold by fold", text: [CrossValidationReport.explanation], charts: [chart],
      tables: [
        Page.Table(
          caption: "The models of folds", header: CrossValidationReport.header,
          rows: report.lines.map { Page.Table.Row(name: $0[0], cells: Array($0.dropFirst())) })
      ])
  }
}
