/// The sections that pages of runs have in common.
extension Page.Section {
  /// How well it predicts the rows there are; nil without any.
  ///
  /// - Parameter more: What else is to be known of the figures.
  static func quality(
    test: EvaluationReport?, validation: EvaluationReport?, more: String
  ) -> Page.Section? {
    let reports = [("test", test), ("validation", validation)].compactMap { rows, report in
      report.map { (rows: rows, report: $0) }
    }
    return reports.isEmpty ? nil : quality(reports, more: more)
  }

  /// How well it predicts rows of one kind or several.
  ///
  /// - Parameter more: What else is to be known of the figures.
  static func quality(
    _ reports: [(rows: String, report: EvaluationReport)], more: String
  ) -> Page.Section {
    Page.Section(
      heading: "Quality",
      text: [
        "Skill is 1 − loss / constant loss, where the constant loss is what the best constant of the "
          + "training labels costs on the same rows: 1 is perfect, 0 no better than the constant. "
          + more
      ] + Set(reports.compactMap(\.report.note)).sorted(),
      tables: reports.flatMap { rows, report in
        [Page.Table(report, on: rows)] + report.metricTables.map { Page.Table($0, on: rows) }
      })
  }

  /// How to get it again.
  ///
  /// - Parameters:
  ///   - what: What is had again, such as "model".
  ///   - command: The command that trains the same again.
  static func again(_ what: String, by command: [String]) -> Page.Section {
    Page.Section(
      heading: "Again",
      text: [
        "The same data, options and version give the same \(what) on the same kind of processor."
      ],
      code: (command.map(\.asPlainShellWord) + ["-o", "RUN"]).joined(separator: " "))
  }
}
