import Comparing
import Datasets
import Statistics
import Training

/// What is told of the table of a comparison, under the first of its seeds.
struct ComparedTable {
  let tasks: [PredictionTask]
  let statistics: [LabelStatistics]
  let trainingRows: Int
  /// The rows that models are compared on, and what they are for.
  let judgingRows: Int
  let judgedOn: Split.Part

  init(_ data: PreparedData) {
    tasks = data.schema.tasks
    statistics = data.statistics
    trainingRows = data.split.train.count
    judgingRows = data.judgingRows.count
    judgedOn = data.judgingPart
  }
}
