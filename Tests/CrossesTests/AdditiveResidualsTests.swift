import Datasets
import Testing

import Crosses

struct AdditiveResidualsTests {
  @Test("what columns explain one by one goes, and what cells explain stays")
  func additive() throws {
    let table = try ClassroomTable(effect: 0)
    let rows = SearchRows(table.split, weights: nil)
    let targets = CrossTarget.all(table.labels)
    let columns = table.columns.map { column in
      CellCodes(CellColumn(fitting: column, rows: table.split.train), of: column, at: rows)
    }
    let residuals = AdditiveResiduals(targets[0], columns, rows)
    #expect(residuals.trainingCount == 2400 && residuals.rows.count == 3200)
    // The noise has the variance 1.
    let mean = residuals.squares / Double(residuals.trainingCount)
    #expect(abs(mean - 1) < 0.1, "\(mean)")
    // Under the model of all training rows the mean of each value is what shrinking leaves of an
    // effect e of n rows, 10 e / (n + 10): some 0.1 of the largest schools'.
    for column in columns {
      var (sums, counts) = ([Double](repeating: 0, count: column.count), [Double]())
      counts = sums
      for place in 0..<residuals.trainingCount {
        let code = Int(column.codes[Int(residuals.rows[place])])
        sums[code] += residuals.residual(place, without: SearchRows.foldCount)
        counts[code] += 1
      }
      for (sum, count) in zip(sums, counts) where count > 0 {
        #expect(abs(sum / count) < 0.15)
      }
    }
  }

  @Test("a fold's residuals are of a model that its labels have no part in")
  func folds() throws {
    let table = try ClassroomTable(rows: 400)
    let rows = SearchRows(table.split, weights: nil)
    let columns = table.columns.map { column in
      CellCodes(CellColumn(fitting: column, rows: table.split.train), of: column, at: rows)
    }
    let plain = CrossTarget.all(table.labels)[0]
    let fold = Int(rows.folds[0])
    // Changing one row's label moves its own residual under the model without it by as much.
    var values = plain.values
    values[Int(rows.rows[0])] += 100
    let changed = CrossTarget(label: 0, className: nil, values: values)
    let (first, second) = (
      AdditiveResiduals(plain, columns, rows), AdditiveResiduals(changed, columns, rows)
    )
    for place in 0..<first.rows.count {
      let moved = second.residual(place, without: fold) - first.residual(place, without: fold)
      #expect(abs(moved - (place == 0 ? 100 : 0)) < 1e-9)
    }
  }
}
