public import Datasets
internal import NeuralNetwork

extension PreparedData {
  /// What a person should know before a run on this table begins, because its result will not be what
  /// they may expect.
  public func notices(for configuration: TrainingConfiguration) -> [Notice] {
    var notices = table.features.constantFeatures(of: schema.features, rows: split.train).map {
      Notice("its cells are the same in every training row: it teaches nothing", column: $0.name)
    }
    let rows = split.train.count
    if configuration.batchSize > rows {
      notices.append(
        Notice(
          "--batch-size is \(configuration.batchSize), but there are \(rows) training rows: every "
            + "epoch is a single step on all of them"))
    }
    if split.validation.isEmpty {
      notices.append(
        Notice(
          "there are no validation rows: the last epoch counts as the best, and nothing stops the "
            + "training early"))
      return notices
    }
    for (task, targets) in zip(schema.tasks, table.targets)
    where split.validation.allSatisfy({ targets[Int($0)].isNaN }) {
      notices.append(
        Notice(
          "none of the \(split.validation.count) validation rows has this label: it has no part in "
            + "choosing the best epoch", column: task.name))
    }
    return notices
  }
}
