public import Datasets
internal import Losses
public import Training

/// Predictions as a table for people: original units, original class names.
///
/// A regression or count has one column, named like the label. A class label has one with the most
/// probable class, of two that which the threshold says, and behind it one `NAME=CLASS` for each
/// class with its probability, or what `ClassDetail` says. Behind these comes what prediction sets
/// are written as, where there are some. Columns kept from the input come first.
public struct PredictionTable: Sendable {
  /// The labels.
  public let labels: [Label]
  /// For each label its predictions, as `MultiTaskModel.predictions` gives them.
  public let predictions: [[Double]]
  /// For each label its scale: see `LabelStatistics.spread`.
  public let scales: [Double]
  /// The columns kept from the input.
  public let kept: KeptColumns
  /// What is written of class labels.
  public let detail: ClassDetail
  /// For each label above which probability its positive class is written; nil for a half.
  public let thresholds: [Double?]
  /// For each label its prediction sets; none at all where they are not written.
  public let sets: [PredictionSets]
  /// What the columns are called.
  public let header: PredictionHeader

  /// Creates a table.
  public init(
    labels: [Label], predictions: [[Double]], scales: [Double],
    kept: KeptColumns = KeptColumns(),
    detail: ClassDetail = ClassDetail(), thresholds: [Double?]? = nil, sets: [PredictionSets] = []
  ) {
    precondition(sets.isEmpty || sets.count == labels.count, "sets of each label, or none")
    self.labels = labels
    self.predictions = predictions
    self.scales = scales
    self.kept = kept
    self.detail = detail
    self.thresholds = thresholds ?? labels.map { _ in nil }
    self.sets = sets
    header = PredictionHeader(labels: labels, kept: kept.names, detail: detail, sets: sets)
  }

  /// Writes the header and a record for each row.
  public func write(to writer: TableWriter, rowCount: Int) throws(DatasetError) {
    try writer.write(header.names)
    var record: [String] = []
    for row in 0..<rowCount {
      record.removeAll(keepingCapacity: true)
      kept.appendCells(ofRow: row, to: &record)
      appendFields(row: row, to: &record)
      try writer.write(record)
    }
  }

  /// Appends what is written of a row behind the columns kept from the input.
  package func appendFields(row: Int, to record: inout [String]) {
    for index in labels.indices {
      appendFields(label: index, row: row, to: &record)
      guard !sets.isEmpty else { continue }
      sets[index].appendFields(of: labels[index], row: row, scale: scales[index], to: &record)
    }
  }

  private func appendFields(label index: Int, row: Int, to record: inout [String]) {
    let label = labels[index]
    switch label.kind {
    case .regression, .count:
      record.append(PredictedNumber(scale: scales[index]).text(predictions[index][row]))
    case .binary:
      let positive = predictions[index][row]
      let predicted = DecisionThreshold.predictedClass(of: positive, above: thresholds[index])
      record.append(label.classes[predicted])
      if detail.hasProbabilities {
        record += [probability(1 - positive), probability(positive)]
      }
    case .multiclass:
      let count = label.outputCount
      appendClasses(of: label, predictions[index][row * count..<(row + 1) * count], to: &record)
    }
  }

  /// Appends what is written of a row's probabilities of a label's classes.
  private func appendClasses(
    of label: Label, _ probabilities: ArraySlice<Double>, to record: inout [String]
  ) {
    let ranks = detail.rankCount(of: label)
    for place in probabilities.greatest(ranks ?? 1) {
      record.append(label.classes[place - probabilities.startIndex])
      if ranks != nil, detail.hasProbabilities { record.append(probability(probabilities[place])) }
    }
    if ranks == nil, detail.hasProbabilities {
      for value in probabilities { record.append(probability(value)) }
    }
  }

  /// A probability with the digits that a Float has.
  private func probability(_ value: Double) -> String { "\(Float(value))" }
}

extension ArraySlice<Double> {
  /// The places of the greatest entries, from the greatest on, and of equal ones the first.
  fileprivate func greatest(_ number: Int) -> ArraySlice<Int> {
    if number == 1 {
      return [indices.max { (self[$0], $1) < (self[$1], $0) } ?? startIndex]
    }
    return indices.sorted { (self[$1], $0) < (self[$0], $1) }.prefix(number)
  }
}
