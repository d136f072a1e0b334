import Testing
import Training

struct CheckpointTurnTests {
  /// What a run of short epochs spends on saving: the whole of it and its checkpoints, the one at
  /// its end included, in seconds of a clock that this test keeps.
  private func run(
    _ interval: CheckpointInterval, epochs: Int, epoch: Double, saving: (Int) -> Double
  ) -> (whole: Double, saving: Double, count: Int) {
    // A disk of 50 MB a second.
    var turn = CheckpointTurn(interval, bytes: 50e6 * saving(0))
    var (now, spent, count) = (0.0, 0.0, 0)
    func save() {
      let cost = saving(count)
      turn.saved(from: now, to: now + cost)
      (now, spent, count) = (now + cost, spent + cost, count + 1)
    }
    for _ in 0..<epochs {
      now += epoch
      turn.addEpoch()
      if turn.isDue(at: now) { save() }
    }
    save()
    return (now, spent, count)
  }

  @Test(
    "saving takes at most a tenth of a run, however short its epochs are",
    arguments: [(0.001, 0.01), (0.001, 0.1), (0.02, 0.5), (0.3, 0.06), (2, 0.2), (2, 30)])
  func share(epoch: Double, cost: Double) {
    let most = Int(1000 * max(cost, 1) / epoch)
    for epochs in stride(from: Int(9 * max(cost, 0.1) / epoch) + 1, to: most, by: most / 7) {
      // A history grows, and the checkpoints with it.
      for growth in [0, 0.002] {
        let run = run(.automatic, epochs: epochs, epoch: epoch) { cost * (1 + growth * Double($0)) }
        #expect(run.saving <= 0.1 * run.whole, "\(run)")
      }
    }
  }

  @Test("long epochs are saved one by one, and those of hours on their way")
  func longEpochs() {
    let run = run(.automatic, epochs: 12, epoch: 30) { _ in 0.5 }
    #expect(run.count == 13)
    var turn = CheckpointTurn(.automatic, bytes: 0)
    #expect(!turn.isDue(at: 599) && turn.isDue(at: 601))
    turn.saved(from: 601, to: 701)
    #expect(!turn.isDue(at: 701 + 2899) && turn.isDue(at: 701 + 2901))
  }

  @Test("what is asked for is done, however much it costs")
  func asked() {
    #expect(run(.epochs(1), epochs: 100, epoch: 0.001) { _ in 1 }.count == 101)
    #expect(run(.epochs(7), epochs: 100, epoch: 0.001) { _ in 1 }.count == 15)
    #expect(run(.seconds(2), epochs: 100, epoch: 1) { _ in 1 }.count == 51)
    #expect(run(.never, epochs: 100, epoch: 1000) { _ in 1 }.count == 1)
  }
}
