internal import Foundation

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
