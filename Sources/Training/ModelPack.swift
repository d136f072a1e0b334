public import Datasets
public import NeuralNetwork
public import Statistics

/// Models of the same table whose predictions are averaged, each task's with shares of its own.
///
/// Of numbers the mean is that in the label's units, of classes that of their probabilities.
public struct ModelPack: Sendable {
  /// What is predicted, in the order of the training table.
  public let tasks: [PredictionTask]
  /// The models, each of which some task has a share in, and of one or more of the tasks.
  public let members: [Member]
  /// For each task what each model's prediction counts for: not negative, 0 where the model does
  /// not predict the task, with the sum 1.
  public let shares: [[Double]]
  /// What prediction sets are made from; nil where there were no rows to learn it of.
  public package(set) var calibration: ConformalCalibration?
  /// For each label what makes means of its predictions; nil where they are what was learnt.
  public package(set) var smearing: [Smearing?]
  /// For each label above which probability its positive class is predicted; nil for a half.
  public package(set) var thresholds: [Double?]

  /// One model of a pack.
  public struct Member: Sendable {
    /// Its number among all that were trained, from 1 on.
    public let number: Int
    /// The model.
    public let model: MultiTaskModel

    /// A model under its number.
    public init(number: Int, model: MultiTaskModel) {
      self.number = number
      self.model = model
    }
  }

  /// A pack of those models that some task has a share in.
  ///
  /// - Parameters:
  ///   - tasks: What is predicted; each in one of the models at least.
  ///   - members: Models that read the same columns.
  ///   - shares: For each task one number a model.
  public init(tasks: [PredictionTask], members: [Member], shares: [[Double]]) {
    precondition(
      shares.count == tasks.count && shares.allSatisfy { $0.count == members.count },
      "a share of each task in each model")
    let used = members.indices.filter { member in shares.contains { $0[member] > 0 } }
    self.tasks = tasks
    self.members = used.map { members[$0] }
    self.shares = shares.map { shares in used.map { shares[$0] } }
    smearing = tasks.flatMap(\.labels).map { _ in nil }
    thresholds = tasks.flatMap(\.labels).map { _ in nil }
  }
}

extension ModelPack {
  /// The parameters of all models, once for each epoch kept.
  package var keptParameterCount: Int { members.reduce(0) { $0 + $1.model.keptParameterCount } }
}

extension ModelPack: Predictor {
  /// The columns that all its models read, as the first encodes them, and what is predicted.
  public var schema: Schema {
    let first = members[0].model.schema
    return Schema(features: first.features, tasks: tasks, crosses: first.crosses)
  }
  /// For each label the constants of its outputs: the same in all models that predict it.
  public var heads: [HeadConfiguration] { ofLabels(\.heads) }
  /// For each label the statistics of its training rows: the same in all models that predict it.
  public var statistics: [LabelStatistics] { ofLabels(\.statistics) }
  /// How the training table was read.
  public var reading: ReadingOptions { members[0].model.reading }

  /// Predicts rows of a table that was read by the schema.
  public func predictions(for dataset: Dataset, rows: [Int32], threads: Int) -> [[Double]] {
    smeared(learntPredictions(for: dataset, rows: rows, threads: threads))
  }

  /// Makes it ready to predict tables that were read by its schema, one after the other.
  public func predicting(
    decimalMark: DecimalMark, threads: Int
  ) -> (_ dataset: Dataset) -> [[Double]] {
    let encodings = encodings
    let encoders = encodings.schemas.map { FeatureEncoder($0, decimalMark: decimalMark) }
    let predict: [(EncodedFeatures, [Int32]) -> [[Double]]] = members.map {
      $0.model.predicting(threads: threads)
    }
    return { dataset in
      let cells = encoders.map { $0.encode(dataset) }
      let rows = Array(0..<Int32(dataset.rowCount))
      return smeared(
        means(of: rows.count) { predict[$0](cells[encodings.ofMember[$0]], rows) })
    }
  }

  /// The means of what the models say, which of a transformed label are means of medians.
  private func learntPredictions(
    for dataset: Dataset, rows: [Int32], threads: Int
  ) -> [[Double]] {
    let encodings = encodings
    let cells = encodings.schemas.map { EncodedFeatures(dataset, by: $0) }
    return means(of: rows.count) { member in
      members[member].model.predictions(
        cells[encodings.ofMember[member]], rows: rows, threads: threads)
    }
  }

  /// Predicts the labelled rows among those given, of a table that was read by the schema.
  ///
  /// What the mean of several predictions costs follows from the mean: it is no network's output.
  public func score(
    _ dataset: Dataset, labels: LabelledRows, rows: [Int32], threads: Int
  ) -> ScoredTable {
    scored(
      learntPredictions(for: dataset, rows: rows, threads: threads), labels: labels,
      targets: labels.targets(heads), rows: rows)
  }

  /// How many networks predict a row: those of all models.
  public var networkCount: Int { members.reduce(0) { $0 + $1.model.networkCount } }

  /// Scores all rows of a table with other cells in some columns: these alone are encoded anew.
  public func rescoring(
    _ dataset: Dataset, labels: LabelledRows, threads: Int
  ) -> ([Column]) -> ScoredTable {
    let encodings = encodings
    let cells = encodings.schemas.map { EncodedFeatures(dataset, by: $0) }
    let rows = Array(0..<Int32(dataset.rowCount))
    let predictions = members.map { $0.model.predicting(rows, threads: threads) }
    let targets = labels.targets(heads)
    return { columns in
      let changed = zip(cells, encodings.schemas).map {
        $0.replacing(columns, in: dataset, by: $1)
      }
      let means = means(of: rows.count) { member in
        predictions[member](changed[encodings.ofMember[member]])
      }
      return scored(means, labels: labels, targets: targets, rows: rows)
    }
  }

  /// The ways in which models encode a table, and which is each model's. They are few: models differ
  /// in how numbers are embedded.
  var encodings: (schemas: [Schema], ofMember: [Int]) {
    var schemas: [Schema] = []
    let ofMember = members.map { member in
      let schema = member.model.schema
      if let known = schemas.firstIndex(where: { $0.features == schema.features }) { return known }
      schemas.append(schema)
      return schemas.count - 1
    }
    return (schemas, ofMember)
  }

  /// For each label the mean of what models predict of so many rows, by the shares of its task.
  private func means(of rowCount: Int, _ predictions: (_ member: Int) -> [[Double]]) -> [[Double]] {
    var sums: [[Double]] = labels.map { label in
      Array(repeating: 0, count: rowCount * label.outputCount)
    }
    for index in members.indices {
      let predictions = predictions(index)
      for (label, place, share) in contributions(of: index) {
        for cell in sums[label].indices { sums[label][cell] += share * predictions[place][cell] }
      }
    }
    return sums
  }

  /// The labels that a model has a share in, each with its place among the model's.
  func contributions(of index: Int) -> [(label: Int, place: Int, share: Double)] {
    schema.labelRanges.enumerated().flatMap { task, labels in
      guard shares[task][index] > 0, let own = place(of: task, in: members[index].model) else {
        return [(label: Int, place: Int, share: Double)]()
      }
      return zip(labels, own).map { ($0, $1, shares[task][index]) }
    }
  }

  /// The labelled rows among those given, with what is predicted of them and what that costs.
  private func scored(
    _ predictions: [[Double]], labels: LabelledRows, targets: [[Float]], rows: [Int32]
  ) -> ScoredTable {
    let weights = labels.cellWeights(self.labels)
    let (heads, statistics) = (heads, statistics)
    let scored = heads.indices.map { index in
      let inLoss = weights.inLoss(of: index)
      let loss = PredictionLoss(
        heads[index], targets: rows.map { targets[index][Int($0)] },
        weights: inLoss.map { weights in rows.map { weights[Int($0)] } })
      return ScoredLabel(
        statistics[index],
        rows: ScoredRows(
          predictions: predictions[index], labels: rows.map { labels.values[index][Int($0)] },
          outputCount: heads[index].label.outputCount,
          weights: weights.ofLabel(index).map { weights in rows.map { weights[Int($0)] } }),
        losses: loss.ofRows(predictions[index]),
        constantLosses: heads[index].constantLosses(
          targets[index], weights: inLoss, rows: rows),
        lossWeights: weights.ownInLoss(of: index).map { weights in
          rows.map { Double(weights[Int($0)]) }
        }
      ).smeared(by: smearing[index]).decided(at: thresholds[index])
    }
    return ScoredTable(rows: rows, tasks: tasks, labels: scored)
  }

  /// Where a task's labels are among those of a model; nil where it does not predict it.
  private func place(of task: Int, in model: MultiTaskModel) -> Range<Int>? {
    model.tasks.firstIndex { $0.name == tasks[task].name }.map { model.schema.labelRanges[$0] }
  }

  /// What models know of the labels, each task's from the first that it has a share in.
  private func ofLabels<Value>(_ values: (MultiTaskModel) -> [Value]) -> [Value] {
    tasks.indices.flatMap { task -> [Value] in
      for (member, share) in zip(members, shares[task]) where share > 0 {
        if let own = place(of: task, in: member.model) { return Array(values(member.model)[own]) }
      }
      return []
    }
  }
}
