/// How much of what an additive model leaves of a label the means of cells explain.
package struct CellGain: Equatable, Sendable {
  /// Σ w p (2 r − p) / Σ w r², the part of the squared residuals r that goes by subtracting the
  /// means p.
  package let share: Double
  /// Its standard error, from the sums of each cell: rows of one cell have their mean in common.
  package let standardError: Double
  /// For each target of the label the weight of the prior that explains most.
  package let priorWeights: [Double]

  /// What is left of it less one standard error.
  var low: Double { share - standardError }
  /// In standard errors.
  package var score: Double { standardError > 0 ? share / standardError : 0 }

  /// The weights of the prior that are tried.
  static let tried = [8.0, 32]
}

/// What is left of one label's targets, to be explained by cells.
package struct CellJudge: Sendable {
  private let targets: [AdditiveResiduals]
  private let search: SearchRows

  /// - Parameter targets: Those of the label.
  package init(_ targets: [AdditiveResiduals], _ search: SearchRows) {
    self.targets = targets
    self.search = search
  }

  /// What cells explain on training rows: of each fold what the means of the other folds do.
  package func gain(of cells: CellCodes) -> CellGain {
    var (gain, base) = (0.0, 0.0)
    var ofCells = Array(repeating: 0.0, count: cells.count)
    var chosen: [Double] = []
    for target in targets {
      let sums = FoldSums(of: target, in: cells, search)
      var gains = Array(repeating: 0.0, count: CellGain.tried.count)
      var parts = gains.map { _ in Array(repeating: 0.0, count: cells.count) }
      for place in 0..<target.trainingCount {
        let row = Int(target.rows[place])
        guard cells.codes[row] >= 0 else { continue }
        let (cell, fold) = (Int(cells.codes[row]), Int(search.folds[row]))
        let residual = target.residual(place, without: fold)
        let (sum, weight) = sums.others(cell, fold)
        for (index, prior) in CellGain.tried.enumerated() {
          let mean = sum / (weight + prior)
          let part = search.weights[row] * mean * (2 * residual - mean)
          gains[index] += part
          parts[index][cell] += part
        }
      }
      let best = gains.indices.max { (gains[$0], $1) < (gains[$1], $0) } ?? 0
      base += target.squares
      gain += gains[best]
      for cell in ofCells.indices { ofCells[cell] += parts[best][cell] }
      chosen.append(CellGain.tried[best])
    }
    return CellGain(gain, base, ofCells, chosen)
  }

  /// What the means of all training rows explain on the validation rows.
  ///
  /// - Parameter priorWeights: For each target the weight of the prior.
  package func confirmation(of cells: CellCodes, priorWeights: [Double]) -> CellGain {
    var (gain, base) = (0.0, 0.0)
    var ofCells = Array(repeating: 0.0, count: cells.count)
    let all = SearchRows.foldCount
    for (target, prior) in zip(targets, priorWeights) {
      var sums = Array(repeating: 0.0, count: cells.count)
      var totals = sums
      for place in 0..<target.trainingCount {
        let row = Int(target.rows[place])
        guard cells.codes[row] >= 0 else { continue }
        sums[Int(cells.codes[row])] += search.weights[row] * target.residual(place, without: all)
        totals[Int(cells.codes[row])] += search.weights[row]
      }
      for place in target.trainingCount..<target.rows.count {
        let row = Int(target.rows[place])
        let residual = target.residual(place, without: all)
        base += search.weights[row] * residual * residual
        guard cells.codes[row] >= 0 else { continue }
        let cell = Int(cells.codes[row])
        let mean = sums[cell] / (totals[cell] + prior)
        let part = search.weights[row] * mean * (2 * residual - mean)
        gain += part
        ofCells[cell] += part
      }
    }
    return CellGain(gain, base, ofCells, priorWeights)
  }

  /// How many validation rows have the label.
  var validationCount: Int { targets.first.map { $0.rows.count - $0.trainingCount } ?? 0 }
}

/// The sums of a target's residuals in cells, for each fold over the rows outside it.
private struct FoldSums {
  /// For each fold and cell.
  private var sums: [Double]
  private var ownWeights: [Double]
  private var weights: [Double]
  private let cellCount: Int

  init(of target: AdditiveResiduals, in cells: CellCodes, _ search: SearchRows) {
    cellCount = cells.count
    sums = Array(repeating: 0, count: SearchRows.foldCount * cellCount)
    ownWeights = sums
    weights = Array(repeating: 0, count: cellCount)
    for place in 0..<target.trainingCount {
      let row = Int(target.rows[place])
      guard cells.codes[row] >= 0 else { continue }
      let (cell, own) = (Int(cells.codes[row]), Int(search.folds[row]))
      ownWeights[own * cellCount + cell] += search.weights[row]
      weights[cell] += search.weights[row]
      for fold in 0..<SearchRows.foldCount where fold != own {
        sums[fold * cellCount + cell] +=
          search.weights[row] * target.residual(place, without: fold)
      }
    }
  }

  /// The sum over a cell's rows outside a fold, and their weight.
  func others(_ cell: Int, _ fold: Int) -> (sum: Double, weight: Double) {
    (sums[fold * cellCount + cell], weights[cell] - ownWeights[fold * cellCount + cell])
  }
}

extension CellGain {
  fileprivate init(_ gain: Double, _ base: Double, _ ofCells: [Double], _ weights: [Double]) {
    let squares = ofCells.reduce(0) { $0 + $1 * $1 }
    share = base > 0 ? gain / base : 0
    standardError = base > 0 ? squares.squareRoot() / base : 0
    priorWeights = weights
  }
}
