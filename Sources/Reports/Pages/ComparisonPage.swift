internal import Charts
internal import Comparing
internal import Datasets
internal import Training

/// What a comparison's `report.html` shows: which scheme suits the table, whether one model for all
/// tasks does, and how sure that is.
package struct ComparisonPage {
  private let report: ComparisonReport
  /// The positions of two tasks whose trade-off is drawn.
  private let tradeOff: (Int, Int)?

  package init(_ report: ComparisonReport, tradeOff: (Int, Int)?) {
    self.report = report
    self.tradeOff = tradeOff
  }

  /// The page's text.
  package var html: String {
    get throws {
      try Page(
        title: "\(comparison.schemes.count) balancing schemes on \(comparison.tasks.count) tasks",
        lead: [report.summary + "."], findings: report.findings,
        sections: [
          schemes, tasks, compromise, learning, labels, failures, method, again, sharing,
        ].compactMap(\.self)
      ).html
    }
  }

  private var comparison: Comparison { report.comparison }
  private var charts: ComparisonCharts { ComparisonCharts(report) }

  private var schemes: Page.Section {
    Page.Section(
      heading: "Schemes",
      text: comparison.copies.map {
        "\($0.joined(separator: " and ")) do not differ: their figures are the same in every round."
      },
      charts: [charts.deltaM] + [charts.difference].compactMap { $0 },
      tables: [schemeTable])
  }

  private var schemeTable: Page.Table {
    let single = Page.Table.Row(
      name: "single-task",
      cells: ["0", "", "", "", "", "", "", comparison.singleSecondsPerEpoch.brief])
    return Page.Table(
      caption: "Each scheme against single-task models and against \(ComparedScheme.baseline)",
      header: [
        "scheme", "delta_m (%)", "interval", "against single-task",
        "to \(ComparedScheme.baseline) (points)", "interval", "against \(ComparedScheme.baseline)",
        "mean rank", "seconds an epoch",
      ],
      rows: [single]
        + comparison.ranked.map { scheme in
          Page.Table.Row(
            name: scheme.name,
            cells: [
              scheme.deltaM.signed, scheme.deltaM.interval, scheme.deltaMVerdict?.inWords ?? "–",
              scheme.difference.signed, scheme.difference.interval,
              scheme.differenceVerdict?.inWords ?? "–", scheme.meanRank.map { $0.fixed(2) } ?? "–",
              scheme.secondsPerEpoch.brief,
            ])
        })
  }

  private var tasks: Page.Section {
    let mean = "mean over \(comparison.roundNoun)"
    let metrics = taskTable("Metric of each task, \(mean); lower is better") {
      "\($0.name) (\(Metric.principal(of: $0.loss).name))"
    } value: {
      $0.value.short
    }
    let skills = taskTable("Skill of each task, \(mean): 1 − loss / constant loss") {
      $0.name
    } value: {
      $0.skill.map { $0.fixed(4) } ?? "–"
    }
    return Page.Section(heading: "Tasks", charts: [charts.gains], tables: [metrics, skills])
  }

  private func taskTable(
    _ caption: String, name: (PredictionTask) -> String,
    value: (Comparison.TaskSummary) -> String
  ) -> Page.Table {
    Page.Table(
      caption: caption, header: ["scheme"] + comparison.tasks.map(name),
      rows: [Page.Table.Row(name: "single-task", cells: comparison.singles.map(value))]
        + comparison.ranked.map { Page.Table.Row(name: $0.name, cells: $0.tasks.map(value)) })
  }

  private var compromise: Page.Section? {
    tradeOff.map { first, second in
      Page.Section(
        heading: "Trade-off",
        text: [
          "The line joins what nothing else beats in both: the Pareto front of the means over "
            + "\(comparison.roundNoun)."
        ],
        charts: [charts.tradeOff(first, second)])
    }
  }

  private var learning: Page.Section {
    Page.Section(
      heading: "Learning", text: ["A colour for each scheme."], legend: charts.legend,
      charts: [charts.learning])
  }

  private var labels: Page.Section {
    Page.Section(
      heading: "Whose loss it is",
      text: [
        "What each task is of the sum of losses before anything is learnt, if all weigh the same: "
          + "the largest would lead."
      ],
      charts: [BarChart.priorShares(report.table.statistics, weighted: nil)])
  }

  private var failures: Page.Section? {
    let rows = comparison.failures.map {
      Page.Table.Row(name: $0.run.inWords, cells: [$0.reason])
    }
    guard !rows.isEmpty else { return nil }
    return Page.Section(
      heading: "Runs without a model",
      tables: [
        Page.Table(
          caption: "Left out of the figures above", header: ["model", "reason"], rows: rows
        )
      ])
  }

  private var method: Page.Section {
    let seeds = comparison.seeds
    let level = Int(100 * RoundMean.level)
    let parts =
      report.table.judgedOn == .validation
      ? " There are no test rows: the validation rows chose the best epochs and judge them, which "
        + "flatters all alike." : ""
    let folds =
      comparison.folds.map {
        " Of each seed's \($0) folds every one judges once, the next one is for validation, and the "
          + "others are learnt from."
      } ?? ""
    let overlap =
      comparison.overlap > 0
      ? " Each round divides the same rows anew, so that figures are not independent: their variance "
        + "is s² (1/\(comparison.rounds.count) + \(comparison.overlap.short)), the second term being the "
        + "rows that judge over the rows learnt from (Nadeau and Bengio 2003)."
      : ""
    return Page.Section(
      heading: "Method",
      text: [
        "Under each seed (\(seeds.map(String.init).joined(separator: ", "))) all models share the split "
          + "where it is drawn, the number of epochs and the first parameters of the shared layers. A "
          + "single-task model learns one label with the same network and the same rows.\(folds)\(parts)",
        "delta_m is the mean over tasks of (single − shared) / single, in percent of the principal "
          + "metric: the root mean squared error of a regression (the mean absolute one where that is "
          + "its loss), the deviance of a count, the log loss of a class (Maninis et al. 2019). Mean rank: "
          + "among the schemes, over tasks and \(comparison.roundNoun), 1 for the best.",
        "Intervals hold the mean over all \(comparison.roundNoun) with \(level) %, by Student's t with "
          + "\(comparison.rounds.count) − 1 degrees of freedom.\(overlap) One in twenty such intervals "
          + "misses; so verdicts are Holm's, with a chance "
          + "of \(Int(100 * Verdict.risk)) % of being wrong about any of the schemes. They speak of other "
          + "\(comparison.roundNoun) on this table, not of other tables.",
        "Seconds an epoch are those of a model trained with \(report.threads.perRun) "
          + "\(report.threads.perRun == 1 ? "thread" : "threads"), \(report.threads.lanes) at a time; "
          + "those of single-task models are of all of them together.",
      ])
  }

  private var again: Page.Section {
    Page.Section(
      heading: "Again", code: report.command.map(\.asPlainShellWord).joined(separator: " "))
  }

  private var sharing: Page.Section? {
    report.sharing.map {
      Page.Section(heading: "What sharing costs or saves", text: [$0], tables: [sharingTable])
    }
  }

  private var sharingTable: Page.Table {
    let parameters = report.table.parameters
    return Page.Table(
      caption: "One network under each scheme, against a network for each task",
      header: [
        "scheme", "delta_m (%)", "interval", "against single-task", "seconds of training",
        "of all single-task networks", "parameters", "of all single-task networks",
        "epochs whose parameters are kept",
      ],
      rows: comparison.ranked.map { scheme in
        Page.Table.Row(
          name: scheme.name,
          cells: [
            scheme.deltaM.signed, scheme.deltaM.interval, scheme.deltaMVerdict?.inWords ?? "–",
            (scheme.sharingCost?.seconds).brief, (scheme.sharingCost?.singleTaskSeconds).brief,
            parameters.shared.grouped, parameters.single.reduce(0, +).grouped,
            scheme.sharingCost.map { $0.keptEpochs.fixed(1) } ?? "–",
          ])
      })
  }
}
