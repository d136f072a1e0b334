import ArgumentParser
import Datasets

/// What a command takes from a prepared table that is named as its data.
enum PreparedInput {
  /// The table; nil where the data are text.
  static func table(_ data: [String]) throws(DatasetError) -> PreparedTable? {
    try PreparedTable(among: data.map(TableSource.init(argument:)))
  }
}

extension LabelOptions {
  /// The options with what a prepared table says of labels where nothing is said of them.
  func completed(for data: [String]) throws -> LabelOptions {
    guard let prepared = try PreparedInput.table(data)?.index.labels else {
      try requireLabel()
      return self
    }
    var completed = self
    completed.weightColumn = weightColumn ?? prepared.weightColumn
    guard label.isEmpty, task.isEmpty else { return completed }
    completed.label = prepared.labels
    completed.task = prepared.tasks
    if weight.isEmpty { completed.weight = prepared.weights }
    if classWeight.isEmpty { completed.classWeight = prepared.classWeights }
    return completed
  }

  /// What is said of labels, for a table that is being prepared.
  var prepared: PreparedLabels {
    PreparedLabels(
      labels: label, tasks: task, weightColumn: weightColumn, weights: weight,
      classWeights: classWeight)
  }
}

extension TableOptions {
  /// How to read the text of tables; of a prepared table, how it was read.
  ///
  /// - Parameter usual: How a model's own table was read, if there is a model: what holds where an
  ///   option is not given.
  func readingOptions(
    of data: [String], over usual: ReadingOptions? = nil
  ) throws -> ReadingOptions {
    guard let prepared = try PreparedInput.table(data) else {
      return try readingOptions(over: usual ?? ReadingOptions())
    }
    let ungiven = try TableOptions.parse([]).stated
    if let given = zip(stated, ungiven).first(where: { $0 != $1 })?.0 {
      throw ValidationError(
        "\(given.name) says how text is read, but \(data[0]) is a prepared table; leave it out, or "
          + "prepare the tables again with it")
    }
    var options = usual ?? prepared.index.reading
    options.notation = prepared.index.reading.notation
    return options
  }
}
