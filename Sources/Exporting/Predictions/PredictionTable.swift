public import Datasets
internal import Losses
public import Training

/// Predictions as a table for people: original units, original class names.
public struct PredictionTable: Sendable {
  /// The columns.
  public let header: PredictionHeader
  /// The labels.
  public let labels: [Label]
  /// For each label its predictions, as `Predictor.predictions` gives them.
  public let predictions: [[Double]]
  /// For each label its scale: see `LabelStatistics.spread`.
  public let scales: [Double]
  /// The columns kept from the input.
  public let kept: KeptColumns
  /// For each label above which probability its positive class is written; nil for a half.
  public let thresholds: [Double?]
  /// For each label its prediction sets; none at all where they are not written.
  public let sets: [PredictionSets]

  /// Creates a table.
  ///
  /// - Parameter header: Columns of these labels.
  package init(
    _ header: PredictionHeader, labels: [Label], predictions: [[Double]], scales: [Double],
    kept: KeptColumns = KeptColumns(), thresholds: [Double?], sets: [PredictionSets] = []
  ) {
    precondition(sets.isEmpty || sets.count == labels.count, "sets of each label, or none")
    self.header = header
    self.labels = labels
    self.predictions = predictions
    self.scales = scales
    self.kept = kept
    self.thresholds = thresholds
    self.sets = sets
  }

  /// Creates a table with all columns that there are.
  public init(
    labels: [Label], predictions: [[Double]], scales: [Double],
    kept: KeptColumns = KeptColumns(),
    detail: ClassDetail = ClassDetail(), thresholds: [Double?]? = nil, sets: [PredictionSets] = []
  ) {
    self.init(
      PredictionHeader(labels: labels, kept: kept.names, detail: detail, hasSets: !sets.isEmpty),
      labels: labels, predictions: predictions, scales: scales, kept: kept,
      thresholds: thresholds ?? labels.map { _ in nil }, sets: sets)
  }

  /// Appends records of the first rows.
  package func append(rowCount: Int, to records: inout some RecordBuilder) {
    for row in 0..<rowCount {
      append(row: row, to: &records)
      records.endRecord()
    }
  }

  /// Appends a row's cells to a record.
  package func append(row: Int, to record: inout some RecordBuilder) {
    // Of a label with ranks all are found at once.
    var ranking: (label: Int, classes: [Int])?
    func ranked(_ label: Int, _ rank: Int) -> Int {
      if ranking?.label != label { ranking = (label, classes(ranked: label, row)) }
      return ranking?.classes[rank] ?? 0
    }
    for column in header.columns {
      switch column {
      case .kept(let place): record.append(text: kept.cell(row: row, column: place))
      case .number(let label): record.append(number: number(label, predictions[label][row]))
      case .predictedClass(let label):
        record.append(text: labels[label].classes[predictedClass(label, row)])
      case .probability(let label, let index):
        record.append(number: probability(label, row, ofClass: index))
      case .rankedClass(let label, let rank):
        record.append(text: labels[label].classes[ranked(label, rank)])
      case .rankedProbability(let label, let rank):
        record.append(number: probability(label, row, ofClass: ranked(label, rank)))
      case .low(let label):
        record.append(number: number(label, ends(of: label, row).low, .down))
      case .high(let label):
        record.append(number: number(label, ends(of: label, row).high, .up))
      case .classSet(let label): record.append(texts: classes(inSetOf: label, row))
      }
    }
  }

  private func number(
    _ label: Int, _ value: Double, _ rule: FloatingPointRoundingRule = .toNearestOrEven
  ) -> String {
    PredictedNumber(scale: scales[label]).text(value, rule)
  }

  /// The most probable class, of equally probable ones the first; of two that which the threshold
  /// says.
  private func predictedClass(_ label: Int, _ row: Int) -> Int {
    let count = labels[label].outputCount
    guard count > 1 else {
      return DecisionThreshold.predictedClass(
        of: predictions[label][row], above: thresholds[label])
    }
    var best = 0
    for index in 1..<count
    where predictions[label][row * count + index] > predictions[label][row * count + best] {
      best = index
    }
    return best
  }

  /// The classes, the most probable first, and of equally probable ones the first.
  private func classes(ranked label: Int, _ row: Int) -> [Int] {
    let count = labels[label].outputCount
    let probabilities = predictions[label][row * count..<(row + 1) * count]
    return (0..<count).sorted {
      let (one, other) = (
        probabilities[row * count + $0], probabilities[row * count + $1]
      )
      return (other, $0) < (one, $1)
    }
  }

  /// A probability with the digits that a Float has.
  private func probability(_ label: Int, _ row: Int, ofClass index: Int) -> String {
    let count = labels[label].outputCount
    let value =
      count > 1
      ? predictions[label][row * count + index]
      : index == 0 ? 1 - predictions[label][row] : predictions[label][row]
    return Float(value).description
  }

  /// The ends of a row's interval; infinite where the label has none.
  private func ends(of label: Int, _ row: Int) -> (low: Double, high: Double) {
    guard case .intervals(let low, let high) = sets[label] else { return (-.infinity, .infinity) }
    return (low[row], high[row])
  }

  private func classes(inSetOf label: Int, _ row: Int) -> [String] {
    guard case .classes(let members, let count) = sets[label] else { return labels[label].classes }
    return labels[label].classes.indices.filter { members[row * count + $0] }
      .map { labels[label].classes[$0] }
  }
}

extension PredictionTable {
  /// Writes the header and a record for each row, as CSV.
  public func write(to writer: TableWriter, rowCount: Int) throws(DatasetError) {
    var records = CSVRecords(columns: header.names)
    try writer.write(bytes: records.heading)
    append(rowCount: rowCount, to: &records)
    try writer.write(bytes: records.bytes)
  }
}
