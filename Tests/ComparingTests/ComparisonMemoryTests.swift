import Comparing
import Testing
import Training

struct ComparisonMemoryTests {
  @Test("as many runs fit as there is memory for, and none where there is too little")
  func lanes() throws {
    let trainer = try ComparisonTrainer.small(["equal", "upgrad"])
    let memory = try trainer.memory(for: SmallTable().prepared(seed: 0))
    let run = memory.total(lanes: 2) - memory.total(lanes: 1)
    #expect(run > 0)
    #expect(memory.lanes(within: memory.total(lanes: 3) + 1) == 3)
    #expect(memory.lanes(within: memory.total(lanes: 3) - 0.5 * run) == 2)
    #expect(memory.lanes(within: memory.total(lanes: 1) - 1) == nil)
  }
}
