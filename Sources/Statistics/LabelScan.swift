public import Datasets

/// What one pass over a table says of its labels. Features are not read, and memory does not grow
/// with the rows.
public struct LabelScan: Sendable {
  /// The number of rows.
  public let rows: Int
  /// The statistics of each task, in the order of `PredictionTask.tasks`.
  public let statistics: [TaskStatistics]
  /// How often labels occur together, in the order of the tasks' labels.
  public let coObservation: CoObservation
  /// What a person should know.
  public let notices: [Notice]

  /// Reads the labels of some sources as one table.
  ///
  /// - Parameters:
  ///   - options: How to read the text; its selection of columns is replaced by the labels.
  ///   - labels: Which columns are labels, and what they are.
  ///   - ignored: Names or patterns of columns that are no labels even if a pattern says so.
  ///   - weightColumn: The column with each row's weight, if there is one.
  ///   - weighting: What cells and classes count for besides.
  ///   - threads: How many threads read; as many as there are processors if nil.
  /// - Throws: `DatasetError` for the table, `StatisticsError` for a label that there is nothing to
  ///   learn of.
  public init(
    _ sources: [TableSource], options: ReadingOptions, labels: [LabelSpecification],
    ignored: [String] = [], weightColumn: String? = nil,
    weighting: LabelWeighting = LabelWeighting(), threads: Int? = nil,
    progress: ((ReadingProgress) -> Void)? = nil
  ) throws {
    var options = options
    options.columns = .matching(
      labels.map(\.declaration) + ignored.map { ColumnDeclaration($0, as: .skipped) }
        + (weightColumn.map { [ColumnDeclaration($0, as: .numeric, isRequired: true)] } ?? [])
        + weighting.declarations)
    var tallies = LabelTallies(labels, weightColumn: weightColumn, weighting: weighting)
    let description = try TableReader(
      sources: sources, options: options, threads: threads
    )
    .read(progress: progress) { chunk throws(DatasetError) in try tallies.add(chunk) }
    self = try tallies.scan(description, file: sources.first?.name)
  }

  /// What was found.
  fileprivate init(
    rows: Int, statistics: [TaskStatistics], coObservation: CoObservation, notices: [Notice]
  ) {
    self.rows = rows
    self.statistics = statistics
    self.coObservation = coObservation
    self.notices = notices
  }
}

/// What the chunks of a table add up to of its labels, whatever other columns they have.
package struct LabelTallies {
  private let labels: [LabelSpecification]
  private let weightColumn: String?
  private let weighting: LabelWeighting
  /// What the chunks so far add up to.
  package private(set) var sums: Sums

  /// What chunks add up to.
  package struct Sums: Codable, Sendable {
    fileprivate var names: [String] = []
    fileprivate var tallies: [LabelTally] = []
    fileprivate var together = CoObservation(labelCount: 0)
    fileprivate var countsSome: Bool
  }

  /// - Parameters:
  ///   - labels: Which columns are labels, and what they are.
  ///   - weightColumn: The column with each row's weight, if there is one.
  ///   - weighting: What cells and classes count for besides.
  ///   - sums: What the chunks before add up to; nil where there are none.
  package init(
    _ labels: [LabelSpecification], weightColumn: String?, weighting: LabelWeighting,
    from sums: Sums? = nil
  ) {
    self.labels = labels
    self.weightColumn = weightColumn
    self.weighting = weighting
    self.sums = sums ?? Sums(countsSome: weightColumn == nil)
  }

  /// Adds the rows of a chunk.
  package mutating func add(_ chunk: TableChunk) throws(DatasetError) {
    let weights = try chunk.weights(of: weightColumn)
    sums.countsSome = sums.countsSome || weights?.contains { $0 > 0 } ?? true
    let labels = zip(chunk.names, chunk.columns).filter(\.1.isLabel)
    let cells = labels.map(\.1)
    if sums.tallies.isEmpty {
      sums.names = labels.map(\.0)
      sums.tallies = cells.map { _ in LabelTally(labelCount: cells.count) }
      sums.together = CoObservation(labelCount: cells.count)
    }
    for (index, label) in labels.enumerated() {
      let own = try chunk.weights(of: weighting.column(of: label.0))
      sums.tallies[index].add(label.1, weights: own.map { $0.times(weights) } ?? weights)
    }
    sums.together.add(columns: cells.map(\.presence))
  }

  /// What was found, now that the table has been read.
  ///
  /// - Parameter file: What an error calls the table.
  package func scan(_ description: TableDescription, file: String?) throws -> LabelScan {
    guard description.rowCount > 0 else {
      throw DatasetError(
        .data, file: file, problem: "has a header but no rows", remedy: "give it some")
    }
    if let weightColumn, !sums.countsSome {
      throw RowWeights.allZero(weightColumn, rows: description.rowCount)
    }
    let read = Set(sums.names)
    let columns = description.columns.filter { read.contains($0.name) }
    let resolved = try weighting.applied(
      to: LabelSpecification.resolve(labels, header: columns.map(\.name)))
    let places = Dictionary(uniqueKeysWithValues: zip(columns.map(\.name), columns.indices))
    let order = resolved.compactMap { places[$0.pattern] }
    var found: [LabelTally.Finding] = []
    for (index, specification) in zip(order, resolved) {
      found.append(try sums.tallies[index].label(columns[index], specification))
    }
    try SharedTask.check(found.map(\.request))
    let tasks = PredictionTask.tasks(
      of: found.map(\.statistics.label), shared: found.map(\.request.task))
    return LabelScan(
      rows: description.rowCount, statistics: tasks.statistics(found.map(\.statistics)),
      coObservation: sums.together.reordered(order),
      notices: description.notices + found.flatMap(\.notices))
  }
}

extension TableChunk {
  /// The weight of each row; nil without a weight column.
  fileprivate func weights(of column: String?) throws(DatasetError) -> [Float]? {
    guard let column, let index = names.firstIndex(of: column) else { return nil }
    return try RowWeights(
      columns[index].numbers.map(Float.init), column: column, firstRow: firstRow
    ).values
  }
}

extension TableChunk.Cells {
  /// NaN where the cell is missing, any number elsewhere.
  fileprivate var presence: [Double] {
    let codes = codes
    return codes.isEmpty ? numbers : codes.map { $0 < 0 ? .nan : 0 }
  }
}
