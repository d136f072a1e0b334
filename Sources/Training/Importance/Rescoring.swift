public import Datasets
internal import Statistics

extension Predictor {
  /// How many networks predict a row: one, where nothing else is said.
  public var networkCount: Int { 1 }

  /// Scores all rows again and again, and encodes all of them each time, where nothing else is said.
  public func rescoring(
    _ dataset: Dataset, labels: LabelledRows, threads: Int
  ) -> ([Column]) -> ScoredTable {
    let rows = Array(0..<Int32(dataset.rowCount))
    return { columns in
      score(dataset.replacing(columns: columns), labels: labels, rows: rows, threads: threads)
    }
  }
}
