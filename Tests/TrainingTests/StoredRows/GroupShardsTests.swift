import RandomNumbers
import Testing
import Training

/// Row groups cut into shards.
struct GroupShardsTests {
  @Test("shards have equally many rows, which follow each other, and each row is in one")
  func everyRow() {
    var generator = SeededGenerator(seed: 4, stream: .split)
    for count in [1, 2, 3, 8, 33] {
      for groups in [1, 2, 7, 20] {
        let rowCounts = (0..<groups).map { _ in Int.random(in: 1...50, using: &generator) }
        let total = rowCounts.reduce(0, +)
        let shards = GroupShards(rowCounts: rowCounts, count: count)
        // In the table's order: of each row the shard that has it.
        var owners: [Int] = []
        for visit in shards.visits(of: 0..<count) {
          for (shard, rows) in visit.pieces {
            #expect(rows.upperBound <= rowCounts[visit.group])
            #expect(owners.count == rowCounts[..<visit.group].reduce(0, +) + rows.lowerBound)
            owners += rows.map { _ in shard }
          }
          #expect(visit.rows == 0..<rowCounts[visit.group])
        }
        #expect(owners.count == total && owners == owners.sorted())
        for shard in 0..<count {
          let rows = owners.count { $0 == shard }
          #expect((total / count...(total + count - 1) / count).contains(rows))
        }
        // Who has some shards sees their rows alone.
        let (first, last) = (count / 3, (count + 1) / 2)
        let some = shards.visits(of: first..<last)
        #expect(
          some.reduce(0) { $0 + $1.rows.count } == owners.count { (first..<last).contains($0) })
        #expect(some.map(\.group) == some.map(\.group).sorted())
      }
    }
  }
}
