import LinearAlgebra
import RandomNumbers

/// Matrices of random numbers, and the memory that the views on it do not keep.
///
/// With a margin, a matrix is made of the middle columns of a wider one, whose other columns are
/// not numbers: a kernel that reads them returns nonsense, and one that writes them is found out.
final class RandomMatrices {
  private var generator: SeededGenerator
  private var buffers: [FloatBuffer] = []
  private var margins: [Matrix] = []

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed, stream: .initialisation)
  }

  /// Normal numbers with the given deviation.
  func normal(_ rows: Int, _ columns: Int, margin: Int = 0, deviation: Double = 1) -> Matrix {
    let matrix = filled(rows, columns, margin: margin, with: 0)
    for row in 0..<rows {
      for column in 0..<columns { matrix[row, column] = Float(deviation * generator.normal()) }
    }
    return matrix
  }

  /// One number throughout.
  func filled(_ rows: Int, _ columns: Int, margin: Int = 0, with value: Float) -> Matrix {
    let width = columns + 2 * margin
    let buffer = FloatBuffer(count: rows * width)
    buffers.append(buffer)
    let whole = buffer.matrix(rows: rows, columns: width)
    whole.copy(Array(repeating: Float.nan, count: rows * width))
    let matrix = whole.columns(margin..<margin + columns)
    matrix.copy(Array(repeating: value, count: rows * columns))
    margins += [whole.columns(0..<margin), whole.columns(margin + columns..<width)]
    return matrix
  }

  /// One row of the given numbers.
  func row(_ values: [Float]) -> Matrix {
    let matrix = filled(1, values.count, with: 0)
    matrix.copy(values)
    return matrix
  }

  /// Numbers below the bound, each as likely as another.
  func codes(_ count: Int, below bound: Int) -> [Int32] {
    (0..<count).map { _ in Int32.random(in: 0..<Int32(bound), using: &generator) }
  }

  /// Numbers from 0 to 1.
  func uniform(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(generator.uniform()) }
  }

  /// Whether nothing was written beside any matrix.
  var marginsAreIntact: Bool {
    margins.allSatisfy { $0.values.allSatisfy(\.isNaN) }
  }
}

extension Matrix {
  /// The entries in Double, as a reference computes with them.
  var doubles: [[Double]] {
    (0..<rows).map { row in (0..<columns).map { Double(self[row, $0]) } }
  }
}

/// Whether two lists agree within `tolerance · (1 + |expected|)`; what is not a number agrees with
/// nothing.
func agree(_ found: [Float], _ expected: [Double], within tolerance: Double) -> Bool {
  found.count == expected.count
    && zip(found, expected).allSatisfy { abs(Double($0) - $1) <= tolerance * (1 + abs($1)) }
}

/// The same for rows of numbers.
func agree(_ found: Matrix, _ expected: [[Double]], within tolerance: Double) -> Bool {
  agree(found.values, expected.flatMap { $0 }, within: tolerance)
}

/// Two numbers that agree within `tolerance · (1 + |expected|)`.
func agree(_ found: Double, _ expected: Double, within tolerance: Double) -> Bool {
  abs(found - expected) <= tolerance * (1 + abs(expected))
}

/// Row and column counts below, at and above the widths of vector registers.
let oddSizes = [1, 3, 17, 130]
