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
    let cells = cells
    for row in 0..<rowCount {
      append(row, cells, to: &records)
      records.endRecord()
    }
  }

  /// Appends a row's cells to a record.
  package func append(row: Int, to record: inout some RecordBuilder) {
    append(row, cells, to: &record)
  }

  /// A column with what its cells are made of. To look that up by label for each cell takes longer
  /// than all else: a label is a large value, and copying it touches many counts of references.
  fileprivate struct Cells {
    let column: PredictionColumn
    /// The label's predictions, so many a row.
    var values: [Double] = []
    var stride = 1
    /// The names of its classes.
    var classes: [String] = []
    var threshold: Double?
    var number = PredictedNumber(scale: 1)
  }

  private var cells: [Cells] {
    header.columns.map { column in
      guard let label = column.label else { return Cells(column: column) }
      return Cells(
        column: column, values: predictions[label], stride: labels[label].outputCount,
        classes: labels[label].classes, threshold: thresholds[label],
        number: PredictedNumber(scale: scales[label]))
    }
  }

  private func append(_ row: Int, _ cells: [Cells], to record: inout some RecordBuilder) {
    // Of a label with ranks all are found at once.
    var ranking: (label: Int, classes: [Int])?
    func ranked(_ label: Int, _ rank: Int, _ index: Int) -> Int {
      if ranking?.label != label { ranking = (label, cells[index].ranked(row)) }
      return ranking?.classes[rank] ?? 0
    }
    for index in cells.indices {
      switch cells[index].column {
      case .kept(let place): record.append(text: kept.cell(row: row, column: place))
      case .number: record.append(number: cells[index].number.written(cells[index].values[row]))
      case .predictedClass:
        record.append(text: cells[index].classes[cells[index].predictedClass(row)])
      case .probability(_, let ofClass):
        record.append(number: cells[index].probability(row, ofClass: ofClass))
      case .rankedClass(let label, let rank):
        record.append(text: cells[index].classes[ranked(label, rank, index)])
      case .rankedProbability(let label, let rank):
        record.append(
          number: cells[index].probability(row, ofClass: ranked(label, rank, index)))
      case .low(let label):
        record.append(number: cells[index].number.written(ends(of: label, row).low, .down))
      case .high(let label):
        record.append(number: cells[index].number.written(ends(of: label, row).high, .up))
      case .classSet(let label):
        record.append(texts: classes(inSetOf: label, row, cells[index].classes))
      }
    }
  }

  /// The ends of a row's interval; infinite where the label has none.
  private func ends(of label: Int, _ row: Int) -> (low: Double, high: Double) {
    guard case .intervals(let low, let high) = sets[label] else { return (-.infinity, .infinity) }
    return (low[row], high[row])
  }

  private func classes(inSetOf label: Int, _ row: Int, _ classes: [String]) -> [String] {
    guard case .classes(let members, let count) = sets[label] else { return classes }
    return classes.indices.filter { members[row * count + $0] }.map { classes[$0] }
  }
}

extension PredictionTable.Cells {
  /// The most probable class, of equally probable ones the first; of two that which the threshold
  /// says.
  func predictedClass(_ row: Int) -> Int {
    guard stride > 1 else {
      return DecisionThreshold.predictedClass(of: values[row], above: threshold)
    }
    let first = row * stride
    var best = first
    for place in first..<first + stride where values[place] > values[best] { best = place }
    return best - first
  }

  /// The classes, the most probable first, and of equally probable ones the first.
  func ranked(_ row: Int) -> [Int] {
    (0..<stride).sorted {
      let (one, other) = (values[row * stride + $0], values[row * stride + $1])
      return (other, $0) < (one, $1)
    }
  }

  /// A probability with the digits that a Float has.
  func probability(_ row: Int, ofClass index: Int) -> WrittenNumber {
    let value =
      stride > 1 ? values[row * stride + index] : index == 0 ? 1 - values[row] : values[row]
    return .single(Float(value))
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
