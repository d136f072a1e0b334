/// What a model owes to each feature for each label: how much worse it predicts rows among which
/// the feature's cells are permuted, so that they tell nothing any more (Breiman 2001, "Random
/// Forests", section 10; Fisher, Rudin and Dominici 2019).
///
/// It tells what this model reads, not what could be read: a feature that another one stands in for
/// looks as if it were worth little, and one that is no cause may be worth much. Below 0 is chance.
public struct PermutationImportance: Codable, Equatable, Sendable {
  /// From the feature of the highest mean on; those without any are last.
  public let features: [Feature]
  /// How many rows were permuted …
  public let rows: Int
  /// … of how many there were: fewer where that would have taken too many predictions.
  public let allRows: Int
  /// How often each feature was permuted …
  public let repeats: Int
  /// … of how often that was asked for.
  public let askedRepeats: Int
  /// How the intervals were found; nil where rows cannot be resampled.
  public let resampling: Evaluation.Resampling?

  enum CodingKeys: String, CodingKey {
    case features, rows, repeats, resampling
    case allRows = "all_rows"
    case askedRepeats = "asked_repeats"
  }

  /// What one feature, or several together, are worth.
  public struct Feature: Codable, Equatable, Sendable {
    /// The column's name, or the text that names several.
    public let name: String
    /// The columns, where they are several; nil for one.
    public let columns: [String]?
    /// The mean of the importances over labels that have one; nil without any.
    public let importance: Double?
    /// What this lies between.
    public let interval: Interval?
    /// What it is worth for each label, in the order of the labels.
    public let labels: [OfLabel]

    /// Keeps figures.
    package init(
      name: String, columns: [String]?, importance: Double?, interval: Interval?,
      labels: [OfLabel]
    ) {
      self.name = name
      self.columns = columns
      self.importance = importance
      self.interval = interval
      self.labels = labels
    }
  }

  /// What a feature is worth for one label.
  public struct OfLabel: Codable, Equatable, Sendable {
    /// The label's name.
    public let label: String
    /// The skill less the mean skill after permuting: by how much the mean loss grows, over the
    /// constant's loss. It has no unit, so that labels can be compared. nil where there is no skill.
    public let importance: Double?
    /// What it lies between over rows that are drawn anew, each with the mean of its losses over the
    /// permutations.
    public let interval: Interval?
    /// The standard deviation of the importance over the permutations; nil of one alone.
    public let standardDeviation: Double?
    /// The principal metric's name.
    public let metric: String
    /// The mean of that metric after permuting less what it was: it is one of which less is better,
    /// in its own unit. nil where it is undefined.
    public let metricIncrease: Double?
    /// How many of the rows have the label.
    public let labelled: Int

    enum CodingKeys: String, CodingKey {
      case label, importance, interval, metric, labelled
      case standardDeviation = "standard_deviation"
      case metricIncrease = "metric_increase"
    }

    /// Keeps figures.
    package init(
      label: String, importance: Double?, interval: Interval?, standardDeviation: Double?,
      metric: String, metricIncrease: Double?, labelled: Int
    ) {
      self.label = label
      self.importance = importance
      self.interval = interval
      self.standardDeviation = standardDeviation
      self.metric = metric
      self.metricIncrease = metricIncrease
      self.labelled = labelled
    }
  }

  /// Keeps figures, the features in the order of their means.
  package init(
    _ features: [Feature], rows: Int, allRows: Int, repeats: Int, askedRepeats: Int,
    resampling: Evaluation.Resampling?
  ) {
    self.features = features.enumerated().sorted { first, second in
      let (one, other) = (first.element.importance, second.element.importance)
      // Of equal ones the first in the table is first.
      return (other ?? -.infinity, first.offset) < (one ?? -.infinity, second.offset)
    }.map(\.element)
    self.rows = rows
    self.allRows = allRows
    self.repeats = repeats
    self.askedRepeats = askedRepeats
    self.resampling = resampling
  }

  /// Whether fewer rows or repeats were taken than there are, or were asked for.
  public var isReduced: Bool { rows < allRows || repeats < askedRepeats }
}
