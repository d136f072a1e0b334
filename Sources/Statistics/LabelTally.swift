internal import Datasets
internal import Losses

/// What a label column adds up to while its type is not known yet: counted as numbers and as
/// classes until the reader has settled on one.
struct LabelTally: Codable, Sendable {
  private var numbers: LabelAccumulator
  private var classes = LabelAccumulator()
  private var zeroOne = LabelAccumulator()
  private var traits = NumericTraits()

  /// - Parameter labelCount: How many labels there are.
  init(labelCount: Int) {
    numbers = LabelAccumulator(labelCount: labelCount)
  }

  /// Adds a chunk of the column's cells.
  mutating func add(_ cells: TableChunk.Cells, weights: [Float]?) {
    let (values, codes) = (cells.numbers, cells.codes)
    if !values.isEmpty {
      numbers.add(numbers: values, weights: weights)
      traits.add(values)
      zeroOne.add(codes: values.map { $0 == 0 ? 0 : $0 == 1 ? 1 : -1 }, weights: weights)
    }
    if !codes.isEmpty { classes.add(codes: codes, weights: weights) }
  }

  /// The column as a label, now that its type is known.
  ///
  /// - Throws: `DatasetError` where the column cannot be what was asked for, `StatisticsError`
  ///   where there is nothing to learn of it.
  func label(
    _ column: ColumnDescription, _ specification: LabelSpecification
  ) throws -> Finding {
    let evidence: LabelEvidence
    var counted = classes
    switch column.type {
    case .numeric:
      evidence = LabelEvidence(name: column.name, traits: traits)
    case .categorical(let categories):
      evidence = LabelEvidence(name: column.name, categories: categories.sorted)
      counted.reorderClasses(categories.ranks)
    case .date(let dates):
      var traits = NumericTraits()
      traits.add(dates.values)
      evidence = LabelEvidence(name: column.name, traits: traits)
      counted = classes.reading(codesAs: dates.values)
    }
    let request = try evidence.request(specification)
    if case .numeric = column.type { counted = request.kind == .binary ? zeroOne : numbers }
    return Finding(
      request: request, statistics: try LabelStatistics(label: request, counted),
      notices: evidence.notices(specification))
  }

  /// What a column is as a label.
  struct Finding {
    let request: LabelRequest
    let statistics: LabelStatistics
    let notices: [Notice]
  }
}
