import Exporting
import Testing

struct OrderedWorkTests {
  @Test("results come in the order of what was given, whoever is done first", arguments: 1...4)
  func order(threads: Int) {
    let work = OrderedWork<Int, Int>(threads: threads) {
      { number in
        // The later ones are done sooner.
        var state = UInt64(number)
        for _ in 0..<(number % 3) * 20_000 { state = state &* 6_364_136_223_846_793_005 &+ 1 }
        return state == 1 ? -1 : number * number
      }
    }
    var found: [Int] = []
    for number in 0..<500 {
      while work.pendingCount > threads { found.append(work.take()) }
      work.give(number)
      while let result = work.takeIfDone() { found.append(result) }
    }
    while work.pendingCount > 0 { found.append(work.take()) }
    work.end()
    #expect(found == (0..<500).map { $0 * $0 })
    #expect(work.takeIfDone() == nil)
  }

  @Test("each thread has a worker of its own")
  func workers() {
    let work = OrderedWork<Int, Int>(threads: 2) {
      var count = 0
      return { _ in
        count += 1
        return count
      }
    }
    for number in 0..<100 { work.give(number) }
    let counts = (0..<100).map { _ in work.take() }
    work.end()
    // Two that count for themselves, or one that did all.
    let most = counts.max() ?? 0
    #expect(counts.count { $0 <= 100 - most } == 2 * (100 - most))
  }
}
