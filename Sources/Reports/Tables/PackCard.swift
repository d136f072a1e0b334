internal import Datasets
package import Training

/// What a person should know of a pack before they rely on it, as Markdown.
package struct PackCard {
  private let pack: ModelPack
  private let fingerprint: DataFingerprint
  private let report: PackReport
  private let split: String
  private let seed: UInt64
  private let command: [String]

  /// - Parameters:
  ///   - split: How the rows were split, in words.
  ///   - command: The command that trains it again.
  package init(
    pack: ModelPack, fingerprint: DataFingerprint, report: PackReport, split: String, seed: UInt64,
    command: [String]
  ) {
    self.pack = pack
    self.fingerprint = fingerprint
    self.report = report
    self.split = split
    self.seed = seed
    self.command = command
  }

  /// The document.
  package var text: String {
    [
      CardSection.title(pack),
      CardSection.data(
        rows: report.rows, pack.schema, fingerprint, split: split, seed: seed,
        choosing: "choose epochs and models"),
      models,
      CardSection.quality(
        validation: report.validation, test: report.test, chosen: "Epochs and models were chosen"),
      CardSection.predictionIntervals(report.predictionIntervals),
      CardSection.importance(report.importance, rows: report.rows),
      CardSection.again(command),
    ].compactMap(\.self).joined(separator: "\n\n") + "\n"
  }

  private var models: String {
    let chosen = report.members.filter { $0.meanShare > 0 }
    let lines = chosen.map { member in
      "| \(member.number) | \(member.task.map { "`\($0.inMarkdown)`" } ?? "all") "
        + "| \(member.settings.inMarkdown) | \(member.skill.short) | \(member.meanShare.percentage) |"
    }
    return """
      ## Models

      The mean of \(report.chosen) of \(report.models) models whose settings were drawn, each label's with \
      shares of its own that the validation rows chose; \(report.parameters.grouped) parameters. Skill is \
      that of the model alone on the validation rows, share the mean over the labels.

      | model | learns | settings | skill | share |
      | --- | --- | --- | --- | --- |
      \(lines.joined(separator: "\n"))
      """
  }
}
