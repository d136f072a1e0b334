import LinearAlgebra
import Testing

struct MatrixTests {
  /// 4 × 5: entry (r, c) is 10 r + c.
  private let buffer = FloatBuffer(
    (0..<4).flatMap { row in (0..<5).map { column in Float(10 * row + column) } })
  private var matrix: Matrix { buffer.matrix(rows: 4, columns: 5) }

  @Test("entries are found by row and column")
  func entries() {
    for row in 0..<4 {
      for column in 0..<5 { #expect(matrix[row, column] == Float(10 * row + column)) }
    }
    matrix[2, 3] = -1
    #expect(buffer.values[13] == -1)
  }

  @Test("rows of columns and columns of rows are the same view")
  func views() {
    let block: [Float] = [11, 12, 13, 21, 22, 23]
    #expect(matrix.rows(1..<3).columns(1..<4).values == block)
    #expect(matrix.columns(1..<4).rows(1..<3).values == block)
    #expect(matrix.columns(0..<4).columns(2..<4).rows(3..<4).values == [32, 33])
    #expect(matrix.rows(4..<4).values.isEmpty)
    #expect(matrix.columns(5..<5).values.isEmpty)
  }

  @Test("every second row is so in a block of columns too")
  func everyRow() {
    #expect(matrix.columns(1..<3).everyRow(from: 1, by: 2).values == [11, 12, 31, 32])
    #expect(matrix.everyRow(from: 3, by: 4).values == [30, 31, 32, 33, 34])
    #expect(matrix.everyRow(from: 0, by: 1).values == matrix.values)
  }

  @Test("only rows that follow each other are contiguous")
  func contiguity() {
    #expect(matrix.isContiguous)
    #expect(matrix.rows(1..<3).isContiguous)
    #expect(!matrix.columns(0..<4).isContiguous)
    #expect(matrix.columns(1..<4).rows(2..<3).isContiguous)
  }

  @Test("a part follows from its offset, whatever the rows were")
  func part() {
    #expect(matrix.part(at: 3, rows: 2, columns: 2).values == [3, 4, 10, 11])
    #expect(matrix.rows(1..<2).columns(1..<5).part(at: 1, rows: 1, columns: 2).values == [12, 13])
    #expect(matrix.reshaped(rows: 10, columns: 2)[5, 1] == 21)
  }

  @Test("copying into columns leaves the others as they were")
  func copy() {
    matrix.columns(1..<3).copy([1, 2, 3, 4, 5, 6, 7, 8])
    #expect(matrix.rows(0..<2).values == [0, 1, 2, 3, 4, 10, 3, 4, 13, 14])
    let other = FloatBuffer((0..<12).map { -Float($0) })
    matrix.columns(3..<5).copy(other.matrix(rows: 4, columns: 3).columns(1..<3))
    #expect(matrix.rows(0..<2).values == [0, 1, 2, -1, -2, 10, 3, 4, -4, -5])
    #expect(matrix.rows(3..<4).values == [30, 7, 8, -10, -11])
  }

  @Test("clearing columns leaves the others as they were")
  func clear() {
    matrix.columns(1..<4).clear()
    #expect(matrix.values == [0, 0, 0, 0, 4, 10, 0, 0, 0, 14, 20, 0, 0, 0, 24, 30, 0, 0, 0, 34])
  }

  @Test("what lies outside stops the process")
  func outOfBounds() async {
    await #expect(processExitsWith: .failure) {
      _ = FloatBuffer(count: 6).matrix(rows: 2, columns: 3)[0, 3]
    }
    await #expect(processExitsWith: .failure) {
      _ = FloatBuffer(count: 6).matrix(rows: 2, columns: 3).rows(1..<3)
    }
    await #expect(processExitsWith: .failure) {
      _ = FloatBuffer(count: 6).matrix(rows: 2, columns: 3).columns(2..<4)
    }
    await #expect(processExitsWith: .failure) {
      _ = FloatBuffer(count: 6).matrix(rows: 2, columns: 3).part(at: 4, rows: 1, columns: 3)
    }
  }

  @Test("a matrix with gaps has no parts and no other dimensions")
  func gaps() async {
    await #expect(processExitsWith: .failure) {
      _ = FloatBuffer(count: 6).matrix(rows: 2, columns: 3).columns(0..<2)
        .part(at: 0, rows: 1, columns: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = FloatBuffer(count: 6).matrix(rows: 2, columns: 3).columns(0..<2)
        .reshaped(rows: 1, columns: 4)
    }
  }
}
