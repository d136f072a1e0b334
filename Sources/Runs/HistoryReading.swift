internal import Datasets
public import Training

extension RunFolder {
  /// Reads what was seen in each epoch from the run's tables. The number of an epoch, weights,
  /// losses and lengths of gradients are in `history.csv`; without `gramian.csv` there are no pairs
  /// of tasks.
  ///
  /// - Parameter tasks: The tasks' names, in the model's order.
  /// - Returns: The history; nil without `history.csv`, as beside a model file by itself.
  /// - Throws: `DatasetError` where a table is not as it was written.
  public func readHistory(tasks: [String]) throws -> History? {
    guard let table = try WrittenTable(path: "\(path)/\(Self.historyName)") else { return nil }
    let pairs = try readPairs(tasks: tasks)
    var bestEpoch = 0
    let epochs = try (0..<table.rowCount).map { row in
      let number = try table.integer("epoch", row: row)
      if try table.integer("best", row: row) == 1 { bestEpoch = number }
      return History.Epoch(
        number: number, rate: try table.required("learning_rate", row: row),
        seconds: try table.required("seconds", row: row),
        validationScore: try table.number("val_score", row: row),
        tasks: try tasks.map { try table.values(of: $0, row: row) },
        gradients: try table.norms(of: tasks, row: row).map {
          GradientSummary(norms: $0, pairs: pairs[number] ?? [])
        })
    }
    return History(
      tasks: tasks, epochs: epochs, bestEpoch: bestEpoch, taskEpochs: try table.kept(of: tasks))
  }

  /// The pairs of each epoch, by its number.
  private func readPairs(
    tasks: [String]
  ) throws(DatasetError) -> [Int: [GradientSummary.Pair]] {
    guard let table = try WrittenTable(path: "\(path)/\(Self.gradientName)") else { return [:] }
    let indices = Dictionary(
      tasks.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    var pairs: [Int: [GradientSummary.Pair]] = [:]
    for row in 0..<table.rowCount {
      func task(_ column: String) throws(DatasetError) -> Int {
        let name = try table.text(column, row: row) ?? ""
        guard let index = indices[name] else {
          throw table.unusable(
            "\"\(name)\" is not a task of the model", column: column, row: row)
        }
        return index
      }
      pairs[try table.integer("epoch", row: row), default: []].append(
        GradientSummary.Pair(
          first: try task("task"), second: try task("other_task"),
          cosine: try table.required("mean_cosine", row: row),
          conflictShare: try table.required("conflict_share", row: row),
          steps: try table.integer("steps", row: row)))
    }
    return pairs
  }
}

extension WrittenTable {
  /// A task's losses and weight.
  fileprivate func values(
    of task: String, row: Int
  ) throws(DatasetError) -> History.Epoch.TaskValues {
    History.Epoch.TaskValues(
      trainingLoss: try number("\(task)_train_loss", row: row),
      validationLoss: try number("\(task)_val_loss", row: row),
      weight: try required("\(task)_weight", row: row),
      damping: contains("\(task)_damping") ? try required("\(task)_damping", row: row) : nil)
  }

  /// For each task the number of the epoch from which it is predicted; nil where tasks have no
  /// epochs of their own.
  fileprivate func kept(of tasks: [String]) throws(DatasetError) -> [Int]? {
    guard tasks.contains(where: { contains("\($0)_kept") }) else { return nil }
    var epochs: [Int] = []
    for task in tasks {
      let column = "\(task)_kept"
      var epoch: Int?
      for row in 0..<rowCount where try integer(column, row: row) == 1 {
        epoch = try integer("epoch", row: row)
      }
      guard let epoch else { throw unusable("no epoch has a 1", column: column) }
      epochs.append(epoch)
    }
    return epochs
  }

  /// The lengths of the tasks' gradients; nil under a scheme that does not read them, or in an
  /// epoch without any.
  fileprivate func norms(of tasks: [String], row: Int) throws(DatasetError) -> [Double]? {
    guard tasks.contains(where: { contains("\($0)_gradient_norm") }) else { return nil }
    var norms: [Double] = []
    for task in tasks {
      guard let norm = try number("\(task)_gradient_norm", row: row) else { return nil }
      norms.append(norm)
    }
    return norms
  }
}
