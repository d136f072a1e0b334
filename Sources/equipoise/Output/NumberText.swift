import Foundation

extension Double {
  /// Five significant digits, or a dash for what is undefined.
  package var short: String {
    isFinite ? String(format: "%.5g", self) : isNaN ? "–" : "\(self)"
  }

  /// So many decimals; three digits and a power of ten for what would be long.
  package func fixed(_ decimals: Int) -> String {
    String(format: abs(self) < Self.long ? "%.\(decimals)f" : "%.2e", self)
  }

  /// Two decimals, with a sign unless they are zero; a power of ten for what would be long.
  package var signed: String {
    let text = String(format: abs(self) < Self.long ? "%+.2f" : "%+.2e", self)
    return text.dropFirst() == "0.00" ? "0.00" : text
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
