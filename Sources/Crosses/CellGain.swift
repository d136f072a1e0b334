/// How much of what an additive model leaves of a label the means of cells explain.
struct CellGain: Equatable, Sendable {
  /// Σ w p (2 r − p) / Σ w r², the part of the squared residuals r that goes by subtracting the
  /// means p.
  let share: Double
  /// Its standard error, from the sums of each cell: rows of one cell have their mean in common.
  let standardError: Double
  /// For each target of the label the weight of the prior that explains most.
  let priorWeights: [Double]

  /// What is left of it less one standard error.
  var low: Double { share - standardError }
  /// In standard errors.
  var score: Double { standardError > 0 ? share / standardError : 0 }

  /// The weights of the prior that are tried.
  private static let priorWeights = [8.0, 32]
}

/// What is left of one label's targets, to be explained by cells.
struct CellJudge: Sendable {
  private let targets: [AdditiveResiduals]
  private let search: SearchRows

  /// - Parameter targets: Those of the label.
  init(_ targets: [AdditiveResiduals], _ search: SearchRows) {
    self.targets = targets
    self.search = search
  }

  /// What cells explain on training rows: of each fold what the means of the other folds do.
  func gain(of cells: CellCodes) -> CellGain {
    var (gain, base) = (0.0, 0.0)
    var ofCells = Array(repeating: 0.0, count: cells.count)
    var chosen: [Double] = []
    for target in targets {
      var best: (weight: Double, gain: Double, ofCells: [Double])?
      for weight in CellGain.tried {
        var (sum, parts) = (0.0, Array(repeating: 0.0, count: cells.count))
        for fold in 0..<SearchRows.foldCount {
          let means = means(of: cells, target, fold: fold, priorWeight: weight)
          let residuals = target.ofFolds[fold]
          for place in 0..<target.trainingCount {
            let row = Int(target.rows[place])
            guard Int(search.folds[row]) == fold, cells.codes[row] >= 0 else { continue }
            let (cell, residual) = (Int(cells.codes[row]), residuals[place])
            let part = search.weights[row] * means[cell] * (2 * residual - means[cell])
            sum += part
            parts[cell] += part
          }
        }
        if sum > best?.gain ?? -.infinity { best = (weight, sum, parts) }
      }
      for place in 0..<target.trainingCount {
        let row = Int(target.rows[place])
        let residual = target.ofFolds[Int(search.folds[row])][place]
        base += search.weights[row] * residual * residual
      }
      guard let best else { continue }
      gain += best.gain
      for cell in ofCells.indices { ofCells[cell] += best.ofCells[cell] }
      chosen.append(best.weight)
    }
    return CellGain(gain, base, ofCells, chosen)
  }

  /// What the means of all training rows explain on the validation rows.
  ///
  /// - Parameter priorWeights: For each target the weight of the prior.
  func confirmation(of cells: CellCodes, priorWeights: [Double]) -> CellGain {
    var (gain, base) = (0.0, 0.0)
    var ofCells = Array(repeating: 0.0, count: cells.count)
    for (target, weight) in zip(targets, priorWeights) {
      let fold = SearchRows.foldCount
      let means = means(of: cells, target, fold: fold, priorWeight: weight)
      for place in target.trainingCount..<target.rows.count {
        let row = Int(target.rows[place])
        let residual = target.ofFolds[fold][place]
        base += search.weights[row] * residual * residual
        guard cells.codes[row] >= 0 else { continue }
        let cell = Int(cells.codes[row])
        let part = search.weights[row] * means[cell] * (2 * residual - means[cell])
        gain += part
        ofCells[cell] += part
      }
    }
    return CellGain(gain, base, ofCells, priorWeights)
  }

  /// How many validation rows have the label.
  var validationCount: Int { targets.first.map { $0.rows.count - $0.trainingCount } ?? 0 }

  /// For each cell the shrunken mean of the residuals of the training rows outside a fold.
  private func means(
    of cells: CellCodes, _ target: AdditiveResiduals, fold: Int, priorWeight: Double
  ) -> [Double] {
    var sums = Array(repeating: 0.0, count: cells.count)
    var totals = sums
    let residuals = target.ofFolds[fold]
    for place in 0..<target.trainingCount {
      let row = Int(target.rows[place])
      guard Int(search.folds[row]) != fold, cells.codes[row] >= 0 else { continue }
      let cell = Int(cells.codes[row])
      sums[cell] += search.weights[row] * residuals[place]
      totals[cell] += search.weights[row]
    }
    for cell in sums.indices { sums[cell] /= totals[cell] + priorWeight }
    return sums
  }
}

extension CellGain {
  /// The weights of the prior that are tried.
  fileprivate static var tried: [Double] { priorWeights }

  fileprivate init(_ gain: Double, _ base: Double, _ ofCells: [Double], _ weights: [Double]) {
    let squares = ofCells.reduce(0) { $0 + $1 * $1 }
    share = base > 0 ? gain / base : 0
    standardError = base > 0 ? squares.squareRoot() / base : 0
    priorWeights = weights
  }
}
