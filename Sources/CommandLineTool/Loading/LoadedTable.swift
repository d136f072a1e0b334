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

  /// Splits and encodes a table. What was read goes when nobody else keeps it.
  init(_ table: UnderstoodTable, training: TrainingOptions) throws {
    data = try table.prepared(by: training, seed: training.seed)
    reading = table.reading
    notices = table.notices + table.table.notices(of: data.split)
    splitWords = table.splitWords
    rowCount = table.table.dataset.rowCount
  }

  /// All that a model file says besides the parameters.
  func description(
    _ network: NetworkConfiguration, balance: String
  ) -> MultiTaskModel.Description {
    data.description(network, balance: balance, reading: reading)
  }
}
