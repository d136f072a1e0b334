import Foundation
import LinearAlgebra
import Testing

struct ActivatingTests {
  private let numbers = RandomMatrices(seed: 12)

  private func normalCDF(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  private func gelu(_ x: Double) -> Double { x * normalCDF(x) }

  private func geluSlope(_ x: Double) -> Double {
    normalCDF(x) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
  }

  @Test("ReLU keeps what is positive, and has slope one there", arguments: oddSizes)
  func relu(columns: Int) {
    for bias in [nil, numbers.normal(1, columns)] {
      let z = numbers.normal(5, columns)
      z[0, 0] = 0
      let inputs = biased(z, bias)
      let (y, slopes) = room(5, columns)
      z.activateReLU(adding: bias, into: y, slopes: slopes, dropout: nil)
      #expect(y.values == inputs.values.map { max($0, 0) })
      #expect(slopes.values == inputs.values.map { $0 > 0 ? 1 : 0 })
    }
  }

  @Test("GELU is x Φ(x), and its slope Φ(x) + x φ(x)", arguments: oddSizes)
  func gelu(columns: Int) {
    for bias in [nil, numbers.normal(1, columns)] {
      let z = numbers.normal(5, columns, deviation: 3)
      let inputs = biased(z, bias).doubles
      let (y, slopes) = room(5, columns)
      z.activateGELU(adding: bias, into: y, slopes: slopes, dropout: nil)
      #expect(agree(y, inputs.map { $0.map(gelu) }, within: 1e-6))
      #expect(agree(slopes, inputs.map { $0.map(geluSlope) }, within: 1e-6))
    }
  }

  /// For outputs and slopes.
  private func room(_ rows: Int, _ columns: Int) -> (Matrix, Matrix) {
    (numbers.filled(rows, columns, with: .nan), numbers.filled(rows, columns, with: .nan))
  }

  /// x + bias in Float32, in a matrix of its own.
  private func biased(_ x: Matrix, _ bias: Matrix?) -> Matrix {
    let copy = numbers.filled(x.rows, x.columns, with: 0)
    copy.copy(x)
    if let bias { copy.addToRows(bias) }
    return copy
  }

  @Test("activations far out are 0 or their input")
  func farOut() {
    let z = numbers.row([-1e30, -1e4, -100, 100, 1e4, 1e30])
    let (y, slopes) = room(1, 6)
    z.activateGELU(adding: nil, into: y, slopes: slopes, dropout: nil)
    #expect(y.values == [0, 0, 0, 100, 1e4, 1e30])
    #expect(slopes.values == [0, 0, 0, 1, 1, 1])
  }

  @Test("activations do not hide what is not a number")
  func notANumber() {
    let (y, slopes) = room(1, 2)
    numbers.row([.nan, 1]).activateReLU(adding: nil, into: y, slopes: slopes, dropout: nil)
    #expect(y[0, 0].isNaN && y[0, 1] == 1)
    numbers.row([.nan, 1]).activateGELU(adding: nil, into: y, slopes: slopes, dropout: nil)
    #expect(y[0, 0].isNaN && !y[0, 1].isNaN)
  }

  @Test("dropout masks outputs and slopes alike")
  func dropout() {
    let mask = DropoutMask(probability: 0.3, key: 77, firstRow: 4)
    let ones = numbers.filled(9, 17, with: 1)
    let (factors, factorSlopes) = room(9, 17)
    ones.activateReLU(adding: nil, into: factors, slopes: factorSlopes, dropout: mask)
    #expect(factorSlopes.values == factors.values)
    let z = numbers.normal(9, 17)
    let expected = z.doubles
    let (y, slopes) = room(9, 17)
    z.activateGELU(adding: nil, into: y, slopes: slopes, dropout: mask)
    for row in 0..<9 {
      for column in 0..<17 {
        let factor = Double(factors[row, column])
        let x = expected[row][column]
        #expect(abs(Double(y[row, column]) - factor * gelu(x)) <= 1e-6)
        #expect(abs(Double(slopes[row, column]) - factor * geluSlope(x)) <= 2e-6)
      }
    }
  }

  @Test("each row of slopes serves a row of each task", arguments: [1, 3])
  func slopes(copies: Int) {
    let slopes = numbers.normal(17, 5)
    let gradients = numbers.normal(17 * copies, 5)
    let before = gradients.values
    let sums = numbers.filled(copies, 5, with: 7)
    let alone = numbers.filled(17 * copies, 5, with: 0)
    alone.copy(gradients)
    alone.applySlopes(slopes, copies: copies)
    gradients.applySlopes(slopes, copies: copies, addingSumsTo: sums)
    #expect(alone.values == gradients.values)
    for task in 0..<copies {
      for column in 0..<5 {
        let expected = (0..<17).reduce(7.0) {
          $0 + Double(gradients[$1 * copies + task, column])
        }
        #expect(abs(Double(sums[task, column]) - expected) < 1e-4)
      }
    }
    for row in 0..<17 * copies {
      for column in 0..<5 {
        #expect(
          gradients[row, column] == before[row * 5 + column] * slopes[row / copies, column])
      }
    }
  }

  @Test("matrices of other shapes stop the process")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 36)
      buffer.matrix(rows: 3, columns: 4)
        .activateReLU(
          adding: nil, into: buffer.matrix(at: 12, rows: 4, columns: 3),
          slopes: buffer.matrix(at: 24, rows: 3, columns: 4), dropout: nil)
    }
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 24)
      buffer.matrix(rows: 5, columns: 3)
        .applySlopes(buffer.matrix(at: 15, rows: 2, columns: 3), copies: 2)
    }
  }
}
