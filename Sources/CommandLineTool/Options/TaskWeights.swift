import ArgumentParser
package import Datasets

/// The factors that `--task-weight NAME=FACTOR` puts on tasks.
package struct TaskWeights {
  /// One for each task, 1 where none was given.
  package let values: [Double]

  /// Reads the option's texts; of two factors for one task the last holds.
  package init(parsing texts: [String], tasks: [PredictionTask]) throws {
    var values = Array(repeating: 1.0, count: tasks.count)
    for text in texts {
      guard let equals = text.lastIndex(of: "="),
        let factor = Double(text[text.index(after: equals)...]), factor >= 0, factor.isFinite
      else {
        throw ValidationError(
          "--task-weight is '\(text)', but must be NAME=FACTOR with a factor of 0 or more")
      }
      let name = String(text[..<equals])
      values[try tasks.map(\.name).position(of: name, option: "--task-weight")] = factor
    }
    self.values = values
  }
}
