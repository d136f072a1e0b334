import Testing
import Training

struct RowOrderTests {
  private let rows = (0..<103).map { Int32(3 * $0 + 1) }

  @Test("each epoch is another permutation of the rows")
  func permutations() {
    var order = RowOrder(rows, seed: 4)
    var seen = Set([rows])
    for _ in 0..<5 {
      #expect(order.rows.sorted() == rows)
      #expect(seen.insert(order.rows).inserted)
      order.shuffle()
    }
  }

  @Test("the batches are the order cut into pieces", arguments: [1, 10, 102, 103, 104])
  func batches(size: Int) {
    let order = RowOrder(rows, seed: 4)
    let batches = (0..<order.batchCount(of: size)).map { Array(order.batch($0, of: size)) }
    #expect(batches.flatMap { $0 } == order.rows)
    #expect(batches.count == order.batchCount(of: size))
    #expect(batches.dropLast().allSatisfy { $0.count == size })
    #expect(batches.allSatisfy { !$0.isEmpty && $0.count <= size })
  }

  @Test("the seed decides the orders")
  func seeds() {
    var (first, second) = (RowOrder(rows, seed: 4), RowOrder(rows, seed: 4))
    #expect(RowOrder(rows, seed: 5).rows != first.rows)
    for _ in 0..<3 {
      #expect(first.rows == second.rows)
      first.shuffle()
      second.shuffle()
    }
  }
}
