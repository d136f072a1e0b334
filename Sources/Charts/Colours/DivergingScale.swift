/// Colours for what may be less or more than zero: blue, through neutral, to orange, in eleven
/// levels.
package enum DivergingScale {
  /// Levels on each side of the neutral one.
  static let reach = 5

  /// The level of a value, from −5 to 5, where the ends stand for the limits and beyond.
  package static func level(of value: Double, limit: Double) -> Int {
    guard value.isFinite, limit > 0 else { return 0 }
    return Int((max(-1, min(1, value / limit)) * Double(reach)).rounded())
  }

  /// The class of a cell of that level.
  static func style(_ level: Int) -> String { "level\(level)" }

  /// The fill and the text of each level.
  static let entries = (-reach...reach).flatMap { [fill($0), text($0)] }

  /// What a cell of that level is filled with.
  static func fill(_ level: Int) -> Palette.Entry {
    let share = Double(abs(level)) / Double(reach)
    let (light, dark): (UInt32, UInt32) =
      level < 0 ? (0x1F77BF, 0x3F97E0) : (0xD97A06, 0xE08A1E)
    return Palette.Entry(
      variable: "--chart-\(style(level))",
      light: Colour(0xF1F2F3).mixed(with: Colour(light), share: share),
      dark: Colour(0x292D33).mixed(with: Colour(dark), share: share))
  }

  /// What is written on it: black or white, whichever stands out more.
  static func text(_ level: Int) -> Palette.Entry {
    let fill = fill(level)
    return Palette.Entry(
      variable: "--chart-\(style(level))-text", light: fill.light.textColour,
      dark: fill.dark.textColour)
  }
}
