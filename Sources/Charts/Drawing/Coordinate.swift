extension Double {
  /// A place or a length in a drawing, with at most two decimals and no exponent. What is out of
  /// all bounds is written as the bound, and what is not a number as 0.
  var coordinate: String {
    guard !isNaN else { return "0" }
    let hundredths = Int((Swift.min(Swift.max(self, -1e6), 1e6) * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    guard rest > 0 else { return "\(sign)\(whole)" }
    let decimals = rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)"
    return "\(sign)\(whole).\(decimals)"
  }
}
