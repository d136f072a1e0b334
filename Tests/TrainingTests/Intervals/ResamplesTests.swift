import Testing
import Training

@Suite struct ResamplesTests {
  @Test("each sample has as many rows as there are, and differs from the others")
  func size() {
    let resamples = Resamples(50, rowCount: 30, groups: nil, seed: 3)
    let samples = (0..<resamples.count).map(resamples.counts)
    #expect(samples.count == 50 && resamples.groupCount == nil)
    #expect(samples.allSatisfy { $0.count == 30 && $0.reduce(0, +) == 30 })
    #expect(Set(samples).count == 50)
  }

  @Test("the same seed gives the same samples, in any order, and another one others")
  func seed() {
    let one = Resamples(20, rowCount: 30, groups: nil, seed: 3)
    let same = Resamples(20, rowCount: 30, groups: nil, seed: 3)
    let other = Resamples(20, rowCount: 30, groups: nil, seed: 4)
    let backwards = (0..<20).reversed().map(same.counts)
    #expect((0..<20).map(one.counts) == backwards.reversed())
    #expect(one.counts(0) != other.counts(0))
  }

  @Test("how often a row is drawn has the binomial distribution's mean and variance")
  func distribution() {
    let (count, rows) = (400, 50)
    let resamples = Resamples(count, rowCount: rows, groups: nil, seed: 1)
    var sums = Array(repeating: 0.0, count: rows)
    var squares = 0.0
    for sample in 0..<count {
      for (row, number) in resamples.counts(sample).enumerated() {
        sums[row] += number
        squares += (number - 1) * (number - 1)
      }
    }
    // Each row's mean is 1 with a standard error of √((1 − 1/50) / 400) = 0.0495.
    #expect(sums.allSatisfy { abs($0 / Double(count) - 1) < 4 * 0.0495 })
    #expect(abs(squares / Double(count * rows) - (1 - 1 / Double(rows))) < 0.05)
  }

  @Test("all rows of a group are drawn equally often, and as many groups as there are")
  func groups() {
    let groups: [Int32] = [7, -1, 7, 3, 3, 3, 7, -1]
    let resamples = Resamples(100, rowCount: 8, groups: groups, seed: 5)
    #expect(resamples.groupCount == 3)
    for sample in 0..<resamples.count {
      let counts = resamples.counts(sample)
      #expect(counts[0] == counts[2] && counts[0] == counts[6])
      #expect(counts[1] == counts[7])
      #expect(counts[3] == counts[4] && counts[3] == counts[5])
      #expect(counts[0] + counts[1] + counts[3] == 3)
    }
  }

  @Test("groups of one row each are drawn as rows are")
  func singleRows() {
    let rows = Resamples(20, rowCount: 9, groups: nil, seed: 2)
    let groups = Resamples(20, rowCount: 9, groups: (0..<9).map { 100 - $0 }, seed: 2)
    #expect((0..<20).map(rows.counts) == (0..<20).map(groups.counts))
  }

  @Test("one row cannot vary, nor can several of one group")
  func canVary() {
    let rows = Resamples(1, rowCount: 4, groups: nil, seed: 0)
    #expect(rows.canVary([0, 3]))
    #expect(!rows.canVary([2]) && !rows.canVary([]))
    let groups = Resamples(1, rowCount: 4, groups: [1, 2, 2, 2], seed: 0)
    #expect(groups.canVary([0, 1]) && groups.canVary([3, 2, 0]))
    #expect(!groups.canVary([1, 2, 3]) && !groups.canVary([]))
  }
}
