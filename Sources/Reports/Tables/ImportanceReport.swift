internal import Runs
package import Training

/// What features are worth, as a table for people; in JSON the figures themselves.
package struct ImportanceReport: Encodable {
  /// The figures.
  package let importance: PermutationImportance

  package init(_ importance: PermutationImportance) {
    self.importance = importance
  }

  /// Coded as the figures.
  package func encode(to encoder: any Encoder) throws { try importance.encode(to: encoder) }

  /// A printed report has so many features, …
  package static let fewFeatures = 10
  /// … and a table that was asked for so many.
  package static let manyFeatures = 30
  /// So many labels have columns of their own.
  private static let mostLabels = 4

  private var labels: [String] { importance.features.first?.labels.map(\.label) ?? [] }

  /// The columns of `lines`.
  var header: [String] {
    switch labels.count {
    case 1: ["feature", "importance", "growth of \(importance.features[0].labels[0].metric)"]
    case ...Self.mostLabels: ["feature", "mean"] + labels
    default: ["feature", "mean", "largest for", "importance there"]
    }
  }

  /// The features of the highest means, so many, each with its figures and what these lie between.
  func lines(_ most: Int) -> [[String]] { importance.features.prefix(most).map(line) }

  private func line(_ feature: PermutationImportance.Feature) -> [String] {
    let mean = feature.importance.short(within: feature.interval)
    switch labels.count {
    case 1: return [feature.name, mean, feature.labels[0].metricIncrease.short]
    case ...Self.mostLabels:
      return [feature.name, mean]
        + feature.labels.map { $0.importance.short(within: $0.interval) }
    default:
      let most = feature.labels.max {
        ($0.importance ?? -.infinity) < ($1.importance ?? -.infinity)
      }
      return [
        feature.name, mean, most?.label ?? "–",
        (most?.importance).short(within: most?.interval),
      ]
    }
  }

  /// The features of the highest means.
  ///
  /// - Parameters:
  ///   - most: How many.
  ///   - place: Where all of them are; nil where nothing is written.
  package func text(_ most: Int, all place: String? = nil) -> String {
    var table = TextTable(header)
    for line in lines(most) {
      table.add([line[0].shortened(to: 40)] + line.dropFirst())
    }
    let rest = importance.features.count - most
    let others =
      rest > 0
      ? [
        "\(rest) more \(rest == 1 ? "feature" : "features")"
          + (place.map { " in \($0)" } ?? "")
      ] : []
    return "importance: \(Self.explanation)\n\(howMuch)\n"
      + ([table.text] + others + groups).joined(separator: "\n")
  }

  /// What the report of a run says of it.
  package var printed: String { text(Self.fewFeatures, all: RunFolder.importanceName) }

  /// What is permuted together, a sentence each.
  package var groups: [String] {
    importance.features.compactMap { feature in
      feature.columns.map { columns in
        let shown = columns.prefix(Self.fewFeatures).joined(separator: ", ")
        let rest = columns.count - Self.fewFeatures
        return "\(feature.name): \(shown)\(rest > 0 ? " and \(rest) more" : ""), permuted together"
      }
    }
  }

  /// What the figures are.
  private static let explanation =
    "the skill that is lost where a feature's cells are permuted among the rows"

  /// What they are and what they are not, on how many rows they were found and how, for documents.
  ///
  /// - Parameter rows: What the rows are called.
  func explanation(on rows: String) -> String {
    "Importance is the skill that is lost where a feature's cells are permuted among the \(rows) rows. It "
      + "tells what this model uses, not what causes what. Of correlated features each may seem "
      + "unimportant, unless they are permuted together. Values below 0 are chance. "
      + howMuch
  }

  /// On how many rows and how often, and what stands in brackets.
  package var howMuch: String {
    let (rows, repeats) = (importance.rows, importance.repeats)
    let taken =
      rows < importance.allRows
      ? "\(rows.grouped) of \(importance.allRows.grouped) rows" : "\(rows.grouped) rows"
    let often =
      repeats < importance.askedRepeats
      ? "\(repeats) of \(importance.askedRepeats) times"
      : "\(repeats) \(repeats == 1 ? "time" : "times")"
    return "Permuted \(often) on \(taken)"
      + (importance.isReduced ? ", as the number of predictions is bounded" : "")
      + (hasIntervals ? "; in brackets \((100 * Bootstrap.level).short) % intervals" : "")
      + (importance.resampling.map { resampling in
        " (percentile bootstrap, \(resampling.resamples.grouped) resamples of "
          + "\(resampling.groups.map { "\($0.grouped) groups of rows" } ?? "the rows"))"
      } ?? "") + "."
  }

  private var hasIntervals: Bool { importance.features.contains { $0.interval != nil } }
}
