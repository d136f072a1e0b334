import Charts
import Testing

@Suite struct ProjectionTests {
  @Test("a linear line has the value in the middle in its middle, whichever end is greater")
  func linear() {
    let right = Projection(range: 2...6, start: 100, end: 300, isLogarithmic: false)
    #expect([2, 4, 5, 6].map { right($0) } == [100, 200, 250, 300])
    let up = Projection(range: 2...6, start: 300, end: 100, isLogarithmic: false)
    #expect([2, 4, 5, 6].map { up($0) } == [300, 200, 150, 100])
  }

  @Test("a logarithmic line has equal distances for equal ratios")
  func logarithmic() {
    let line = Projection(range: 0.01...100, start: 0, end: 40, isLogarithmic: true)
    for (value, place) in [(0.01, 0.0), (0.1, 10), (1, 20), (10, 30), (100, 40)] {
      #expect(abs(line(value) - place) < 1e-9)
    }
  }

  @Test("what is beyond an end lies at the end, and a range without extent in the middle")
  func ends() {
    let line = Projection(range: 0...1, start: 10, end: 20, isLogarithmic: false)
    #expect(line(-5) == 10)
    #expect(line(.infinity) == 20)
    #expect(Projection(range: 3...3, start: 10, end: 20, isLogarithmic: false)(3) == 15)
  }

  @Test("no number is so large that places overflow")
  func extremes() {
    let line = Projection(range: -1e300...1e300, start: 0, end: 8, isLogarithmic: false)
    #expect([-1e300, 0, 5e299, 1e300].map { line($0) } == [0, 4, 6, 8])
  }
}
