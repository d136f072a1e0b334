import LinearAlgebra
import Testing

struct JacobianTests {
  private let numbers = RandomMatrices(seed: 31)

  @Test("products over blocks are those over whole rows", arguments: oddSizes)
  func products(columns: Int) {
    let first = [numbers.normal(3, columns, margin: 2), numbers.normal(3, 5)]
    let second = [numbers.normal(3, columns), numbers.normal(3, 5)]
    func row(_ blocks: [Matrix], _ i: Int) -> [Double] { blocks.flatMap { $0.doubles[i] } }
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let (a, b) = (Jacobian(blocks: first), Jacobian(blocks: second))
    #expect(a.taskCount == 3 && a.parameterCount == columns + 5)
    var cross = CrossGramian(count: 3)
    cross.assign(a, b)
    var gramian = Gramian(count: 0)
    gramian.assign(a, tasks: [2, 0])
    for i in 0..<3 {
      for j in 0..<3 {
        #expect(agree(cross[i, j], product(row(first, i), row(second, j)), within: 1e-12))
      }
    }
    #expect(gramian.count == 2)
    #expect(agree(gramian[0, 1], product(row(first, 2), row(first, 0)), within: 1e-12))
    var part = CrossGramian(count: 0)
    part.assign(cross, tasks: [2, 0])
    #expect(part == CrossGramian(rows: [[cross[2, 2], cross[2, 0]], [cross[0, 2], cross[0, 0]]]))
  }

  @Test("a copy holds the gradients of its time")
  func copies() {
    let blocks = [numbers.normal(2, 3), numbers.normal(2, 1)]
    let jacobian = Jacobian(blocks: blocks)
    let copy = JacobianCopy(like: jacobian)
    copy.jacobian.copy(jacobian)
    let before = blocks.map(\.values)
    blocks[0].clear()
    #expect(copy.jacobian.blocks.map(\.values) == before)
  }
}
