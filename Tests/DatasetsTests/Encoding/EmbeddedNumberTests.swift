import Datasets
import RandomNumbers
import Testing

@Suite("A number made ready to be embedded")
struct EmbeddedNumberTests {
  private func encoding(
    _ numbers: [Double], _ embedding: NumericEmbedding = .both
  ) -> Feature.Encoding {
    Feature(
      fitting: Column(name: "x", values: .numeric(Numbers(numbers))),
      rows: numbers.indices.map { Int32($0) },
      options: EncodingOptions(numericEmbedding: embedding)
    ).encoding
  }

  private func fitted(
    _ numbers: [Double], _ embedding: NumericEmbedding = .both
  ) throws -> EmbeddedNumber {
    guard case .embeddedNumber(let number) = encoding(numbers, embedding) else {
      throw Unexpected()
    }
    return number
  }

  private struct Unexpected: Error {}

  /// x̃ and, where there is a spline, the position of some numbers.
  private func encoded(
    _ numbers: [Double], by number: EmbeddedNumber
  ) -> (scaled: [Float], positions: [Float]) {
    let features = EncodedFeatures(
      Dataset(
        rowCount: numbers.count,
        columns: [Column(name: "x", values: .numeric(Numbers(numbers)))]),
      features: [Feature(name: "x", encoding: .embeddedNumber(number))])
    let step = number.indicatesMissing ? 2 : 1
    return (
      stride(from: 0, to: features.numbers.count, by: step).map { features.numbers[$0] },
      features.positions
    )
  }

  @Test("the centre is the median, the scale the distance of the quartiles, knots are quantiles")
  func quantiles() throws {
    // 0, 1, …, 160 in another order: the quantile at p is 160 p.
    let number = try fitted((0...160).map { Double($0 * 3 % 161) })
    #expect(number.centre == 80 && number.scale == 80)
    #expect(number.knots == (0...16).map { Double(10 * $0) })
    #expect(!number.indicatesMissing && number.bins == 16)
    // As NumPy's quantile has it: 1 + 0.5 of the way from 1 to 2, and so on.
    let few = try fitted([4, 1, 2, 8])
    #expect(few.centre == 3 && few.scale == 5 - 1.75)
    #expect(few.knots == [1, 2, 4, 8])
  }

  @Test("half the range stands in where the quartiles are one, and what is missing is left out")
  func frequent() throws {
    let number = try fitted([0, 0, 0, 0, 0, .nan, 0, 0, 10])
    #expect(number.centre == 0 && number.scale == 5 && number.knots == [0, 10])
    #expect(number.indicatesMissing)
  }

  @Test("knots next to each other are one, and the outermost stay")
  func merged() throws {
    let close = (0..<40).map { 5 + 1e-9 * Double($0) }
    let number = try fitted([0] + close + [10])
    #expect(number.knots.first == 0 && number.knots.last == 10)
    #expect(number.knots.count == 3 && abs(number.knots[1] - 5) < 1e-6)
    #expect(try fitted([0, 1e-9, 1]).knots == [0, 1])
  }

  @Test("a constant is a plain number, and so is every number where none is to be embedded")
  func plain() {
    for numbers in [[2, 2, 2], [.nan, 2], [.nan, .nan]] as [[Double]] {
      guard case .numeric = encoding(numbers) else {
        Issue.record("\(numbers) were embedded")
        continue
      }
    }
    guard case .numeric = encoding([1, 2, 3], .none) else {
      Issue.record("an embedding that nobody asked for")
      return
    }
  }

  @Test("the position is the number of bins below, and the share of the one it is in")
  func positions() throws {
    var generator = SeededGenerator(seed: 3, stream: .split)
    let number = try fitted((0..<500).map { _ in generator.normal() })
    let numbers = number.knots + (0..<500).map { _ in 2 * generator.normal() } + [-100, 100, .nan]
    let (_, positions) = encoded(numbers, by: number)
    for (x, position) in zip(numbers, positions) {
      let shares = zip(number.knots, number.knots.dropFirst()).map { low, high in
        x.isNaN ? 0 : min(max((x - low) / (high - low), 0), 1)
      }
      #expect(abs(Double(position) - shares.reduce(0, +)) < 2e-6, "\(x)")
    }
  }

  @Test("z is clipped smoothly: as it is near the centre, never beyond 3")
  func clipping() throws {
    let number = EmbeddedNumber(
      embedding: .waves, centre: 10, scale: 2, knots: [], indicatesMissing: true)
    let numbers = [10, 10.02, 16, 4, 1e300, -1e300, .nan]
    let (scaled, positions) = encoded(numbers, by: number)
    let root = Float(4.5.squareRoot())
    #expect(zip(scaled, [0, 0.01, root, -root, 3, -3, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(positions.isEmpty)
  }

  @Test("numbers as far apart as can be are encoded as finite ones")
  func extremes() throws {
    let (tiny, huge) = (Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude)
    for numbers in [
      [-huge, 0, huge], [-huge, huge], [0, tiny], [-tiny, 0, huge], [-huge, -huge, huge, huge],
    ] {
      let number = try fitted(numbers)
      #expect(number.scale > 0 && number.scale.isFinite, "\(numbers)")
      let (scaled, positions) = encoded(numbers + [huge / 3, -1], by: number)
      #expect(scaled.allSatisfy { abs($0) <= 3 }, "\(numbers)")
      #expect(positions.allSatisfy { $0 >= 0 && $0 <= Float(number.bins) }, "\(numbers)")
    }
  }

  @Test("splines and waves have places of their own behind all else, in the order of the features")
  func layout() {
    let both = EmbeddedNumber(
      embedding: .both, centre: 0, scale: 1, knots: [0, 1, 2], indicatesMissing: true)
    let waves = EmbeddedNumber(
      embedding: .waves, centre: 0, scale: 1, knots: [], indicatesMissing: false)
    let layout = InputLayout(features: [
      Feature(name: "a", encoding: .embeddedNumber(both)),
      Feature(
        name: "b", encoding: .numeric(.init(mean: 0, deviation: 1, indicatesMissing: false))),
      Feature(name: "c", encoding: .embeddedNumber(waves)),
      Feature(
        name: "d", encoding: .oneHot(CategorySlots(categories: ["p"], hasMissingSlot: false))),
    ])
    #expect(layout.numberCount == 4 && layout.oneHotEnd == 6)
    #expect(layout.width == 6 + 8 + 2 * 4)
    #expect(layout.splines.map(\.name) == ["a"] && layout.splines.map(\.bins) == [2])
    #expect(layout.waves.map(\.name) == ["a", "c"] && layout.waves.map(\.source) == [0, 3])
  }
}
