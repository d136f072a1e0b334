package import Datasets
internal import DurableFiles
internal import LinearAlgebra
internal import Losses
internal import NeuralNetwork
internal import RandomNumbers
internal import Remedies
internal import Splitting
internal import Statistics

/// A prepared table of which only some rows are in memory, drawn at random. By these it is looked at,
/// split and encoded, and they judge; all others are for training, and stay on disk. Of several ranks
/// each reads the rows of its shards, and all have those in memory.
package struct LargeTable: Sendable {
  /// The rows in memory, with their labels understood.
  package let table: LabelledTable
  private let groups: PreparedGroups
  /// For each row group which of its rows are in memory.
  private let drawn: [[Int32]]
  /// For each row group how many rows of those before it are in memory.
  private let drawnBefore: [Int]
  private let weightColumn: String?
  private let weighting: LabelWeighting
  private let seed: UInt64
  private let sharing: RowSharing
  /// Which rows are of which shards.
  private let shards: GroupShards

  /// What of a table is to be read, and as what.
  package struct Request {
    /// How it is read, and which columns.
    package var options: ReadingOptions
    /// Which columns are labels.
    package var labels: [LabelSpecification]
    /// The column of the rows' weights.
    package var weightColumn: String?
    /// What labels' cells and classes count for besides.
    package var weighting: LabelWeighting
    /// Columns that say which rows are for what, which are no features.
    package var ruledColumns: Set<String>

    /// A request.
    package init(
      options: ReadingOptions, labels: [LabelSpecification], weightColumn: String?,
      weighting: LabelWeighting, ruledColumns: Set<String>
    ) {
      self.options = options
      self.labels = labels
      self.weightColumn = weightColumn
      self.weighting = weighting
      self.ruledColumns = ruledColumns
    }
  }

  /// Draws rows and understands their labels.
  ///
  /// - Parameters:
  ///   - share: How many of the rows are in memory, from 0 to 1.
  ///   - seed: Decides which.
  ///   - sharing: Says who reads which rows.
  /// - Throws: As `LabelledTable`; also where the rows that were drawn make a label something else
  ///   than all of them do.
  package init(
    _ prepared: PreparedTable, _ request: Request, share: Double, seed: UInt64,
    sharing: RowSharing
  ) throws {
    groups = try PreparedGroups(prepared, request.options)
    weightColumn = request.weightColumn
    weighting = request.weighting
    self.seed = seed
    self.sharing = sharing
    shards = GroupShards(rowCounts: groups.rowCounts, count: sharing.plan.count)
    var generator = SeededGenerator(seed: seed, stream: .sampling)
    drawn = groups.rowCounts.map { count in
      (0..<Int32(count)).filter { _ in generator.uniform() < share }
    }
    var before = 0
    drawnBefore = drawn.map { rows in
      defer { before += rows.count }
      return before
    }
    table = try LabelledTable(
      try Self.gathered(drawn, of: groups, shards, sharing), groups.description,
      options: request.options, labels: request.labels, weightColumn: weightColumn,
      weighting: weighting, ruledColumns: request.ruledColumns)
    try check(kinds: prepared.index.kinds)
  }

  /// Rows of all groups on all ranks: each reads those of its shards, and all gather them, a group of
  /// each at a time.
  private static func gathered(
    _ rows: [[Int32]], of groups: PreparedGroups, _ shards: GroupShards, _ sharing: RowSharing
  ) throws -> Dataset {
    let visits = (0..<sharing.plan.rankCount).map { rank in
      shards.visits(of: sharing.plan.shards(of: rank))
    }
    var parts: [[Dataset]] = visits.map { _ in [] }
    for round in 0..<visits.reduce(0, { max($0, $1.count) }) {
      let excerpts = try sharing.gather {
        guard round < visits[sharing.rank].count else { return [] }
        let visit = visits[sharing.rank][round]
        return try groups.excerpt(
          visit.group, rows: rows[visit.group].filter { visit.rows.contains(Int($0)) })
      }
      for (rank, excerpt) in excerpts.enumerated() where !excerpt.isEmpty {
        parts[rank].append(try groups.dataset(excerpt: excerpt))
      }
    }
    return Dataset(joining: parts.flatMap(\.self))
  }

  /// The rows split and encoded, the training rows that are not in memory among them.
  ///
  /// - Parameters:
  ///   - split: Of the rows in memory. Those of validation and testing are not trained on; all
  ///     others are, also those that are not in memory.
  ///   - windowBytes: How many bytes of training rows are in memory at a time, on all ranks together.
  ///   - folder: Where the encoded rows take room on the disk.
  package func prepared(
    _ split: Split, encoding: EncodingOptions, windowBytes: Int, folder: String
  ) throws -> PreparedData {
    let judged = Set(split.validation).union(split.test)
    let data = try table.prepared(
      split, encoding: encoding, statistics: try statistics(without: judged))
    let stored = try stored(
      data, without: judged, windowBytes: windowBytes, folder: folder)
    return data.training(on: stored, ofFiles: groups.checksums)
  }

  /// Refuses kinds that follow from the rows drawn, but not from all.
  private func check(kinds: [String: String]) throws(DatasetError) {
    for label in table.labels.map(\.label) {
      guard let kind = kinds[label.name], kind != label.kind.rawValue,
        let asked = LabelKind(rawValue: kind)
      else { continue }
      throw DatasetError(
        .request, column: label.name,
        problem:
          "looks like a \(label.kind.rawValue) label in the rows in memory, and was prepared "
          + "as a \(kind) label",
        remedy: Remedy(
          "say what it is: \(.labels, .literal("\(label.name):\(asked.rawValue)"))"))
    }
  }

  /// Each label's statistics over all training rows: those of each shard, merged in their order.
  private func statistics(without judged: Set<Int32>) throws -> [LabelStatistics] {
    let ofShards = try sharing.gather([[LabelAccumulator]].self) {
      try accumulated(without: judged)
    }.flatMap(\.self)
    return try table.labels.indices.map { index in
      var sums = ofShards[0][index]
      for others in ofShards.dropFirst() { sums.merge(others[index]) }
      return try LabelStatistics(label: table.labels[index].label, sums)
    }
  }

  /// For each of this rank's shards what each label adds up to over its training rows.
  private func accumulated(without judged: Set<Int32>) throws -> [[LabelAccumulator]] {
    let requests = table.labels.map(\.label)
    // Those of all shards together keep as many numbers as those of one would.
    let count = requests.count * sharing.plan.count
    var sums = sharing.shards.map { _ in
      requests.map { _ in LabelAccumulator(labelCount: count) }
    }
    let columns = Set(requests.map(\.name)).union(weighting.columnNames)
      .union([weightColumn].compactMap(\.self))
    for visit in shards.visits(of: sharing.shards) {
      let places = places(ofGroup: visit.group)
      let whole = try groups.dataset(visit.group, columns: columns)
      for (shard, rows) in visit.pieces {
        let left = rows.filter { !judged.contains(places[$0]) }.map(Int32.init)
        let part = whole.rows(left, columns: columns)
        let weights = try part.rowWeights(weightColumn)
        for (index, request) in requests.enumerated() {
          let values = try part.values(of: request)
          let own = try part.rowWeights(weighting.column(of: request.name))?.times(weights)
          sums[shard - sharing.shards.lowerBound][index]
            .add(values, of: request, weights: own ?? weights)
        }
      }
    }
    return sums
  }

  /// The training rows on disk.
  private func stored(
    _ data: PreparedData, without judged: Set<Int32>, windowBytes: Int, folder: String
  ) throws -> StoredRows {
    let labels = data.schema.labels
    let weighted = labels.indices.filter { weighting.column(of: labels[$0].name) != nil }
    let record = RowRecord(
      layout: data.table.features.layout, labels: labels, hasRowWeights: weightColumn != nil,
      weighted: weighted)
    let rowCount = groups.rowCounts.reduce(0, +) - judged.count
    var dealer: RowDealer?
    let rowCounts = try sharing.gather([[Int]].self) {
      var dealing = try RowDealer(
        record, rowCount: rowCount, windowBytes: windowBytes, seed: seed, folder: folder,
        sharing: sharing)
      try deal(data, without: judged, to: &dealing)
      let counts = try dealing.finish()
      dealer = dealing
      return counts
    }.flatMap(\.self)
    guard let dealer else { preconditionFailure("who has gathered has dealt") }
    return dealer.rows(rowCounts)
  }

  /// Encodes and deals this rank's training rows.
  private func deal(
    _ data: PreparedData, without judged: Set<Int32>, to dealer: inout RowDealer
  ) throws {
    let encoder = FeatureEncoder(data.schema, decimalMark: table.reading.decimalMark)
    let heads = data.heads
    let encode: @Sendable (Int) -> Result<EncodedGroup, any Error> = { [self] group in
      Result { try encoded(group, encoder, heads: heads) }
    }
    let own = data.schema.labels.indices.map { data.table.weights.ofLabel($0) }
    let visits = shards.visits(of: sharing.shards)
    var next = visits.first.map { first in ReadAhead { encode(first.group) } }
    for (number, visit) in visits.enumerated() {
      guard let rows = try next?.value.get() else { preconditionFailure("each was begun") }
      next = visits.dropFirst(number + 1).first.map { visit in ReadAhead { encode(visit.group) } }
      let places = places(ofGroup: visit.group)
      for (shard, piece) in visit.pieces {
        for row in piece where !judged.contains(places[row]) {
          let place = places[row]
          if place < 0 {
            try dealer.deal(
              row, of: rows.features, targets: rows.targets, weights: rows.weights,
              labelWeights: rows.labelWeights, shard: shard)
          } else {
            // What is made of several columns does not tell these rows their own labels.
            try dealer.deal(
              Int(place), of: data.table.features, targets: data.table.targets,
              weights: data.table.weights.rows, labelWeights: own, shard: shard)
          }
        }
      }
    }
  }

  /// The rows of a group, encoded.
  private struct EncodedGroup: Sendable {
    let features: EncodedFeatures
    let targets: [[Float]]
    let weights: [Float]?
    let labelWeights: [[Float]?]
  }

  private func encoded(
    _ group: Int, _ encoder: FeatureEncoder, heads: [HeadConfiguration]
  ) throws -> EncodedGroup {
    let dataset = try groups.dataset(group)
    let requests = table.labels.map(\.label)
    let weights = try dataset.rowWeights(weightColumn)
    return EncodedGroup(
      features: encoder.encode(try dataset.replacing(table.reading.dateFeatures)),
      targets: try zip(requests, heads).map { request, head in
        try dataset.values(of: request).map(head.target)
      },
      weights: weights,
      labelWeights: try requests.map { request in
        try dataset.rowWeights(weighting.column(of: request.name))?.times(weights)
      })
  }

  /// For each row of a group its place among those in memory; −1 where it is not there.
  private func places(ofGroup group: Int) -> [Int32] {
    let before = drawnBefore[group]
    var places = [Int32](repeating: -1, count: groups.rowCounts[group])
    for (place, row) in drawn[group].enumerated() { places[Int(row)] = Int32(before + place) }
    return places
  }
}

extension Dataset {
  /// A label's value in each row: a number, or the index of a class; NaN where it is missing.
  fileprivate func values(of label: LabelRequest) throws(DatasetError) -> [Double] {
    guard let column = self[label.name] else {
      preconditionFailure("the label columns were asked for")
    }
    switch column.values {
    case .categorical(let cells): return cells.codes.map { $0 < 0 ? .nan : Double($0) }
    case .numeric(let numbers):
      let values = numbers.doubles
      try label.transform?.check(values, of: column.name)
      guard label.kind.isClass else { return values }
      if let other = values.first(where: { !$0.isNaN && $0 != 0 && $0 != 1 }) {
        throw DatasetError(
          .data, column: label.name, value: "\(other)", problem: "is neither 0 nor 1")
      }
      return values
    }
  }

  /// The weight of each row; nil without a column of weights.
  fileprivate func rowWeights(_ column: String?) throws(DatasetError) -> [Float]? {
    guard let column, case .numeric(let numbers) = self[column]?.values else { return nil }
    return try RowWeights(numbers.floats, column: column).values
  }
}
