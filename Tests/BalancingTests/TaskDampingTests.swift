import Balancing
import Testing

@Suite("Tasks that no longer improve are held back")
struct TaskDampingTests {
  private static let tasks = ["a", "b", "c"]

  private func balancer(_ scheme: String, every: Int = 1, share: Double = 0.5) throws -> Balancer {
    var modifiers = BalanceModifiers()
    (modifiers.damping, modifiers.every) = (true, every)
    let context = SchemeContext(
      taskNames: Self.tasks, initialLosses: [1, 1, 1], priorLosses: [2, 4, 8])
    return try Balancer(
      named: scheme, scheme: SchemeCatalogue.parse(scheme).makeScheme(context),
      taskNames: Self.tasks, priorLosses: context.priorLosses, modifiers: modifiers,
      dampingShare: share)
  }

  private func end(_ balancer: inout Balancer, _ improved: [Bool?]) {
    balancer.epochEnded(averages: [1, 1, 1], improved: improved)
  }

  @Test("a factor halves with each epoch that is not the best, and doubles with one that is")
  func factors() throws {
    var balancer = try balancer("prior")
    #expect(balancer.damping?.factors == [1, 1, 1])
    end(&balancer, [true, false, nil])
    end(&balancer, [true, false, nil])
    #expect(balancer.damping?.factors == [1, 0.25, 1])
    end(&balancer, [false, true, nil])
    #expect(balancer.damping?.factors == [0.5, 0.5, 1])
  }

  @Test("where epochs are short a factor shrinks by less")
  func share() throws {
    var balancer = try balancer("prior", share: 0.75)
    end(&balancer, [false, false, true])
    end(&balancer, [false, true, true])
    #expect(balancer.damping?.factors == [0.5625, 1, 1])
  }

  @Test("a factor stays between 0.02 and 1")
  func bounds() throws {
    var balancer = try balancer("prior")
    for _ in 0..<9 { end(&balancer, [true, false, nil]) }
    #expect(balancer.damping?.factors == [1, 0.02, 1])
    end(&balancer, [true, true, nil])
    #expect(balancer.damping?.factors == [1, 0.04, 1])
  }

  @Test("weights of shared parameters are multiplied, those of heads are not", arguments: [1, 3])
  func weights(every: Int) throws {
    var balancer = try balancer("prior", every: every)
    var weights = [0.0, 0, 0]
    func step(_ losses: [Double]) throws {
      let present = [true, true, true]
      if !balancer.reuseWeights(losses: losses, present: present, into: &weights) {
        try balancer.weigh(losses: losses, present: present, into: &weights)
      }
    }
    try step([1, 1, 1])
    #expect(weights == [0.5, 0.25, 0.125])
    end(&balancer, [true, false, false])
    end(&balancer, [true, false, true])
    for _ in 0..<2 {
      try step([3, 2, 1])
      #expect(weights == [0.5, 0.0625, 0.125])
      #expect(balancer.headWeights == [0.5, 0.25, 0.125])
    }
  }

  @Test("factors come back with a saved state, and only where tasks are held back")
  func state() throws {
    var balancer = try balancer("prior")
    end(&balancer, [false, true, false])
    var other = try self.balancer("prior")
    try other.restore(state: balancer.encodedState())
    #expect(other.damping == balancer.damping)
    var free = try Balancer(
      named: "prior",
      scheme: SchemeCatalogue.parse("prior").makeScheme(
        SchemeContext(taskNames: Self.tasks, initialLosses: [1, 1, 1], priorLosses: [2, 4, 8])),
      taskNames: Self.tasks, priorLosses: [2, 4, 8])
    #expect(throws: BalancingError.self) { try free.restore(state: balancer.encodedState()) }
  }
}
