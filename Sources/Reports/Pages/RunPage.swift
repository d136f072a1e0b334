internal import Datasets
internal import Charts
package import Training

/// What a run's `report.html` shows: how well the model does, how it came to that, and how its
/// tasks were balanced.
package struct RunPage {
  private let model: MultiTaskModel
  private let report: TrainingReport
  private let history: History
  private let judged: JudgedRows?
  private let split: String
  private let command: [String]

  /// As many tasks have a chart of their loss.
  private static let mostLossCharts = 24

  /// - Parameters:
  ///   - judged: The rows on which it is shown where the model errs; nil without any.
  ///   - split: How the rows were split, in words.
  ///   - command: The command that trains the same again.
  package init(
    model: MultiTaskModel, report: TrainingReport, history: History, judged: JudgedRows?,
    split: String, command: [String]
  ) {
    self.model = model
    self.report = report
    self.history = history
    self.judged = judged
    self.split = split
    self.command = command
  }

  /// The page's text.
  package var html: String {
    get throws {
      try Page(
        title:
          "\(history.tasks.count == 1 ? "1 task" : "\(history.tasks.count) tasks") balanced by "
          + balance,
        lead: lead, findings: report.advice,
        sections: [
          quality, .predictionIntervals(report.predictionIntervals), .errors(judged),
          .importance(report.importance, on: judged?.name ?? "test"), labels, learning, ownEpochs,
          losses, weights, conflicts,
          .again("model", by: command),
        ]
        .compactMap(\.self)
      ).html
    }
  }

  private var balance: String { model.description.balance }
  private var charts: HistoryCharts {
    HistoryCharts(
      history, statistics: model.taskStatistics,
      constantLosses: report.validation?.tasks.map(\.constantLoss))
  }
  private var legend: [Page.LegendItem] { TaskColours(history.tasks).legend }

  private var lead: [String] {
    [
      "\(report.rows.train.grouped) training, \(report.rows.validation.grouped) validation and "
        + "\(report.rows.test.grouped) test rows, \(split); \(report.parameters.grouped) parameters. The "
        + "parameters kept are those after epoch \(report.bestEpoch) of \(report.epochs), which took "
        + "\(report.seconds.short) s."
    ]
  }

  private var quality: Page.Section? {
    .quality(
      test: report.test, validation: report.validation,
      more: "The prior loss is what it costs on the training rows.")
  }

  private var labels: Page.Section? {
    guard history.tasks.count > 1 else { return nil }
    let shares = TrainingRecord(history, balance: balance)?.tasks.map(\.best.weightedLossShare)
    return Page.Section(
      heading: "Whose loss it is",
      text: [
        "What each task is of the sum of losses before anything is learnt, if all weigh the same: "
          + "the largest would lead. Below it, what it is of the weighted loss under \(balance)."
      ],
      charts: [
        BarChart.priorShares(
          model.taskStatistics, weighted: shares.map { (balance, $0) })
      ])
  }

  private var learning: Page.Section? {
    charts.skill.map {
      Page.Section(heading: "What is learnt", legend: legend, charts: [$0])
    }
  }

  private var ownEpochs: Page.Section? {
    report.ownEpochs.map { tasks in
      Page.Section(
        heading: "Own epochs",
        text: [
          "Tasks learn at different speeds. Most are predicted from epoch \(report.bestEpoch), which "
            + "suits all best; these from another one, where their loss on the validation rows is lower "
            + "by more than one standard error of the differences row by row."
        ] + tasks.map(\.sentence))
    }
  }

  private var losses: Page.Section {
    let shown = charts.losses.prefix(Self.mostLossCharts)
    let hidden = history.tasks.count - shown.count
    return Page.Section(
      heading: "Losses",
      text: [
        "In each label's own units; validation as a whole line, training, while learning, as a "
          + "broken one."
      ]
        + (hidden > 0 ? ["\(hidden) more tasks are in history.csv."] : []),
      charts: Array(shown))
  }

  private var weights: Page.Section? {
    let charts = [charts.weights, charts.damping, charts.gradientNorms].compactMap(\.self)
    guard !charts.isEmpty, history.tasks.count > 1 else { return nil }
    return Page.Section(
      heading: "Balance",
      text: ["Weights on a logarithmic axis; those that are not above 0 are not drawn."],
      legend: legend, charts: charts)
  }

  private var conflicts: Page.Section? {
    ConflictCharts(history).map { charts in
      Page.Section(
        heading: "Conflicts",
        text: [
          "Two tasks conflict in a step where the angle between their gradients is obtuse: what "
            + "helps one then harms the other. The lines below are pairs of tasks."
        ],
        legend: charts.legend, charts: [charts.cosines, charts.shares])
    }
  }
}
