import Comparing
import Datasets
import NeuralNetwork
import Training

/// A table as the command line asks for it: read, understood, split and prepared for training.
struct LoadedTable {
  let data: PreparedData
  /// How its text was read; tables to predict are read alike.
  let reading: ReadingOptions
  let notices: [Notice]
  /// How its rows are split, in words.
  let splitWords: String
  /// How many rows it has, those in no part included.
  let rowCount: Int
  /// The rows that judge, as they were read; nil where nobody asked for them.
  let judged: TableExcerpt?
  /// Whether all of its rows are in memory.
  let isWhole: Bool

  /// Splits and encodes a table. What was read goes when nobody else keeps it.
  ///
  /// - Parameter keepsJudged: Whether the rows that judge are kept as they were read.
  init(_ table: UnderstoodTable, training: TrainingOptions, keepsJudged: Bool = false) throws {
    data = try table.prepared(by: training, seed: training.seed)
    reading = table.reading
    notices = table.notices + table.table.notices(of: data.split)
    splitWords = table.splitWords
    rowCount = table.table.dataset.rowCount
    isWhole = true
    judged =
      keepsJudged ? table.table.excerpt(data.judgingRows, groups: data.split.groups) : nil
  }

  /// All that a model file says besides the parameters.
  func description(
    _ network: NetworkConfiguration, balance: String
  ) -> MultiTaskModel.Description {
    data.description(network, balance: balance, reading: reading)
  }
}
