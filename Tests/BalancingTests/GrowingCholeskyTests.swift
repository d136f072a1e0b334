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
    factor.removeAll(reserving: 2)
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
}
