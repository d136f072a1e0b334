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

  @Test("rows that do not make a square stop the process")
  func square() async {
    await #expect(processExitsWith: .failure) { _ = Gramian(rows: [[1, 2], [3]]) }
    await #expect(processExitsWith: .failure) { _ = Gramian(rows: [[1, 2]]) }
  }
}
