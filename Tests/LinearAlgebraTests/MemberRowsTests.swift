import Foundation
import LinearAlgebra
import Testing

@Suite("Rows of several members")
struct MemberRowsTests {
  private let numbers = RandomMatrices(seed: 31)
  private static let members = [1, 2, 3, 8]

  /// Room for a matrix in which every number is overwritten.
  private func room(_ rows: Int, _ columns: Int) -> Matrix {
    numbers.filled(rows, columns, with: .nan)
  }

  @Test("one member's rows are every so many-th")
  func rowsOfMembers() {
    let all = numbers.normal(6, 4)
    #expect(all.rows(of: 1, among: 3).doubles == [all.doubles[1], all.doubles[4]])
  }

  @Test("spreading gives each member a row, times its factors", arguments: members, oddSizes)
  func spread(members: Int, columns: Int) {
    let (x, scale) = (numbers.normal(4, columns, margin: 2), numbers.normal(members, columns))
    let (plain, scaled) = (room(4 * members, columns), room(4 * members, columns))
    plain.spread(x, members: members, scale: nil)
    scaled.spread(x, members: members, scale: scale)
    for row in 0..<4 * members {
      for column in 0..<columns {
        let number = x[row / members, column]
        #expect(plain[row, column] == number)
        #expect(scaled[row, column] == number * scale[row % members, column])
      }
    }
    #expect(numbers.marginsAreIntact)
  }

  @Test(
    "the way back from what was spread is the transpose, and factors learn of all columns",
    arguments: members, [1, 2])
  func leaveSpread(members: Int, copies: Int) {
    let (rows, columns, wanted) = (5, 19, 3..<17)
    let (x, scale) = (numbers.normal(rows, columns, margin: 1), numbers.normal(members, columns))
    let dy = numbers.normal(rows * members * copies, columns)
    // What is there already stays.
    let sums = numbers.normal(copies * members, columns)
    var expected = sums.doubles
    var (dx, plain) = (
      Array(repeating: Array(repeating: 0.0, count: wanted.count), count: rows * copies),
      Array(repeating: Array(repeating: 0.0, count: wanted.count), count: rows * copies)
    )
    for row in 0..<rows {
      for (member, copy) in (0..<members).flatMap({ m in (0..<copies).map { (m, $0) } }) {
        let g = dy.doubles[(row * members + member) * copies + copy]
        for column in 0..<columns {
          expected[copy * members + member][column] += Double(x[row, column]) * g[column]
          guard wanted.contains(column) else { continue }
          let place = (row * copies + copy, column - wanted.lowerBound)
          dx[place.0][place.1] += Double(scale[member, column]) * g[column]
          plain[place.0][place.1] += g[column]
        }
      }
    }
    let found = (room(rows * copies, wanted.count), room(rows * copies, wanted.count))
    dy.leaveSpread(
      x, into: found.0, at: wanted, members: members, copies: copies,
      factors: MemberReading(scale: scale, result: sums))
    dy.leaveSpread(x, into: found.1, at: wanted, members: members, copies: copies, factors: nil)
    #expect(agree(found.0, dx, within: 1e-5))
    #expect(agree(found.1, plain, within: 1e-5))
    #expect(agree(sums, expected, within: 1e-5))
    // Nothing but the factors' gradients.
    sums.clear()
    dy.leaveSpread(
      x, into: nil, at: 0..<0, members: members, copies: copies,
      factors: MemberReading(scale: scale, result: sums))
    #expect(sums.doubles.joined().contains { $0 != 0 })
    #expect(numbers.marginsAreIntact)
  }

  @Test(
    "the way back where members are tasks is each task's, or their weighted sum",
    arguments: members)
  func leaveTaskSpread(tasks: Int) {
    let (rows, columns, wanted) = (5, 19, 3..<17)
    let (x, scale) = (numbers.normal(rows, columns, margin: 1), numbers.normal(tasks, columns))
    let dy = numbers.normal(rows * tasks, columns)
    // The first task has no part, whatever its gradients are.
    for row in 0..<rows { dy[row * tasks, 4] = .infinity }
    let shares = (0..<tasks).map { Double($0) / 2 }
    let sums = numbers.normal(tasks, columns)
    var expected = sums.doubles
    var each = Array(
      repeating: Array(repeating: 0.0, count: wanted.count), count: rows * tasks)
    var together = Array(repeating: Array(repeating: 0.0, count: wanted.count), count: rows)
    for row in 0..<rows {
      for task in 0..<tasks {
        let g = dy.doubles[row * tasks + task]
        for column in 0..<columns {
          expected[task][column] += Double(x[row, column]) * g[column]
          guard wanted.contains(column) else { continue }
          let (place, down) = (column - wanted.lowerBound, Double(scale[task, column]) * g[column])
          each[row * tasks + task][place] = down
          if task > 0 { together[row][place] += shares[task] * down }
        }
      }
    }
    let found = (room(rows * tasks, wanted.count), room(rows, wanted.count))
    dy.leaveTaskSpread(
      x, into: found.0, at: wanted, factors: MemberReading(scale: scale, result: sums), shares: nil)
    let again = numbers.normal(tasks, columns)
    dy.leaveTaskSpread(
      x, into: found.1, at: wanted, factors: MemberReading(scale: scale, result: again),
      shares: shares)
    #expect(agree(found.1, together, within: 1e-5))
    for row in 0..<rows * tasks where row % tasks > 0 {
      #expect(agree(found.0.rows(row..<row + 1).values, each[row], within: 1e-5))
    }
    for task in 1..<max(tasks, 1) {
      #expect(agree(sums.rows(task..<task + 1).values, expected[task], within: 1e-5))
    }
    #expect(numbers.marginsAreIntact)
  }

  @Test("an adapter multiplies and adds, and its gradients follow", arguments: members, [1, 3])
  func adapter(members: Int, copies: Int) {
    let (rows, columns) = (4 * members, 21)
    let x = numbers.normal(rows, columns)
    let (scale, bias) = (numbers.normal(members, columns), numbers.normal(members, columns))
    let y = room(rows, columns)
    y.adapt(x, by: MemberAdapter(scale: scale, bias: bias))
    for row in 0..<rows {
      for column in 0..<columns {
        let exact =
          Double(x[row, column]) * Double(scale[row % members, column])
          + Double(bias[row % members, column])
        #expect(agree(Double(y[row, column]), exact, within: 1e-6))
      }
    }
    let delta = numbers.normal(rows * copies, columns)
    let (ofScale, ofBias) = (
      numbers.normal(copies * members, columns), numbers.normal(copies * members, columns)
    )
    var expected = (ofScale.doubles, ofBias.doubles, delta.doubles)
    for row in 0..<rows {
      for copy in 0..<copies {
        let place = copy * members + row % members
        for column in 0..<columns {
          let g = Double(delta[row * copies + copy, column])
          expected.0[place][column] += g * Double(x[row, column])
          expected.1[place][column] += g
          expected.2[row * copies + copy][column] = g * Double(scale[row % members, column])
        }
      }
    }
    delta.leaveAdapter(
      of: x, by: MemberAdapter(scale: scale, bias: bias), copies: copies,
      sums: MemberAdapter(scale: ofScale, bias: ofBias))
    #expect(agree(ofScale, expected.0, within: 1e-5))
    #expect(agree(ofBias, expected.1, within: 1e-5))
    #expect(agree(delta, expected.2, within: 1e-5))
  }

  @Test(
    "activations are those of adapted rows, under the same mask, and the layer above reads them times its factors",
    arguments: members, [0, 0.4] as [Float])
  func activations(members: Int, probability: Float) {
    let (rows, columns) = (5 * members, 33)
    let adapter = MemberAdapter(
      scale: numbers.normal(members, columns), bias: numbers.normal(members, columns))
    let mask =
      probability > 0
      ? DropoutMask(probability: probability, key: 77, firstRow: 3 * members) : nil
    for own in [adapter, nil] {
      let z = numbers.normal(rows, columns)
      let adapted = room(rows, columns)
      if let own { adapted.adapt(z, by: own) } else { adapted.copy(z) }
      let expected = (0..<2).map { _ in (room(rows, columns), room(rows, columns)) }
      adapted.activateReLU(
        adding: nil, into: expected[0].0, slopes: expected[0].1, dropout: mask)
      adapted.activateGELU(
        adding: nil, into: expected[1].0, slopes: expected[1].1, dropout: mask)
      for (index, (outputs, slopes)) in expected.enumerated() {
        let (y, found, read) = (room(rows, columns), room(rows, columns), room(rows, columns))
        let factors = numbers.normal(members, columns)
        let reading = MemberReading(scale: factors, result: read)
        if index == 0 {
          z.activateReLU(
            own, members: members, into: y, slopes: found, reading: reading, dropout: mask)
        } else {
          z.activateGELU(
            own, members: members, into: y, slopes: found, reading: reading, dropout: mask)
        }
        #expect(agree(y, outputs.doubles, within: 1e-6))
        #expect(agree(found, slopes.doubles, within: 1e-6))
        for row in 0..<rows {
          for column in 0..<columns {
            #expect(read[row, column] == y[row, column] * factors[row % members, column])
          }
        }
        let alone = room(rows, columns)
        if index == 0 {
          z.activateReLU(
            own, members: members, into: alone, slopes: found, reading: nil, dropout: mask)
        } else {
          z.activateGELU(
            own, members: members, into: alone, slopes: found, reading: nil, dropout: mask)
        }
        #expect(alone.values == y.values)
      }
    }
  }

  @Test(
    "the way back through an activation passes the factors above, then the slopes",
    arguments: members, [1, 2])
  func leaveActivation(members: Int, copies: Int) {
    let (rows, columns) = (3 * members, 18)
    let (y, slopes) = (numbers.normal(rows, columns), numbers.normal(rows, columns))
    let (factors, sums) = (
      numbers.normal(members, columns), numbers.normal(copies * members, columns)
    )
    let delta = numbers.normal(rows * copies, columns)
    let plain = room(rows * copies, columns)
    plain.copy(delta)
    var (expected, ofFactors, ofPlain) = (delta.doubles, sums.doubles, delta.doubles)
    for row in 0..<rows {
      for copy in 0..<copies {
        for column in 0..<columns {
          let g = Double(delta[row * copies + copy, column])
          let slope = Double(slopes[row, column])
          ofFactors[copy * members + row % members][column] += g * Double(y[row, column])
          expected[row * copies + copy][column] =
            g * Double(factors[row % members, column]) * slope
          ofPlain[row * copies + copy][column] = g * slope
        }
      }
    }
    delta.leaveActivation(
      y, slopes: slopes, members: members, copies: copies,
      reading: MemberReading(scale: factors, result: sums))
    plain.leaveActivation(y, slopes: slopes, members: members, copies: copies, reading: nil)
    #expect(agree(delta, expected, within: 1e-5))
    #expect(agree(sums, ofFactors, within: 1e-5))
    #expect(agree(plain, ofPlain, within: 1e-5))
  }

  @Test("biases lie member by member for each column, and so do the sums", arguments: members)
  func biases(members: Int) {
    let (rows, columns) = (4 * members, 5)
    let (y, biases) = (
      numbers.normal(rows, columns, margin: 1), numbers.normal(1, columns * members)
    )
    let before = y.doubles
    y.addToRows(biases, members: members)
    let sums = numbers.normal(1, columns * members)
    var expected = sums.doubles[0]
    for row in 0..<rows {
      for column in 0..<columns {
        let place = column * members + row % members
        #expect(
          agree(
            Double(y[row, column]), before[row][column] + Double(biases[0, place]), within: 1e-6))
        expected[place] += Double(y[row, column])
      }
    }
    sums.addColumnSums(of: y, members: members)
    #expect(agree(sums, [expected], within: 1e-5))
    #expect(numbers.marginsAreIntact)
  }

  @Test("members of other shapes stop the process")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 12)
      buffer.matrix(rows: 4, columns: 3)
        .spread(FloatBuffer(count: 3).matrix(rows: 1, columns: 3), members: 3, scale: nil)
    }
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 12)
      buffer.matrix(rows: 4, columns: 3)
        .addToRows(FloatBuffer(count: 6).vector, members: 3)
    }
  }
}
