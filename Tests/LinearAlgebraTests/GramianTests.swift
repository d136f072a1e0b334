import LinearAlgebra
import Testing

struct GramianTests {
  @Test("entries keep their row and column")
  func entries() {
    var gramian = Gramian(rows: [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    #expect(gramian.count == 3)
    #expect(gramian[0, 2] == 3 && gramian[2, 0] == 7)
    #expect((0..<3).map(gramian.squaredNorm) == [1, 5, 9])
    gramian[0, 2] = -1
    #expect(gramian == Gramian(rows: [[1, 2, -1], [4, 5, 6], [7, 8, 9]]))
  }

  @Test("a new matrix holds zeros", arguments: [0, 1, 4])
  func zeros(count: Int) {
    let row = Array(repeating: 0.0, count: count)
    #expect(Gramian(count: count) == Gramian(rows: Array(repeating: row, count: count)))
  }

  @Test("it can be filled with that of gradients over lengths, or with a greater diagonal")
  func derived() {
    var derived = Gramian(count: 3)
    let gramian = Gramian(rows: [[4, 6], [6, 36]])
    derived.assign(gramian, over: [2, 3])
    #expect(derived == Gramian(rows: [[1, 1], [1, 4]]))
    derived.assign(gramian, plusDiagonal: 0.5)
    #expect(derived == Gramian(rows: [[4.5, 6], [6, 36.5]]))
  }

  @Test("its product with a vector comes with the magnitudes of what was added, or row by row")
  func products() {
    let gramian = Gramian(rows: [[4, -6, 1], [-6, 36, 2], [1, 2, 3]])
    var (product, magnitudes) = ([9.0, 9, 9, 9], [9.0, 9, 9, 9])
    gramian.multiply([2, 0, -1], into: &product, magnitudes: &magnitudes)
    #expect(product == [7, -14, -1, 9])
    #expect(magnitudes == [9, 14, 5, 9])
    gramian.addRow(1, times: 0.5, to: &product)
    #expect(product == [4, 4, 0, 9])
  }

  @Test("rows that do not make a square stop the process")
  func square() async {
    await #expect(processExitsWith: .failure) { _ = Gramian(rows: [[1, 2], [3]]) }
    await #expect(processExitsWith: .failure) { _ = Gramian(rows: [[1, 2]]) }
  }
}
