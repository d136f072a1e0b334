import Datasets
import Testing

import Crosses

struct CellGainTests {
  @Test("gains are those of plain loops over folds, cells and rows")
  func formula() throws {
    let table = try ClassroomTable(rows: 600)
    let weights = (0..<600).map { Float(1 + $0 % 3) }
    let rows = SearchRows(table.split, weights: weights)
    let columns = table.columns.map { column in
      CellCodes(CellColumn(fitting: column, rows: table.split.train), of: column, at: rows)
    }
    let target = AdditiveResiduals(CrossTarget.all(table.labels)[0], columns, rows)
    var places: [Int32] = []
    let cells = try #require(
      columns[0].crossed(with: columns[1], trainingCount: rows.trainingCount, places: &places))
    #expect(places.allSatisfy { $0 == -1 })
    let found = CellJudge([target], rows).gain(of: cells)

    var best = (gain: -Double.infinity, error: 0.0, prior: 0.0)
    for prior in [8.0, 32] {
      var ofCells: [Int32: Double] = [:]
      for place in 0..<target.trainingCount {
        let row = Int(target.rows[place])
        let fold = Int(rows.folds[row])
        var (sum, weight) = (0.0, 0.0)
        for other in 0..<target.trainingCount {
          let index = Int(target.rows[other])
          guard cells.codes[index] == cells.codes[row], Int(rows.folds[index]) != fold else {
            continue
          }
          sum += rows.weights[index] * target.residual(other, without: fold)
          weight += rows.weights[index]
        }
        let (mean, residual) = (sum / (weight + prior), target.residual(place, without: fold))
        let before = residual * residual
        let after = (residual - mean) * (residual - mean)
        ofCells[cells.codes[row], default: 0] += rows.weights[row] * (before - after)
      }
      let gain = ofCells.values.reduce(0, +)
      let error = ofCells.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if gain > best.gain { best = (gain, error, prior) }
    }
    #expect(abs(found.share - best.gain / target.squares) < 1e-9)
    #expect(abs(found.standardError - best.error / target.squares) < 1e-9)
    #expect(found.priorWeights == [best.prior])
  }

  @Test("classes that differ are confirmed on validation rows, and colours explain nothing")
  func confirmation() throws {
    let table = try ClassroomTable()
    let rows = SearchRows(table.split, weights: nil)
    let columns = table.columns.map { column in
      CellCodes(CellColumn(fitting: column, rows: table.split.train), of: column, at: rows)
    }
    let judge = CellJudge(
      [AdditiveResiduals(CrossTarget.all(table.labels)[0], columns, rows)], rows)
    var places: [Int32] = []
    func cells(_ indices: [Int]) throws -> CellCodes {
      try indices.dropFirst().reduce(columns[indices[0]]) { cells, index in
        try #require(
          cells.crossed(
            with: columns[index], trainingCount: rows.trainingCount, places: &places))
      }
    }
    // Classes and noise have the variance 1 each: half of what is left is of classes, and of a
    // class some 8 rows are known, of which 8 more are the prior's.
    let classes = try cells([0, 1, 2])
    let gain = judge.gain(of: classes)
    #expect(gain.share > 0.25 && gain.share < 0.5 && gain.score > 5, "\(gain)")
    let seen = judge.confirmation(of: classes, priorWeights: gain.priorWeights)
    #expect(abs(seen.share - gain.share) < 0.1 && seen.score > 3, "\(seen)")
    #expect(judge.gain(of: try cells([0, 3])).score < 3)
  }
}
