/// What the figures of a task, or of a label, lie between: percentile intervals of `Bootstrap.level`.
///
/// A figure has none where it is undefined itself, where there are fewer than two labelled rows (or
/// groups of them), or where more than half of the resamples leave it undefined.
public struct TaskIntervals: Codable, Equatable, Sendable {
  /// That of the loss.
  public internal(set) var loss: Interval?
  /// That of the skill.
  public internal(set) var skill: Interval?
  /// Those of the metrics that have one, by name.
  public internal(set) var metrics: [String: Interval] = [:]
  /// In how many resamples a figure, by name, was undefined: they are left out of its interval.
  /// Figures that are defined in all are not among these.
  public internal(set) var undefinedResamples: [String: Int] = [:]

  enum CodingKeys: String, CodingKey {
    case loss, skill, metrics
    case undefinedResamples = "undefined_resamples"
  }
}

/// What a figure's values over all resamples come to.
struct ResampledFigure {
  /// What it lies between, if that can be told.
  let interval: Interval?
  /// In how many resamples it was undefined.
  let undefined: Int

  /// - Parameter values: The figure in each resample, NaN where it is undefined.
  init(_ values: [Double]) {
    let defined = values.filter { !$0.isNaN }
    undefined = values.count - defined.count
    interval =
      2 * defined.count >= max(values.count, 1)
      ? Interval(middle: Bootstrap.level, of: defined) : nil
  }
}

extension TaskEvaluation {
  /// The figures that may have intervals, and those of its labels.
  var figures: [Double?] {
    [loss, skill] + metrics.entries.map(\.value) + (labels ?? []).flatMap(\.figures)
  }

  /// Takes the intervals of its figures, in their order.
  ///
  /// - Parameters:
  ///   - canVary: For each label whether its rows can be drawn without others of them; the first
  ///     ones are this task's, and are taken as well.
  mutating func take(
    _ resampled: inout some IteratorProtocol<ResampledFigure>,
    canVary: inout some IteratorProtocol<Bool>
  ) {
    var intervals = TaskIntervals()
    func next(_ name: String, _ value: Double?) -> Interval? {
      guard let figure = resampled.next(), value != nil else { return nil }
      if figure.undefined > 0 { intervals.undefinedResamples[name] = figure.undefined }
      return figure.interval
    }
    intervals.loss = next("loss", loss)
    intervals.skill = next("skill", skill)
    for entry in metrics.entries { intervals.metrics[entry.name] = next(entry.name, entry.value) }
    if let labels {
      self.labels = labels.map { label in
        var label = label
        label.take(&resampled, canVary: &canVary)
        return label
      }
      let measured = (self.labels ?? []).filter { $0.labelled > 0 }
      let canVary = !measured.isEmpty && measured.allSatisfy { $0.intervals != nil }
      self.intervals = canVary ? intervals : nil
    } else {
      self.intervals = canVary.next() == true ? intervals : nil
    }
  }
}
