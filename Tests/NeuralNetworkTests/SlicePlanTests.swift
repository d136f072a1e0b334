import NeuralNetwork
import Testing

struct SlicePlanTests {
  @Test("slices hold the batch, and are even in number but for the smallest batches")
  func usual() {
    for capacity in 1...5000 {
      let plan = SlicePlan(capacity: capacity)
      #expect(plan.totalRows >= capacity && plan.totalRows - capacity < plan.rows)
      #expect(plan.rows <= 128)
      #expect(capacity < 64 ? plan.count == 1 : plan.rows >= 32)
    }
    #expect(SlicePlan(capacity: 128).count == 2)
    #expect(SlicePlan(capacity: 256).rows == 128)
    #expect(SlicePlan(capacity: 4096).count == 32)
  }

  @Test(
    "of several members a slice has whole rows, and about as many of theirs", arguments: [2, 3, 8])
  func members(count: Int) {
    for capacity in 1...1000 {
      let plan = SlicePlan(capacity: capacity, members: count)
      #expect(plan.rows % count == 0 && plan.rows <= max(128 + count, count))
      #expect(plan.totalRows >= capacity * count && plan.totalRows - capacity * count < plan.rows)
      #expect(capacity * count < 64 ? plan.count == 1 : plan.rows >= 32)
    }
    #expect(SlicePlan(capacity: 256, members: 8).rows == 128)
    #expect(SlicePlan(capacity: 300, members: 4, rows: 7).rows == 28)
  }

  @Test("as many rows as asked for, but no more than a batch has", arguments: [1, 7, 100, 1000])
  func chosen(rows: Int) {
    let plan = SlicePlan(capacity: 300, rows: rows)
    #expect(plan.rows == min(rows, 300))
    #expect(plan.totalRows >= 300 && plan.totalRows - 300 < plan.rows)
  }
}
