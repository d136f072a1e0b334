internal import Charts
internal import Datasets
package import Training

/// What a pack's `report.html` shows: how well it does, of which models it is the mean, and what
/// each of them is.
package struct PackPage {
  private let pack: ModelPack
  private let report: PackReport
  private let judged: JudgedRows?
  private let split: String
  private let command: [String]

  /// Of as many tasks the shares are shown one by one.
  private static let mostTasks = 24

  /// - Parameters:
  ///   - judged: The rows on which it is shown where the pack errs; nil without any.
  ///   - split: How the rows were split, in words.
  ///   - command: The command that trains the same again.
  package init(
    pack: ModelPack, report: PackReport, judged: JudgedRows?, split: String, command: [String]
  ) {
    self.pack = pack
    self.report = report
    self.judged = judged
    self.split = split
    self.command = command
  }

  /// The page's text.
  package var html: String {
    get throws {
      try Page(
        title:
          "\(pack.tasks.count == 1 ? "1 task" : "\(pack.tasks.count) tasks") predicted by the mean of "
          + "\(report.chosen == 1 ? "1 model" : "\(report.chosen) models")",
        lead: lead, findings: [],
        sections: [
          quality, .predictionIntervals(report.predictionIntervals), .errors(judged),
          .importance(report.importance, on: judged?.name ?? "test"), skills, shares, models,
          .again("pack", by: command),
        ].compactMap(\.self)
      ).html
    }
  }

  private var lead: [String] {
    [
      "\(report.rows.train.grouped) training, \(report.rows.validation.grouped) validation and "
        + "\(report.rows.test.grouped) test rows, \(split); \(report.models) models of settings that were "
        + "drawn, which took \(report.seconds.short) s of training; \(report.parameters.grouped) parameters."
    ]
  }

  private var quality: Page.Section? {
    .quality(
      test: report.test, validation: report.validation,
      more: "The validation rows chose epochs and models, and flatter.")
  }

  /// How well the models of all tasks do alone, beside the pack.
  private var skills: Page.Section {
    let alone = report.members.filter { $0.task == nil && $0.skill != nil }
    let bars =
      [BarChart.Bar(name: "", value: report.validation?.meanSkill, colour: SeriesColour(index: 1))]
      + alone.map { BarChart.Bar(name: "", value: $0.skill, colour: SeriesColour(index: 0)) }
    let names = ["the pack"] + alone.map { "model \($0.number)" }
    let chart = BarChart(
      title: "Mean skill on the validation rows",
      summary: "The pack \(report.validation?.meanSkill.short ?? "–"); "
        + alone.map { "model \($0.number) \($0.skill.short)" }.joined(separator: ", ") + ".",
      x: Axis("mean skill", scale: .linear(including: 0)),
      groups: zip(names, bars).map { BarChart.Group(name: $0, bars: [$1]) })
    return Page.Section(
      heading: "Together and alone",
      text: ["The models that learn all tasks, each by itself, and the mean of those chosen."],
      charts: [chart])
  }

  private var shares: Page.Section {
    let shown = pack.tasks.prefix(Self.mostTasks)
    let hidden = pack.tasks.count - shown.count
    return Page.Section(
      heading: "Shares",
      text: [
        "What each model's prediction counts for in the mean, chosen for each task on samples of the "
          + "validation rows. Models without any share are left out of the file."
      ] + (hidden > 0 ? ["\(hidden) more tasks are in metrics.json."] : []),
      tables: [
        Page.Table(
          caption: "Share of each model",
          header: ["task"] + pack.members.map { "\($0.number)" },
          rows: zip(shown, pack.shares).map { task, shares in
            Page.Table.Row(
              name: task.name, cells: shares.map { $0 > 0 ? $0.percentage : "–" })
          })
      ])
  }

  private var models: Page.Section {
    Page.Section(
      heading: "Models",
      text: ["Skill is that of the model alone, on the validation rows, over the tasks it learns."],
      tables: [
        Page.Table(
          caption: "All models, chosen or not",
          header: ["model", "learns", "epochs", "seconds", "skill", "mean share", "settings"],
          rows: report.members.map { member in
            Page.Table.Row(
              name: "\(member.number)",
              cells: [
                member.task ?? "all", member.epochs.map { "\($0)" } ?? "–", member.seconds.short,
                member.skill.short, member.meanShare.percentage,
                member.failure.map { "failed: \($0)" } ?? member.settings,
              ])
          })
      ])
  }
}
