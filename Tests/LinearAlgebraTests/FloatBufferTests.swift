import LinearAlgebra
import Testing

struct FloatBufferTests {
  @Test("a new buffer holds zeros", arguments: [0, 1, 17, 130])
  func zeros(count: Int) {
    let buffer = FloatBuffer(count: count)
    #expect(buffer.count == count)
    #expect(buffer.values == Array(repeating: 0, count: count))
  }

  @Test("numbers come out in the order they went in")
  func copy() {
    let buffer = FloatBuffer([1, -2, 0.5])
    #expect(buffer.values == [1, -2, 0.5])
    buffer.copy([4, 5, 6])
    #expect(buffer.values == [4, 5, 6])
    #expect(FloatBuffer([]).values.isEmpty)
  }

  @Test("a view begins at its offset and writes through to the buffer")
  func view() {
    let buffer = FloatBuffer([0, 1, 2, 3, 4, 5, 6, 7])
    let matrix = buffer.matrix(at: 1, rows: 2, columns: 3)
    #expect(matrix.values == [1, 2, 3, 4, 5, 6])
    matrix[1, 0] = -4
    #expect(buffer.values == [0, 1, 2, 3, -4, 5, 6, 7])
    #expect(buffer.vector.values == buffer.values)
    #expect((buffer.vector.rows, buffer.vector.columns) == (1, 8))
  }

  @Test("a view may be empty at the very end")
  func emptyView() {
    let buffer = FloatBuffer(count: 2)
    #expect(buffer.matrix(at: 2, rows: 0, columns: 5).values.isEmpty)
    #expect(buffer.matrix(at: 2, rows: 5, columns: 0).values.isEmpty)
  }

  @Test("a view beyond the numbers stops the process")
  func outOfBounds() async {
    await #expect(processExitsWith: .failure) {
      _ = FloatBuffer(count: 6).matrix(at: 1, rows: 2, columns: 3)
    }
    await #expect(processExitsWith: .failure) {
      _ = FloatBuffer(count: 6).matrix(at: -1, rows: 1, columns: 3)
    }
  }

  @Test("as many numbers must be given as there are")
  func otherCount() async {
    await #expect(processExitsWith: .failure) {
      FloatBuffer(count: 2).copy([1, 2, 3])
    }
  }
}
