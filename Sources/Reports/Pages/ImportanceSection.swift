internal import Charts
internal import Training

extension Page.Section {
  /// What a model owes to each feature for each label; nil where that was not measured.
  static func importance(_ report: ImportanceReport?, on rows: String) -> Page.Section? {
    guard let report, !report.importance.features.isEmpty else { return nil }
    let map = ImportanceMap(report.importance)
    return Page.Section(
      heading: "What it uses",
      text: [
        report.explanation(on: rows), map.rest,
        report.groups.isEmpty ? nil : report.groups.joined(separator: "; ") + ".",
      ].compactMap(\.self),
      charts: [map.chart],
      tables: [
        Page.Table(
          caption: "The most important features, with 95 % intervals",
          header: report.header,
          rows: report.lines(ImportanceReport.fewFeatures).map {
            Page.Table.Row(name: $0[0], cells: Array($0.dropFirst()))
          })
      ])
  }
}

/// What features are worth for labels, as a heat map.
private struct ImportanceMap {
  private let importance: PermutationImportance
  private var features: ArraySlice<PermutationImportance.Feature> {
    importance.features.prefix(Self.mostFeatures)
  }
  private var labels: [String] { importance.features.first?.labels.map(\.label) ?? [] }
  private var shownLabels: ArraySlice<String> { labels.prefix(Self.mostLabels) }

  /// As many features are drawn, those of the highest means, …
  private static let mostFeatures = 30
  /// … for as many labels.
  private static let mostLabels = 20

  init(_ importance: PermutationImportance) {
    self.importance = importance
  }

  /// What is not drawn, in a sentence; nil where everything is.
  var rest: String? {
    let others = [
      (importance.features.count - features.count, "feature"),
      (labels.count - shownLabels.count, "label"),
    ].filter { $0.0 > 0 }.map { "\($0.0.grouped) more \($0.1)\($0.0 == 1 ? "" : "s")" }
    guard !others.isEmpty else { return nil }
    return "\(others.joined(separator: " and ")), not drawn here, are in importance.csv."
  }

  var chart: HeatMap {
    let hasMean = labels.count > 1
    let cells = features.map { feature in
      (hasMean ? [Self.cell(feature.importance, feature.interval)] : [])
        + feature.labels.prefix(Self.mostLabels).map { Self.cell($0.importance, $0.interval) }
    }
    let largest = cells.joined().compactMap { $0.value.map(abs) }.max() ?? 0
    let first = features.prefix(3).map { "\($0.name) \($0.importance.brief)" }
    return HeatMap(
      title: "Importance of features (lines) for labels",
      summary: "The skill that each label loses where a feature is permuted, the feature of the "
        + "highest mean first: \(first.joined(separator: ", ")).",
      rowNames: features.map(\.name),
      columnNames: (hasMean ? ["mean of all"] : []) + shownLabels, cells: cells,
      limit: largest > 0 ? largest : 1)
  }

  private static func cell(_ value: Double?, _ interval: Interval?) -> HeatMap.Cell {
    HeatMap.Cell(
      value: value, text: value.map { $0.fixed(2) } ?? "–", detail: value.short(within: interval))
  }
}
