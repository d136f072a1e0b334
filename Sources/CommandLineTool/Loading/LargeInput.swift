import ArgumentParser
import Comparing
import Datasets
import DurableFiles
import Remedies
import Reports
import Splitting
import Training

extension LoadedTable {
  /// How many times what it takes in its file a row takes in memory while a table is read and
  /// encoded: its cells twice, and encoded with splines and waves.
  private static let growth = 5.0
  /// The fewest rows in memory by which a table is looked at.
  private static let fewestRows = 500.0
  /// The most of the rows in memory that are for validation, and as many for testing.
  private static let mostJudged = 0.25

  /// A prepared table that is larger than memory: rows drawn at random are in memory, and judge; all
  /// others are for training and stay on disk. Nil for a table that is smaller, or text.
  ///
  /// - Parameter folder: Where the training rows take room on the disk.
  init?(largeFor command: TrainCommand, writingIn folder: String) throws {
    guard let prepared = try PreparedInput.table(command.data) else { return nil }
    let room = max(command.memory.limit.bytes - MemoryEstimate.base, 0)
    let bytes = Double(prepared.index.rows) * Double(prepared.index.bytesPerRow)
    guard bytes * Self.growth > room else { return nil }
    // Half of it for the rows that are looked at; windows of training rows have room when these have
    // been read.
    let share = room / (2 * Self.growth) / bytes
    try Self.check(command, rows: share * Double(prepared.index.rows))
    let shares = try command.split.shares()
    var request = LargeTable.Request(
      options: try command.table.readingOptions(of: command.data),
      labels: try command.labels.specifications(), weightColumn: command.labels.weightColumn,
      weighting: try command.labels.weighting, ruledColumns: [])
    request.options.columns = try command.columns.selection(labels: command.labels, split: [])
    let seed = command.training.seed
    let large = try LargeTable(
      prepared, request, share: share, seed: seed,
      sharing: Job.sharing(shards: command.training.shardCount))
    let validation = min(shares.validation / share, Self.mostJudged)
    let test = min(shares.test / share, Self.mostJudged)
    let rule = StratifiedRows(
      try SplitShares(train: 1 - validation - test, validation: validation, test: test))
    let table = large.table
    data = try large.prepared(
      try table.split(by: rule, seed: seed),
      encoding: command.training.encoding(numbers: table.numberCount),
      windowBytes: Int(room / 8), folder: folder)
    reading = table.reading
    rowCount = prepared.index.rows
    let inMemory = table.dataset.rowCount
    let whole = MemorySize(bytes: MemoryEstimate.base + bytes * Self.growth)
    notices =
      table.notices + table.notices(of: data.split) + [
        Notice(
          "the table would take about \(whole), more than \(command.memory.limit.name): its training "
            + "rows stay on disk; \(inMemory.grouped) of \(rowCount.grouped) rows, drawn at random, are in "
            + "memory, those that judge among them")
      ]
    splitWords =
      "\(inMemory.grouped) rows \(rule.drawing); of these \(data.split.validation.count.grouped) are "
      + "for validation and \(data.split.test.count.grouped) for testing, all other rows of the table "
      + "for training"
    judged =
      command.permuting.importance ? table.excerpt(data.judgingRows, groups: nil) : nil
    isWhole = false
  }

  /// Refuses what needs all rows in memory, and a memory that holds almost none.
  private static func check(_ command: TrainCommand, rows: Double) throws {
    guard rows >= fewestRows else {
      throw MemoryError(
        problem:
          "\(command.memory.limit.name) is too little for this table: some \(Int(rows)) of its rows "
          + "would be in memory", remedy: "allow more \(.bytes)")
    }
    let rule = try command.split.rule(data: command.data)
    guard rule is StratifiedRows || rule is RandomRows else {
      throw MemoryError(
        problem:
          "the table is larger than \(command.memory.limit.name): then the rows that judge are "
          + "drawn at random, and cannot be \(rule.words)",
        remedy: "leave out what says how rows are split, or allow more \(.bytes)")
    }
  }
}
