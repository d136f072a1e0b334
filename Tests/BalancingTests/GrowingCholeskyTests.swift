import LinearAlgebra
import Testing

import Balancing

struct GrowingCholeskyTests {
  @Test("rows added one by one solve as elimination does")
  func solving() throws {
    var factor = GrowingCholesky()
    for draw in QuadraticDraw.seeds.map({ QuadraticDraw($0, upTo: 12) }) {
      let count = draw.count
      // One more on the diagonal of the correlations keeps them far from singular.
      let matrix = (0..<count).map { i in
        (0..<count).map { j in
          draw.gramian[i, j] / max(draw.length(i) * draw.length(j), 1e-9) + (i == j ? 1 : 0)
        }
      }
      factor.removeAll(reserving: count)
      for i in 0..<count {
        var row = matrix[i]
        #expect(factor.append(&row, diagonal: matrix[i][i], negligible: 1e-14), "\(draw)")
      }
      var solution = draw.linear
      factor.solve(&solution)
      let expected = try #require(eliminate(matrix, draw.linear))
      #expect(agree(solution, expected, tolerance: 1e-11), "\(draw)")
    }
  }

  @Test("a row that depends on the others is refused, with the combination it is")
  func dependence() {
    var factor = GrowingCholesky()
    factor.removeAll(reserving: 3)
    // Gradients a = (1, 0), b = (1, 2) and 3a − 2b.
    var row = [0.0, 0]
    #expect(factor.append(&row, diagonal: 1, negligible: 1e-15))
    row = [1, 0]
    #expect(factor.append(&row, diagonal: 5, negligible: 1e-15))
    row = [1, -7]
    #expect(!factor.append(&row, diagonal: 17, negligible: 1e-14))
    #expect(agree(row, [3, -2], tolerance: 1e-15))
    #expect(factor.count == 2)
  }

  /// The matrix of a draw's correlations, with one more on the diagonal: far from singular.
  private func matrix(_ draw: QuadraticDraw) -> Gramian {
    var matrix = Gramian(count: draw.count)
    for i in 0..<draw.count {
      for j in 0..<draw.count {
        matrix[i, j] =
          draw.gramian[i, j] / max(draw.length(i) * draw.length(j), 1e-9) + (i == j ? 1 : 0)
      }
    }
    return matrix
  }

  @Test("a whole matrix at once, and less some rows, solves as elimination does")
  func wholeAndLess() throws {
    var factor = GrowingCholesky()
    // Up to several panels of rows, and orders that are no multiple of a tile.
    for draw in (1...40).map({ QuadraticDraw($0, upTo: 110) }) {
      let matrix = matrix(draw)
      var rows = Array((0..<draw.count).reversed())
      let isDefinite = factor.factorise(matrix, rows: rows, tolerance: 1e-14)
      #expect(isDefinite, "\(draw)")
      for _ in 0..<3 {
        var solution = rows.map { draw.linear[$0] }
        factor.solve(&solution)
        let expected = try #require(
          eliminate(rows.map { i in rows.map { matrix[i, $0] } }, rows.map { draw.linear[$0] }))
        #expect(agree(solution, expected, tolerance: 1e-10), "\(draw), \(rows.count) rows")
        guard rows.count > 1 else { break }
        let position = rows.count / 3
        factor.remove(at: position)
        rows.remove(at: position)
        #expect(factor.count == rows.count)
      }
    }
  }

  @Test("of a matrix at once, the rows before the first that depends on others are kept")
  func dependentWhole() {
    var factor = GrowingCholesky()
    // Gradients (1, 0), (1, 2), (3, 0) and (0, 1).
    let gramian = Gramian(
      rows: [[1, 1, 3, 0], [1, 5, 3, 2], [3, 3, 9, 0], [0, 2, 0, 1]])
    let isDefinite = factor.factorise(gramian, rows: [0, 1, 2, 3], tolerance: 1e-14)
    #expect(!isDefinite)
    #expect(factor.count == 2)
    var solution = [2.0, 10]
    factor.solve(&solution)
    #expect(agree(solution, [0, 2], tolerance: 1e-15))
  }
}
