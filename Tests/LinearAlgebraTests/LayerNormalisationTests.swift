import LinearAlgebra
import Testing

struct LayerNormalisationTests {
  private let numbers = RandomMatrices(seed: 14)
  private let epsilon = 1e-5

  private func room(_ rows: Int, _ columns: Int) -> NormalisedRows {
    NormalisedRows(
      normalised: numbers.filled(rows, columns, with: .nan),
      inverseDeviation: numbers.filled(rows, 1, with: .nan))
  }

  /// Ba, Kiros and Hinton 2016, eq. (4), in Double.
  private func layerNorm(_ x: [Double], _ gain: [Double], _ shift: [Double]) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return x.indices.map {
      (x[$0] - mean) / (variance + epsilon).squareRoot() * gain[$0] + shift[$0]
    }
  }

  @Test("rows have mean 0 and variance 1 before gain and shift", arguments: oddSizes)
  func forward(columns: Int) {
    for rows in oddSizes {
      let x = numbers.normal(rows, columns, deviation: 4)
      let (gain, shift) = (numbers.normal(1, columns), numbers.normal(1, columns))
      let y = numbers.filled(rows, columns, with: .nan)
      y.assignLayerNorm(
        of: x, gain: gain, shift: shift, epsilon: Float(epsilon), keeping: room(rows, columns))
      let expected = x.doubles.map { layerNorm($0, gain.doubles[0], shift.doubles[0]) }
      #expect(agree(y, expected, within: 1e-5))
    }
  }

  @Test("a row far from zero is normalised as well as one around it")
  func offset() {
    let x = numbers.normal(3, 130)
    for row in 0..<3 {
      for column in 0..<130 { x[row, column] += 1000 }
    }
    let y = numbers.filled(3, 130, with: .nan)
    let ones = Array(repeating: 1.0, count: 130)
    y.assignLayerNorm(
      of: x, gain: numbers.filled(1, 130, with: 1), shift: numbers.filled(1, 130, with: 0),
      epsilon: Float(epsilon), keeping: room(3, 130))
    let expected = x.doubles.map { layerNorm($0, ones, ones.map { _ in 0 }) }
    // The mean is rounded to Float32, by up to 2⁻¹⁵ here.
    #expect(agree(y, expected, within: 0x1p-14))
  }

  @Test("a constant row is its shift, and a slice keeps its rows apart")
  func constantRow() {
    let x = numbers.normal(2, 17)
    x.rows(0..<1).copy(Array(repeating: 3.7, count: 17))
    let shift = numbers.normal(1, 17)
    let y = numbers.filled(2, 17, with: .nan)
    let kept = room(2, 17)
    y.assignLayerNorm(
      of: x, gain: numbers.filled(1, 17, with: 2), shift: shift, epsilon: Float(epsilon),
      keeping: kept)
    #expect(agree(y.rows(0..<1).values, shift.doubles[0], within: 1e-4))
    #expect(agree(Double(kept.inverseDeviation[0, 0]), 1 / epsilon.squareRoot(), within: 1e-4))
  }

  @Test("the gradients are those of central differences, for each task", arguments: [1, 3])
  func gradients(copies: Int) {
    for (rows, columns) in [(1, 1), (3, 3), (5, 17), (2, 130)] {
      let x = numbers.normal(rows, columns)
      let (gain, shift) = (numbers.normal(1, columns), numbers.normal(1, columns))
      let kept = room(rows, columns)
      numbers.filled(rows, columns, with: 0).assignLayerNorm(
        of: x, gain: gain, shift: shift, epsilon: Float(epsilon), keeping: kept)
      let dy = numbers.normal(rows * copies, columns)
      let dx = numbers.filled(rows * copies, columns, with: .nan)
      let dgain = numbers.filled(copies, columns, with: 0)
      let dshift = numbers.filled(copies, columns, with: 0)
      dx.assignLayerNormGradient(
        of: kept, gain: gain, output: dy, copies: copies, gainGradient: dgain,
        shiftGradient: dshift)

      let reference = Reference(
        x: x.doubles, gain: gain.doubles[0], shift: shift.doubles[0], function: layerNorm)
      for task in 0..<copies {
        let own = (0..<rows).map { dy.doubles[$0 * copies + task] }
        let expected = reference.gradients(of: own)
        let found = (0..<rows).flatMap { row in
          let first = row * copies + task
          return dx.rows(first..<first + 1).values
        }
        #expect(agree(found, expected.x, within: 1e-4), "\(rows) × \(columns)")
        #expect(agree(dgain.rows(task..<task + 1).values, expected.gain, within: 1e-5))
        #expect(agree(dshift.rows(task..<task + 1).values, expected.shift, within: 1e-5))
      }
    }
  }

  @Test("of several owners each has its own gain and shift", arguments: [1, 2])
  func owners(copies: Int) {
    let (owners, rows, columns) = (3, 12, 17)
    let x = numbers.normal(rows, columns)
    let (gain, shift) = (numbers.normal(owners, columns), numbers.normal(owners, columns))
    let (y, kept) = (numbers.filled(rows, columns, with: 0), room(rows, columns))
    y.assignLayerNorm(of: x, gain: gain, shift: shift, epsilon: Float(epsilon), keeping: kept)
    let dy = numbers.normal(rows * copies, columns)
    let dx = numbers.filled(rows * copies, columns, with: .nan)
    let dgain = numbers.filled(copies * owners, columns, with: 0)
    let dshift = numbers.filled(copies * owners, columns, with: 0)
    dx.assignLayerNormGradient(
      of: kept, gain: gain, output: dy, copies: copies, gainGradient: dgain, shiftGradient: dshift)
    // What each owner's rows alone give.
    for owner in 0..<owners {
      let own = stride(from: owner, to: rows, by: owners).map { $0 }
      func copied(_ matrix: Matrix, _ indices: [Int]) -> Matrix {
        let copy = numbers.filled(indices.count, columns, with: 0)
        for (place, row) in indices.enumerated() {
          copy.rows(place..<place + 1).copy(matrix.rows(row..<row + 1))
        }
        return copy
      }
      let (alone, keptAlone) = (
        numbers.filled(own.count, columns, with: 0), room(own.count, columns)
      )
      let (g, s) = (gain.rows(owner..<owner + 1), shift.rows(owner..<owner + 1))
      alone.assignLayerNorm(
        of: copied(x, own), gain: g, shift: s, epsilon: Float(epsilon), keeping: keptAlone)
      #expect(alone.values == copied(y, own).values)
      let stacked = own.flatMap { row in (0..<copies).map { row * copies + $0 } }
      let dxAlone = numbers.filled(stacked.count, columns, with: .nan)
      let (dg, ds) = (
        numbers.filled(copies, columns, with: 0), numbers.filled(copies, columns, with: 0)
      )
      dxAlone.assignLayerNormGradient(
        of: keptAlone, gain: g, output: copied(dy, stacked), copies: copies, gainGradient: dg,
        shiftGradient: ds)
      let places = (0..<copies).map { $0 * owners + owner }
      #expect(dxAlone.values == copied(dx, stacked).values)
      #expect(dg.values == copied(dgain, places).values)
      #expect(ds.values == copied(dshift, places).values)
    }
  }

  @Test("of several groups of a row each is normalised apart", arguments: [1, 3])
  func groups(copies: Int) {
    let (groups, rows, columns) = (3, 4, 7)
    let x = numbers.normal(rows, groups * columns)
    let (gain, shift) = (numbers.normal(groups, columns), numbers.normal(groups, columns))
    let kept = room(rows * groups, columns)
    numbers.filled(rows * groups, columns, with: 0).assignLayerNorm(
      of: x.sides(groups), gain: gain, shift: shift, epsilon: Float(epsilon), keeping: kept)
    let dy = numbers.normal(rows * copies, groups * columns)
    let dx = numbers.filled(rows * copies, groups * columns, with: .nan)
    let dgain = numbers.filled(copies * groups, columns, with: 0)
    let dshift = numbers.filled(copies * groups, columns, with: 0)
    dx.assignLayerNormGradient(
      of: kept, groups: groups, gain: gain, output: dy, copies: copies, gainGradient: dgain,
      shiftGradient: dshift)
    for group in 0..<groups {
      let part = group * columns..<(group + 1) * columns
      let reference = Reference(
        x: x.doubles.map { Array($0[part]) }, gain: gain.doubles[group],
        shift: shift.doubles[group], function: layerNorm)
      for copy in 0..<copies {
        let own = (0..<rows).map { Array(dy.doubles[$0 * copies + copy][part]) }
        let expected = reference.gradients(of: own)
        let found = (0..<rows).flatMap { row in
          dx.rows(row * copies + copy..<row * copies + copy + 1).columns(part).values
        }
        #expect(agree(found, expected.x, within: 1e-4))
        let place = copy * groups + group
        #expect(agree(dgain.rows(place..<place + 1).values, expected.gain, within: 1e-5))
        #expect(agree(dshift.rows(place..<place + 1).values, expected.shift, within: 1e-5))
      }
    }
  }

  @Test("matrices with gaps stop the process")
  func gaps() async {
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 40)
      let x = buffer.matrix(rows: 2, columns: 4).columns(0..<3)
      let vector = buffer.matrix(at: 8, rows: 1, columns: 3)
      let kept = NormalisedRows(
        normalised: buffer.matrix(at: 11, rows: 2, columns: 3),
        inverseDeviation: buffer.matrix(at: 17, rows: 2, columns: 1))
      buffer.matrix(at: 20, rows: 2, columns: 3).assignLayerNorm(
        of: x, gain: vector, shift: vector, epsilon: 1e-5, keeping: kept)
    }
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 40)
      let vector = buffer.matrix(at: 8, rows: 1, columns: 3)
      let kept = NormalisedRows(
        normalised: buffer.matrix(at: 11, rows: 2, columns: 3),
        inverseDeviation: buffer.matrix(at: 17, rows: 2, columns: 1))
      buffer.matrix(at: 20, rows: 2, columns: 3).assignLayerNormGradient(
        of: kept, gain: vector, output: buffer.matrix(rows: 2, columns: 4).columns(0..<3),
        copies: 1, gainGradient: vector, shiftGradient: vector)
    }
  }

  /// Derivatives of Σ dy · y by central differences.
  private struct Reference {
    let x: [[Double]]
    let gain, shift: [Double]
    let function: ([Double], [Double], [Double]) -> [Double]

    func gradients(of dy: [[Double]]) -> (x: [Double], gain: [Double], shift: [Double]) {
      func sum(_ row: Int, _ x: [Double], _ gain: [Double], _ shift: [Double]) -> Double {
        zip(dy[row], function(x, gain, shift)).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let ofX = x.indices.flatMap { row in
        slopes(at: x[row]) { sum(row, $0, gain, shift) }
      }
      let ofGain = slopes(at: gain) { gain in
        x.indices.reduce(0) { $0 + sum($1, x[$1], gain, shift) }
      }
      let ofShift = slopes(at: shift) { shift in
        x.indices.reduce(0) { $0 + sum($1, x[$1], gain, shift) }
      }
      return (ofX, ofGain, ofShift)
    }
  }
}
