public import Datasets
internal import Losses
internal import Statistics

extension Predictor {
  /// The features whose importance can be measured, those that are permuted together as one.
  ///
  /// - Parameter groups: As `Schema.permutedFeatures` takes them.
  /// - Throws: `DatasetError` for groups that cannot be.
  public func permutedFeatures(groups: [String] = []) throws(DatasetError) -> [PermutedFeature] {
    try schema.permutedFeatures(dates: reading.dateFeatures, groups: groups)
  }

  /// All rows of a table that was read with all labels, for `permutationImportance`.
  ///
  /// - Parameters:
  ///   - weightColumn: The column of the rows' weights, if it was read.
  ///   - weighting: What labels' cells count for besides.
  ///   - groups: For each row the number of its group, if rows belong together.
  /// - Throws: `DatasetError` for a label that is none of its kind, or weights that are none.
  public func excerpt(
    of dataset: Dataset, weightColumn: String? = nil,
    weighting: LabelWeighting = LabelWeighting(), groups: [Int32]? = nil
  ) throws -> TableExcerpt {
    TableExcerpt(
      Array(0..<Int32(dataset.rowCount)), of: dataset, columns: schema.readFeatures.map(\.name),
      labels: try labelledRows(of: dataset, weightColumn: weightColumn, weighting: weighting),
      groups: groups)
  }

  /// What the predictor owes to each feature for each label: see `PermutationImportance`.
  ///
  /// The columns are permuted as they are in the table, before anything is made of them, so that
  /// all that a model reads of a column moves together: a number and whether it is missing, a date
  /// and its weekday, and the means in the cells that a column divides with others. Nothing but what
  /// is permuted is encoded again.
  ///
  /// - Parameters:
  ///   - excerpt: Rows that nothing was learnt from.
  ///   - threads: How many threads compute. The result does not depend on it.
  ///   - isInterrupted: Asked before each permutation whether to end there.
  /// - Throws: `DatasetError` for groups that cannot be, or too many features for the predictions
  ///   that may be made; `TrainingError.measuringInterrupted`.
  public func permutationImportance(
    _ excerpt: TableExcerpt, options: ImportanceOptions = ImportanceOptions(), threads: Int,
    isInterrupted: () -> Bool = { false }
  ) throws -> PermutationImportance {
    let permutations = FeaturePermutations(seed: options.seed)
    return try permutationImportance(
      excerpt, options: options, threads: threads, isInterrupted: isInterrupted,
      order: permutations.order)
  }

  /// The same with permutations from elsewhere.
  ///
  /// - Parameter order: For each row the row whose cells it reads, of a feature and repeat, among so
  ///   many rows.
  package func permutationImportance(
    _ excerpt: TableExcerpt, options: ImportanceOptions, threads: Int,
    isInterrupted: () -> Bool = { false },
    order: (_ feature: PermutedFeature, _ repeat: Int, _ rows: Int) -> [Int32]
  ) throws -> PermutationImportance {
    let features = try permutedFeatures(groups: options.groups)
    let allRows = excerpt.dataset.rowCount
    let plan = try ImportancePlan(
      features: features.count, rows: allRows,
      cost: ImportancePlan.cost(networks: networkCount, labels: labels.count), options)
    let excerpt = excerpt.rows(plan.positions(of: allRows, seed: options.seed))
    let score = rescoring(excerpt.dataset, labels: excerpt.labels, threads: threads)
    let before = score([])
    let bootstrap = ImportanceBootstrap(
      before, groups: excerpt.groups, seed: options.seed, features: features.count,
      threads: threads)
    let measured = try features.map { feature in
      var changes = before.labels.map(LossChange.init)
      for number in 0..<plan.repeats {
        if isInterrupted() { throw TrainingError.measuringInterrupted }
        let rows = order(feature, number, plan.rows)
        let after = score(feature.readColumns.compactMap { excerpt.dataset[$0]?.rows(rows) })
        for index in changes.indices { changes[index].add(after.labels[index]) }
      }
      return PermutationImportance.Feature(feature, changes, bootstrap)
    }
    return PermutationImportance(
      measured, rows: plan.rows, allRows: allRows, repeats: plan.repeats,
      askedRepeats: max(options.repeats, plan.repeats), resampling: bootstrap.resampling)
  }
}

extension PermutationImportance.Feature {
  /// What follows from the losses of all labels.
  fileprivate init(
    _ feature: PermutedFeature, _ changes: [LossChange], _ bootstrap: ImportanceBootstrap
  ) {
    let (intervals, meanInterval) = bootstrap.intervals(changes.map(\.means))
    let labels = zip(changes, intervals).map { change, interval in
      PermutationImportance.OfLabel(
        label: change.name, importance: change.importance,
        interval: change.importance == nil ? nil : interval,
        standardDeviation: change.standardDeviation, metric: change.metric.name,
        metricIncrease: change.metricIncrease, labelled: change.labelled)
    }
    let importances = labels.compactMap(\.importance)
    self.init(
      name: feature.name, columns: feature.columns.count > 1 ? feature.columns : nil,
      importance: importances.isEmpty
        ? nil : importances.reduce(0, +) / Double(importances.count),
      interval: importances.isEmpty ? nil : meanInterval, labels: labels)
  }
}

/// How the losses of a label's rows change where a feature is permuted.
private struct LossChange {
  let metric: Metric
  private let before: ScoredLabel
  private let weights: MetricWeights
  private let constantLoss: Double?
  private let metricBefore: Double?
  /// The sum over the permutations of what each row costs more, …
  private var sums: [Double]
  /// … and for each permutation the mean over the rows, …
  private var meanChanges: [Double] = []
  /// … and by how much the metric grows.
  private var metricChanges: [Double?] = []

  init(_ label: ScoredLabel) {
    before = label
    weights = label.weightsInLoss
    constantLoss = weights.mean { label.constantLosses[$0] }.flatMap(label.statistics.judged)
    metric = Metric.principal(of: label.statistics.label.loss)
    metricBefore = metric(label.rows)
    sums = Array(repeating: 0, count: label.rows.count)
  }

  var name: String { before.statistics.label.name }
  var labelled: Int { before.rows.count }

  /// Takes in what the rows cost after another permutation.
  mutating func add(_ after: ScoredLabel) {
    // The differences are summed, not the losses: those of a feature that is not read are 0.
    let changes = zip(after.losses, before.losses).map { $0 - $1 }
    for row in sums.indices { sums[row] += changes[row] }
    meanChanges.append(weights.mean { changes[$0] } ?? .nan)
    let metricAfter = metric(after.rows)
    metricChanges.append(metricBefore.flatMap { old in metricAfter.map { $0 - old } })
  }

  /// By how much each row costs more, on average over the permutations.
  var means: [Double] { sums.map { $0 / Double(meanChanges.count) } }

  /// For each permutation by how much the skill drops; nil where there is none.
  private var importances: [Double]? {
    guard let constantLoss, constantLoss > 0 else { return nil }
    let importances = meanChanges.map { $0 / constantLoss }
    return importances.allSatisfy(\.isFinite) ? importances : nil
  }

  var importance: Double? {
    importances.map { $0.reduce(0, +) / Double($0.count) }
  }

  /// Over the permutations that were made, as scikit-learn has it: of all, not of a sample.
  var standardDeviation: Double? {
    guard let importances, importances.count > 1, let importance else { return nil }
    let squares = importances.map { ($0 - importance) * ($0 - importance) }
    return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
  }

  var metricIncrease: Double? {
    let changes = metricChanges.compactMap(\.self)
    guard changes.count == metricChanges.count, !changes.isEmpty else { return nil }
    let mean = changes.reduce(0, +) / Double(changes.count)
    return mean.isFinite ? mean : nil
  }
}
