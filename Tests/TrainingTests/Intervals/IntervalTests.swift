import Foundation
import Testing
import Training

@Suite struct IntervalTests {
  @Test("the middle of the numbers from 0 to 200 lies between the 5th and the 195th")
  func middle() {
    let numbers = (0...200).map { Double(($0 * 77) % 201) }
    let interval = Interval(middle: 0.95, of: numbers)
    #expect(abs(interval.low - 5) < 1e-9 && abs(interval.high - 195) < 1e-9)
  }

  @Test("between two values the ends lie on a straight line")
  func between() {
    let interval = Interval(middle: 0.5, of: [30, 10])
    #expect(interval == Interval(low: 15, high: 25))
    #expect(Interval(middle: 0.95, of: [4]) == Interval(low: 4, high: 4))
  }

  @Test("in JSON it is a list of its ends")
  func json() throws {
    let interval = Interval(low: -0.5, high: 2)
    let data = try JSONEncoder().encode(interval)
    #expect(String(decoding: data, as: UTF8.self) == "[-0.5,2]")
    #expect(try JSONDecoder().decode(Interval.self, from: data) == interval)
  }
}
