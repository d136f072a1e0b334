import Balancing
import Datasets
import DurableFiles
import Foundation
import LinearAlgebra
import Losses
import NeuralNetwork
import Splitting
import Statistics
import Testing
import ThreadRanks
import Training

/// A table of which only some rows are in memory.
struct LargeTableTests {
  /// A folder that goes with the value.
  private final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "large-\(UUID())").path
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private static let rowCount = 3000
  private static let text: String = {
    var text = "when,a,kind,w,v,y_real,y_flag,y_sort,y_count\n"
    for row in 0..<rowCount {
      let a = row * 37 % 101
      let cells = [
        row % 19 == 4 ? "" : "2024-0\(1 + row % 9)-1\(row % 9)",
        row % 11 == 3 ? "NA" : "\(Double(a) / 4)", ["red", "Blue", "", "9"][row % 4],
        "\(1 + row % 4)", "\(row % 3)", row % 23 == 1 ? "" : "\(3 * a + row % 7).25",
        "\(a > 50 ? 1 : 0)", ["low", "mid", "high"][(a + row) % 3], "\(a % 6)",
      ]
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }()

  private func request(weighted: Bool) throws -> LargeTable.Request {
    let labels = try LabelSpecification.parse(
      labels: ["y_real", "y_flag", "y_sort", "y_count:count"], tasks: [])
    let weighting =
      weighted
      ? try LabelWeighting(columns: ["y_real=v"], classes: ["y_sort=balanced"])
      : LabelWeighting()
    return LargeTable.Request(
      options: ReadingOptions(
        columns: .all(
          labels.map(\.declaration)
            + ["w", "v"].map {
              ColumnDeclaration($0, as: weighted ? .numeric : .skipped, isRequired: true)
            })),
      labels: labels, weightColumn: weighted ? "w" : nil, weighting: weighting, ruledColumns: [])
  }

  /// The table on disk, in row groups that are cut anywhere.
  private func prepared(
    _ request: LargeTable.Request, kinds: [String: String] = [:], in folder: Folder
  ) throws -> PreparedTable {
    var writer = try PreparedTableWriter(path: folder.path, rowsPerGroup: 271)
    let description = try TableReader(
      sources: [.bytes(name: "t.csv", Array(Self.text.utf8))], options: request.options
    ).read { chunk throws(DatasetError) in
      do throws(FileError) {
        try writer.append(chunk)
      } catch {
        throw DatasetError(error)
      }
    }
    _ = try writer.finish(
      sources: ["t.csv"], description, reading: ReadingOptions(),
      labels: PreparedLabels(labels: []),
      tasks: kinds.map { name, kind in
        PreparedIndex.Task(
          name: name, labels: [name], kind: kind, loss: "", labelled: 1, initialLoss: 1,
          priorLoss: 1)
      })
    return try PreparedTable(path: folder.path)
  }

  private func data(
    weighted: Bool = false, share: Double = 0.3, in folder: Folder
  ) throws -> (large: LargeTable, data: PreparedData) {
    let request = try request(weighted: weighted)
    return try data(prepared(request, in: folder), request, share: share, .alone(shards: 1))
  }

  private func data(
    _ table: PreparedTable, _ request: LargeTable.Request, share: Double, _ sharing: RowSharing
  ) throws -> (large: LargeTable, data: PreparedData) {
    let large = try LargeTable(table, request, share: share, seed: 5, sharing: sharing)
    let shares = try SplitShares(train: 0.5, validation: 0.25, test: 0.25)
    let split = try large.table.split(by: RandomRows(shares), seed: 5)
    return (
      large,
      try large.prepared(
        split, encoding: EncodingOptions(), windowBytes: 40_000,
        folder: FileManager.default.temporaryDirectory.path)
    )
  }

  /// The sums over rows of each target and each number, weighted as in the loss.
  private func sums(_ table: TrainingTable, _ rows: [Int]) -> [Double] {
    let width = table.features.layout.numberCount
    let targets = table.targets.indices.map { label in
      let weights = table.weights.inLoss(of: label)
      return rows.reduce(0.0) { sum, row in
        let target = table.targets[label][row]
        return sum + (target.isNaN ? 1000 : Double(target)) * Double(weights?[row] ?? 1)
      }
    }
    return targets
      + (0..<width).map { place in
        rows.reduce(0.0) { $0 + Double(table.features.numbers[$1 * width + place]) }
      }
  }

  @Test(
    "all rows but those that judge are trained on, encoded as the model encodes them, and make the statistics",
    arguments: [false, true])
  func everyRow(weighted: Bool) throws {
    let folder = Folder()
    let (large, data) = try data(weighted: weighted, in: folder)
    let judged = data.split.validation.count + data.split.test.count
    #expect((600..<1200).contains(large.table.dataset.rowCount) && judged > 250)
    #expect(data.trainingRowCount == Self.rowCount - judged)

    // The same rows from a table in memory.
    let request = try request(weighted: weighted)
    let (dataset, description) = try Dataset.read(
      [.bytes(name: "t.csv", Array(Self.text.utf8))], options: request.options)
    let whole = try LabelledTable(
      dataset, description, options: request.options, labels: request.labels,
      weightColumn: request.weightColumn, weighting: request.weighting)
    // Rows are told apart by their labels and features; those that judge are in memory.
    let stored = try #require(data.stored)
    let all = Array(0..<Self.rowCount)
    let table = TrainingTable(
      features: EncodedFeatures(
        try dataset.replacing(large.table.reading.dateFeatures), by: data.schema),
      targets: zip(whole.labels, data.heads).map { $0.values.map($1.target) },
      weights: CellWeights(
        rows: whole.labelledRows.weights, ofLabels: whole.labelledRows.labelWeights,
        values: whole.labels.map(\.values), labels: data.schema.labels))
    var found = sums(table, []).map { _ in 0.0 }
    for bin in 0..<Int32(stored.binCount) {
      let part = try stored.table(ofBins: [bin], shard: 0)
      found = zip(found, sums(part, Array(0..<part.features.rowCount))).map(+)
    }
    let ofJudged = sums(data.table, (data.split.validation + data.split.test).map(Int.init))
    for (part, (judged, expected)) in zip(found, zip(ofJudged, sums(table, all))) {
      #expect(abs(part + judged - expected) < 1e-3 * max(abs(expected), 1))
    }

    // Statistics: what labels add up to over the rows that do not judge.
    for (label, statistics) in zip(whole.labels, data.statistics) {
      #expect(statistics.rows == data.trainingRowCount)
      let inMemory = large.table.labels.first { $0.label.name == label.label.name }
      let judgedLabels = (data.split.validation + data.split.test).filter {
        inMemory?.values[Int($0)].isNaN == false
      }
      let labelled = label.values.count { !$0.isNaN } - judgedLabels.count
      #expect(statistics.labelled == labelled)
      guard !weighted, let numbers = statistics.numbers else { continue }
      let total =
        label.values.reduce(0) { $0 + ($1.isNaN ? 0 : $1) }
        - judgedLabels.reduce(0) { $0 + (inMemory?.values[Int($1)] ?? 0) }
      #expect(abs(numbers.mean - total / Double(labelled)) < 1e-9 * abs(numbers.mean))
    }
  }

  @Test("training gives the same bits with any number of threads, and goes on with them")
  func sameBits() throws {
    let folder = Folder()
    let (_, data) = try data(in: folder)
    func trainer(threads: Int) throws -> Trainer {
      Trainer(
        .small(epochs: 3, dropout: 0.1), scheme: try SchemeCatalogue.parse("gradnorm"),
        taskWeights: data.heads.map { _ in 1 }, threads: threads)
    }
    let whole = try trainer(threads: 1).fit(data)
    #expect(whole.history.epochs.count == 3)
    #expect(try trainer(threads: 2).fit(data).parameters == whole.parameters)

    final class Kept {
      var checkpoints: [TrainingCheckpoint] = []
    }
    let kept = Kept()
    var observer = TrainingObserver()
    observer.interval = .rows(700)
    observer.save = { kept.checkpoints.append($0) }
    _ = try trainer(threads: 1).fit(data, observer: observer)
    #expect(kept.checkpoints.count > 5)
    for checkpoint in kept.checkpoints {
      #expect(try trainer(threads: 2).fit(data, from: checkpoint).parameters == whole.parameters)
    }
  }

  @Test(
    "ranks have the rows of their shards each, and train to the same bits",
    arguments: ["prior", "upgrad"])
  func ranks(scheme: String) throws {
    let folder = Folder()
    let request = try request(weighted: true)
    let table = try prepared(request, in: folder)
    final class Kept: @unchecked Sendable {
      var checkpoints: [TrainingCheckpoint] = []
    }
    let kept = Kept()
    /// What a rank has in memory, the rows that it has on disk, and what it has trained.
    func run(
      ranks count: Int, from checkpoint: TrainingCheckpoint? = nil
    ) throws -> [(data: PreparedData, sums: [Double], result: Trainer.Result)] {
      try ThreadRanks.run(count) { ranks in
        let sharing = RowSharing(
          ShardPlan(count: 4, rankCount: count), rank: ranks.rank,
          gather: { ranks.gather(try $0()) })
        let data = try data(table, request, share: 0.3, sharing).data
        var configuration = TrainingConfiguration.small(epochs: 2, dropout: 0.1)
        configuration.shards = 4
        var trainer = Trainer(
          configuration, scheme: try SchemeCatalogue.parse(scheme),
          taskWeights: data.heads.map { _ in 1 }, threads: 1)
        trainer.ranks = ranks
        var observer = TrainingObserver()
        observer.interval = .rows(900)
        if ranks.leads && checkpoint == nil { observer.save = { kept.checkpoints.append($0) } }
        let stored = try #require(data.stored)
        let parts = try stored.shards.map {
          try stored.table(ofBins: Array(0..<Int32(stored.binCount))[...], shard: $0)
        }
        let ofShards = parts.map { sums($0, Array(0..<$0.features.rowCount)) }
        return (
          data, ofShards.dropFirst().reduce(ofShards[0]) { zip($0, $1).map(+) },
          try trainer.fit(data, from: checkpoint, observer: observer)
        )
      }
    }
    let alone = try run(ranks: 1)[0]
    let saved = kept.checkpoints
    #expect(saved.count > 3)
    for count in 2...4 {
      let all = try run(ranks: count)
      for rank in all {
        #expect(rank.result.parameters == alone.result.parameters)
        #expect(rank.data.statistics == alone.data.statistics)
        #expect(rank.data.fingerprint == alone.data.fingerprint)
        #expect(
          rank.data.table.targets.map { $0.map(\.bitPattern) }
            == alone.data.table.targets.map { $0.map(\.bitPattern) })
      }
      // All rows are somewhere, and none is in two places.
      let total = all.dropFirst().reduce(all[0].sums) { zip($0, $1.sums).map(+) }
      for (sum, expected) in zip(total, alone.sums) {
        #expect(abs(sum - expected) < 1e-6 * max(abs(expected), 1))
      }
      let onDisk = try #require(alone.data.stored)
      for rank in all {
        let stored = try #require(rank.data.stored)
        #expect(stored.rowCounts == onDisk.rowCounts && stored.windowBytes < onDisk.windowBytes)
      }
    }
    for checkpoint in saved.prefix(3) {
      #expect(
        try run(ranks: 3, from: checkpoint)[2].result.parameters == alone.result.parameters)
    }
  }

  @Test("training learns what training in memory does")
  func skill() throws {
    let folder = Folder()
    let (large, data) = try data(in: folder)
    let scheme = try SchemeCatalogue.parse("prior")
    let trainer = Trainer(
      .small(epochs: 12), scheme: scheme, taskWeights: data.heads.map { _ in 1 }, threads: 1)
    let shares = try SplitShares(train: 0.5, validation: 0.25, test: 0.25)
    let inMemory = try large.table.prepared(
      try large.table.split(by: RandomRows(shares), seed: 5))
    let (stored, resident) = (try trainer.fit(data), try trainer.fit(inMemory))
    let scores = [stored, resident].map { result in
      result.history.epochs.compactMap(\.validationScore).min() ?? .infinity
    }
    // It has six times as many rows to learn from.
    #expect(scores[0] < scores[1] && scores[1] < 1, "\(scores)")
  }

  @Test("a label that is another kind in the rows drawn than in all is refused")
  func otherKind() throws {
    let folder = Folder()
    let request = try request(weighted: false)
    let table = try prepared(request, kinds: ["y_flag": "regression"], in: folder)
    let error = #expect(throws: DatasetError.self) {
      try LargeTable(table, request, share: 0.2, seed: 1, sharing: .alone(shards: 1))
    }
    #expect(error?.column == "y_flag" && error?.kind == .request)
  }
}
