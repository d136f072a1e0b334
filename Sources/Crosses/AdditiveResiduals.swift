/// What an additive model of the columns leaves of a target, fitted once for each fold to the other
/// folds, and once to all training rows: what a cross has to explain is what its columns do not
/// explain one by one.
///
/// The model is a mean and for each column the shrunken mean of each of its values, by backfitting
/// (Friedman and Stuetzle 1981): `sweeps` times, column by column, effect(v) = Σ w r / (Σ w + λ)
/// over the rows with the value v, of the residuals r without the column's effect.
package struct AdditiveResiduals: Sendable {
  /// The labelled rows, as places among those of the search: training rows first.
  package let rows: [Int32]
  /// How many of them are for training.
  package let trainingCount: Int
  /// For each labelled row its residual under the models without each of the folds, side by side,
  /// and last that under the model of all training rows.
  private let residuals: [Double]
  /// Σ w r² over the training rows, each under the model without its fold.
  package let squares: Double

  private static let (sweeps, shrinkage) = (4, 10.0)

  /// - Parameter columns: Each as it divides the rows.
  package init(_ target: CrossTarget, _ columns: [CellCodes], _ search: SearchRows) {
    let labelled = search.rows.indices.filter {
      !target.values[Int(search.rows[$0])].isNaN && search.weights[$0] > 0
    }
    rows = labelled.map(Int32.init)
    trainingCount = labelled.prefix { $0 < search.trainingCount }.count
    let values = labelled.map { target.values[Int(search.rows[$0])] }
    let weights = labelled.map { search.weights[$0] }
    let codes = columns.map { column in
      (codes: labelled.map { column.codes[$0] }, count: column.count)
    }
    let training = trainingCount
    let ofFolds = (0...SearchRows.foldCount).map { fold in
      let isFitted = labelled.indices.map { place in
        place < training && Int(search.folds[labelled[place]]) != fold
      }
      return Self.residuals(of: values, weights, codes, fittedTo: isFitted)
    }
    residuals = labelled.indices.flatMap { place in ofFolds.map { $0[place] } }
    squares = (0..<training).reduce(0) { sum, place in
      let residual = ofFolds[Int(search.folds[labelled[place]])][place]
      return sum + weights[place] * residual * residual
    }
  }

  /// The residual of a labelled row.
  ///
  /// - Parameter fold: The fold that the model was fitted without; `SearchRows.foldCount` for the
  ///   model of all training rows.
  package func residual(_ place: Int, without fold: Int) -> Double {
    residuals[place * (SearchRows.foldCount + 1) + fold]
  }

  private static func residuals(
    of values: [Double], _ weights: [Double], _ columns: [(codes: [Int32], count: Int)],
    fittedTo isFitted: [Bool]
  ) -> [Double] {
    var (sum, weight) = (0.0, 0.0)
    for row in values.indices where isFitted[row] {
      sum += weights[row] * values[row]
      weight += weights[row]
    }
    let mean = weight > 0 ? sum / weight : 0
    var residuals = values.map { $0 - mean }
    var effects = columns.map { Array(repeating: 0.0, count: $0.count) }
    for _ in 0..<sweeps {
      for (index, column) in columns.enumerated() {
        var sums = Array(repeating: 0.0, count: column.count)
        var totals = sums
        for row in values.indices where isFitted[row] {
          let code = Int(column.codes[row])
          sums[code] += weights[row] * (residuals[row] + effects[index][code])
          totals[code] += weights[row]
        }
        let changes = sums.indices.map { code in
          sums[code] / (totals[code] + shrinkage) - effects[index][code]
        }
        for row in values.indices where column.codes[row] >= 0 {
          residuals[row] -= changes[Int(column.codes[row])]
        }
        for code in changes.indices { effects[index][code] += changes[code] }
      }
    }
    return residuals
  }
}
