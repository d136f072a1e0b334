internal import Foundation
package import Training

extension Double {
  /// Five significant digits, or a dash for what is undefined.
  package var short: String {
    isFinite ? String(format: "%.5g", self) : isNaN ? "–" : "\(self)"
  }

  /// Five significant digits, or as many more as it takes to tell numbers apart that lie close
  /// together far from zero, with three digits of their spread.
  package func short(spread: Double) -> String {
    guard isFinite, spread > 0, abs(self) > 0 else { return short }
    let digits = 3 + Int((Foundation.log10(abs(self) / spread)).rounded(.up))
    return digits <= 5 ? short : String(format: "%.\(min(digits, 17))g", self)
  }

  /// So many decimals; three digits and a power of ten for what would be long.
  package func fixed(_ decimals: Int) -> String { text(decimals, signs: "") }

  /// Two decimals, with a sign unless they are zero; a power of ten for what would be long.
  package var signed: String { text(2, signs: "+") }

  private func text(_ decimals: Int, signs: String) -> String {
    guard isFinite else { return short }
    let text = String(
      format: abs(self) < Self.long ? "%\(signs).\(decimals)f" : "%\(signs).2e", self)
    // Zero is neither above nor below itself.
    return text.contains { ("1"..."9").contains($0) }
      ? text : String(text.drop { "+-".contains($0) })
  }

  /// From here on a power of ten is shorter.
  private static let long = 1e5

  /// A share as a percentage, with digits enough to tell a small one from none.
  package var percentage: String {
    let percent = 100 * self
    return abs(percent) >= 1 || percent == 0
      ? String(format: "%.1f %%", percent) : String(format: "%.2g %%", percent)
  }
}

extension Double? {
  /// Five significant digits, or a dash for what is undefined.
  package var short: String { self?.short ?? "–" }

  /// A figure and what it lies between, such as 0.61 (0.58 to 0.64), to the decimal that is still
  /// worth at most a quarter of the interval; as `short` without an interval.
  package func short(within interval: Interval?) -> String {
    guard let value = self, let interval else { return short }
    let (low, high) = (interval.low, interval.high)
    let width = high - low
    let decimals = width > 0 ? max(0, -Int(Foundation.log10(width / 4).rounded(.down))) : 0
    let isLong = max(abs(value), abs(low), abs(high)) >= 1e5 || decimals > 5
    let texts = [value, low, high].map { number in
      width > 0 && !isLong ? number.fixed(decimals) : number.short(spread: width)
    }
    return "\(texts[0]) (\(texts[1]) to \(texts[2]))"
  }

  /// Three significant digits, or a dash for what is undefined.
  package var brief: String { map { String(format: "%.3g", $0) } ?? "–" }
}

extension Int {
  /// Digits in groups of three.
  package var grouped: String {
    var text = ""
    for (index, digit) in String(magnitude).reversed().enumerated() {
      if index > 0 && index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (self < 0 ? "-" : "") + String(text.reversed())
  }
}
