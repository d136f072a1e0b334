import Datasets
import Foundation
import Splitting
import Testing

struct PeriodGroupsTests {
  @Test("rows are of one period if the calendar says so", arguments: PeriodGroups.Period.allCases)
  func calendar(period: PeriodGroups.Period) throws {
    // Moments around the ends of days, weeks, months and years, before 1970 too.
    let seconds =
      stride(from: -5e8, to: 2e9, by: 7.3e6).map { $0.rounded() }
      + stride(from: 1_703_900_000.0, to: 1_704_500_000, by: 1799)
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    let component: Calendar.Component =
      switch period {
      case .hour: .hour
      case .day: .day
      case .week: .weekOfYear
      case .month: .month
      case .year: .year
      }
    let expected = seconds.map { second in
      calendar.dateInterval(of: component, for: Date(timeIntervalSince1970: second))?.start
    }
    let groups = try PeriodGroups("when", by: period).groups(of: table(seconds))
    #expect(Set(groups).count == Set(expected).count)
    #expect(
      Set(zip(groups, expected).map { "\($0) \(String(describing: $1))" }).count
        == Set(groups).count)
  }

  private func table(_ seconds: [Double], dates: Set<String> = ["when"]) -> SplittableTable {
    SplittableTable(
      Dataset(
        rowCount: seconds.count,
        columns: [Column(name: "when", values: .numeric(Numbers(seconds)))]),
      labels: [], dates: dates)
  }

  @Test("a column without dates is an error, and a row without one a group of its own")
  func noDates() throws {
    let error = try #require(throws: DatasetError.self) {
      _ = try PeriodGroups("when", by: .week).groups(of: table([1, 2], dates: []))
    }
    #expect(error.problem.contains("no dates"))
    #expect(
      try PeriodGroups("when", by: .day).groups(of: table([0, .nan, 60, .nan])) == [0, 1, 0, 2])
  }
}
