import Charts
import Foundation
import Testing

@Suite struct PaletteTests {
  private let colours: StyleColours

  init() throws { colours = try StyleColours() }

  /// Light, dark and paper.
  private var modes: [[String: [Double]]] { [colours.light, colours.dark, colours.print] }

  @Test("the measure itself: black on white is 21 : 1, and #767676 the lightest grey of 4.5 : 1")
  func measure() {
    #expect(abs(contrast([0, 0, 0], [1, 1, 1]) - 21) < 1e-9)
    func grey(_ level: Double) -> [Double] { Array(repeating: level / 255, count: 3) }
    #expect(contrast(grey(0x76), [1, 1, 1]) >= 4.5)
    #expect(contrast(grey(0x77), [1, 1, 1]) < 4.5)
  }

  @Test("what carries meaning stands out by 3 : 1, text by 4.5 : 1, on light, dark and paper")
  func background() throws {
    for mode in modes {
      let behind = try #require(mode["--chart-background"])
      let graphics = (0..<8).map { "series-\($0)" } + ["neutral", "rule"]
      for name in graphics {
        #expect(contrast(try #require(mode["--chart-\(name)"]), behind) >= 3, "\(name)")
      }
      for name in ["ink", "quiet"] {
        #expect(contrast(try #require(mode["--chart-\(name)"]), behind) >= 4.5, "\(name)")
      }
    }
  }

  @Test("the backgrounds that are told are those of the style, and paper has the light colours")
  func told() throws {
    #expect(ChartStyle.css.contains("--chart-background:\(ChartStyle.lightBackground);"))
    #expect(ChartStyle.css.contains("--chart-background:\(ChartStyle.darkBackground);"))
    #expect(colours.print == colours.light)
    #expect(colours.dark.keys == colours.light.keys)
    #expect(colours.dark != colours.light)
  }

  @Test("all see eight colours: each pair differs by 0.05 or more in OKLab", arguments: sights)
  func distinct(sight: Sight) throws {
    for mode in modes {
      let seen = try (0..<8).map {
        lab(sight.sees(linearLight(try #require(mode["--chart-series-\($0)"]))))
      }
      for first in seen.indices {
        for second in seen.indices where second > first {
          let square = zip(seen[first], seen[second]).reduce(0) { $0 + pow($1.0 - $1.1, 2) }
          #expect(square.squareRoot() >= 0.05, "\(first) and \(second)")
        }
      }
    }
  }
}

/// What an eye makes of light.
struct Sight: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let matrix: [[Double]]

  func sees(_ light: [Double]) -> [Double] { product(matrix, light).map { max(0, $0) } }
}

/// Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
/// Deficiency" (2009), at the full degree.
private let sights = [
  Sight(testDescription: "all cones", matrix: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
  Sight(
    testDescription: "protanopia",
    matrix: [
      [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ]),
  Sight(
    testDescription: "deuteranopia",
    matrix: [
      [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
      [-0.011820, 0.042940, 0.968881],
    ]),
  Sight(
    testDescription: "tritanopia",
    matrix: [
      [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.303900],
    ]),
]

/// Ottosson's OKLab of linear light.
private func lab(_ light: [Double]) -> [Double] {
  let cones = product(
    [
      [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ], light)
  return product(
    [
      [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.8086757660],
    ], cones.map(cbrt))
}

private func product(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
  matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
}
