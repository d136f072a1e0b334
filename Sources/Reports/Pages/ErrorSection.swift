internal import Charts
internal import Datasets
internal import Losses
internal import Training

extension Page.Section {
  /// As many labels' charts are open at first.
  private static let openLabels = 12
  /// As many bytes may charts of errors take of a page: those of labels behind are left out.
  private static let mostBytes = 700_000

  /// Where a model errs, label by label; nil where there are no rows to tell.
  static func errors(_ judged: JudgedRows?) -> Page.Section? {
    guard let judged else { return nil }
    var (groups, bytes, hidden): ([Page.Group], Int, Int) = ([], 0, 0)
    for (label, rows) in judged.labels {
      let charts = ErrorFigure.charts(of: label, rows)
      guard !charts.isEmpty else { continue }
      bytes += charts.reduce(0) { $0 + $1.svg(id: "chart0000").utf8.count }
      guard bytes <= mostBytes else {
        hidden += 1
        continue
      }
      groups.append(
        Page.Group(
          name: label.name, note: "\(label.kind.rawValue), \(rows.count.grouped) rows",
          charts: charts, isOpen: groups.count < openLabels))
    }
    guard !groups.isEmpty else { return nil }
    return Page.Section(
      heading: "Where it errs",
      text: [
        "On the \(judged.count.grouped) \(judged.name) rows"
          + (judged.name == "validation" ? ", which chose the epochs and flatter" : "")
          + ". Broken lines are where predictions are right, or where a guess lies. Points of "
          + "reliability have 95 % intervals; the pale bars behind them are rows by probability. "
          + "equipoise evaluate --worst N names the rows that cost most."
      ]
        + (hidden > 0
          ? ["\(hidden) more \(hidden == 1 ? "label has" : "labels have") no charts here."] : []),
      groups: groups)
  }
}
