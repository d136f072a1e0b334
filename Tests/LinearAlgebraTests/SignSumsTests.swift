import LinearAlgebra
import Testing

struct SignSumsTests {
  private let numbers = RandomMatrices(seed: 33)

  @Test("a column keeps the sign its draw allows, the rest but for the leak", arguments: oddSizes)
  func dropping(columns: Int) {
    let blocks = [numbers.normal(4, columns, margin: 1), numbers.normal(4, 2)]
    blocks[1][0, 1] = 0
    blocks[1][1, 1] = 0
    blocks[1][3, 1] = 0
    let rows = (0..<4).map { i in blocks.flatMap { $0.doubles[i] } }
    let tasks = [0, 1, 3]
    var sums = SignSums()
    sums.draws = numbers.uniform(columns + 2).map { Double($0) }
    sums.drop(Jacobian(blocks: blocks), tasks: tasks, leak: 0.25)
    let found = (0..<4).map { i in blocks.flatMap { $0.doubles[i] } }
    #expect(found[2] == rows[2])
    for k in sums.draws.indices {
      let total = tasks.reduce(0) { $0 + rows[$1][k] }
      let size = tasks.reduce(0) { $0 + abs(rows[$1][k]) }
      let purity = size > 0 ? (1 + total / size) / 2 : 0.5
      #expect(agree(sums.purities[k], purity, within: 1e-14))
      for task in tasks {
        let value = rows[task][k]
        let stays =
          (purity > sums.draws[k] && value > 0) || (purity < sums.draws[k] && value < 0)
        #expect(found[task][k] == (stays ? value : 0.25 * value))
      }
    }
    #expect(numbers.marginsAreIntact)
  }
}
