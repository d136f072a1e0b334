package import Comparing
package import Datasets
package import Statistics
package import Training

/// What is told of the table of a comparison, under the first of its seeds.
package struct ComparedTable {
  package let tasks: [PredictionTask]
  package let statistics: [TaskStatistics]
  package let trainingRows: Int
  /// The rows that models are compared on, and what they are for.
  package let judgingRows: Int
  package let judgedOn: Split.Part
  /// How many parameters the networks have.
  package let parameters: ParameterCounts

  package init(_ data: PreparedData, of trainer: ComparisonTrainer) {
    tasks = data.schema.tasks
    statistics = data.taskStatistics
    trainingRows = data.split.train.count
    judgingRows = data.judgingRows.count
    judgedOn = data.judgingPart
    parameters = ParameterCounts(trainer, data: data)
  }
}
