import ArgumentParser
import Comparing
import Datasets
import DurableFiles
import Remedies
import Reports
import Splitting
import Training

extension LoadedTable {
  /// How many times its row in a file a row takes in memory while a table is read and encoded.
  private static let growth = 5.0
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
    try Self.refuseWithMemory(command)
    let shares = try command.split.shares()
    let share = room / (2 * Self.growth) / bytes
    var request = LargeTable.Request(
      options: try command.table.readingOptions(of: command.data),
      labels: try command.labels.specifications(), weightColumn: command.labels.weightColumn,
      weighting: try command.labels.weighting, ruledColumns: [])
    request.options.columns = try command.columns.selection(labels: command.labels, split: [])
    let seed = command.training.seed
    let large = try LargeTable(prepared, request, share: share, seed: seed)
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
    notices =
      table.notices + table.notices(of: data.split) + [
        Notice(
          "the table would take about \(MemorySize(bytes: MemoryEstimate.base + bytes * Self.growth)), more than "
            + "\(command.memory.limit.name): its training rows stay on disk; \(inMemory.grouped) of "
            + "\(rowCount.grouped) rows, drawn at random, are in memory, and judge")
      ]
    splitWords =
      "\(inMemory.grouped) rows \(rule.drawing); of these \(data.split.validation.count.grouped) are "
      + "for validation and \(data.split.test.count.grouped) for testing, all other rows of the table "
      + "for training"
    judged =
      command.permuting.importance ? table.excerpt(data.judgingRows, groups: nil) : nil
    isWhole = false
  }

  /// Refuses what needs all rows in memory.
  private static func refuseWithMemory(_ command: TrainCommand) throws {
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
