import Comparing
import Testing

struct MeanRankTests {
  @Test("the lowest is first, equal ones share their ranks")
  func ranks() {
    #expect(MeanRank.ranks([3, 1, 2]) == [3, 1, 2])
    #expect(MeanRank.ranks([5, 5, 1, 9]) == [2.5, 2.5, 1, 4])
    #expect(MeanRank.ranks([7, 7, 7]) == [2, 2, 2])
    #expect(MeanRank.ranks([2, nil, 1]) == [2, nil, 1])
  }

  @Test("means are over the rounds that every model took part in")
  func means() {
    let rounds: [[Double?]] = [[1, 2], [4, 3], [5, 6], [nil, 0]]
    let expected: [Double?] = [4.0 / 3, 5.0 / 3]
    #expect(MeanRank.means(rounds, models: 2) == expected)
    #expect(MeanRank.means([[nil, 1]], models: 2) == [nil, nil])
  }
}
