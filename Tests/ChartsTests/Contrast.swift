import Charts
import Foundation
import Testing

/// The colours of the style text, by their variables: for light pages, for dark ones and for paper.
struct StyleColours {
  let light, dark, print: [String: [Double]]

  /// Reads the declarations of the style text: light ones first, then dark ones, then those for
  /// paper.
  init() throws {
    let blocks = ChartStyle.css.split(separator: "\n").filter { $0.contains("--chart-ink:") }
    try #require(blocks.count == 3)
    try #require(blocks[1].hasPrefix("@media (prefers-color-scheme:dark)"))
    try #require(blocks[2].hasPrefix("@media print"))
    let values = blocks.map { block in
      Dictionary(
        uniqueKeysWithValues: block.matches(of: /(--chart-[a-z0-9-]+):#([0-9a-f]{6});/).map {
          (String($0.output.1), channels($0.output.2))
        })
    }
    (light, dark, print) = (values[0], values[1], values[2])
  }
}

/// Red, green and blue of six hexadecimal digits, from 0 to 1.
private func channels(_ digits: Substring) -> [Double] {
  let code = Int(digits, radix: 16) ?? 0
  return [code >> 16, code >> 8 & 0xFF, code & 0xFF].map { Double($0) / 255 }
}

/// The channels as amounts of light.
func linearLight(_ colour: [Double]) -> [Double] {
  colour.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
}

/// The contrast of two colours as WCAG 2.2 defines it, from 1 to 21.
func contrast(_ one: [Double], _ other: [Double]) -> Double {
  let luminances = [one, other].map { colour in
    zip(linearLight(colour), [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 }
  }.sorted()
  return (luminances[1] + 0.05) / (luminances[0] + 0.05)
}
