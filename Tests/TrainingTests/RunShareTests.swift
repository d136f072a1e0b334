import Testing
import Training

/// Which of several runs a process trains.
struct RunShareTests {
  @Test(
    "each run is in one share, and shares differ by one run at most",
    arguments: [0, 1, 5, 12], [1, 2, 5, 7])
  func shares(runs: Int, count: Int) {
    let all = Array(0..<runs)
    let shares = (0..<count).map { RunShare(rank: $0, count: count).of(all) }
    #expect(shares.joined().sorted() == all)
    #expect(shares.allSatisfy { $0 == $0.sorted() })
    let counts = shares.map(\.count)
    #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
    #expect(RunShare.all.of(all) == all)
  }
}
