/// The colours of the drawings: each has a value for light pages and paper, and one for dark pages.
///
/// The series' eight are those of Okabe and Ito, "Color Universal Design" (2008), made darker or
/// lighter until each stands out from its background by 3 : 1 or more, as WCAG 2.2 (1.4.11) asks of
/// graphics, and all from each other, also for people who see no red, green or blue.
enum Palette {
  /// A CSS variable with a value for light and one for dark.
  struct Entry: Sendable {
    let variable: String
    let light, dark: Colour
  }

  /// What is behind all drawings.
  static let background = Entry("background", 0xFFFFFF, 0x16181D)
  /// Text, and lines that must be seen.
  static let ink = Entry("ink", 0x1C1E21, 0xECEEF1)
  /// Text of less weight: numbers of an axis.
  static let quiet = Entry("quiet", 0x565B63, 0xA9B0BA)
  /// The grid.
  static let grid = Entry("grid", 0xE4E6E9, 0x30343B)
  /// Lines of axes and references.
  static let rule = Entry("rule", 0x7E848C, 0x80868F)
  /// What belongs to no series.
  static let neutral = Entry("neutral", 0x8C8C8C, 0x8C8C8C)

  /// The series, in the order of their use.
  static let series = [
    Entry("series-0", 0x0067B0, 0x3A86D8),  // blue
    Entry("series-1", 0xC88000, 0xE6A81E),  // orange
    Entry("series-2", 0x006B50, 0x00C896),  // bluish green
    Entry("series-3", 0xA03800, 0xD65F00),  // vermilion
    Entry("series-4", 0xC4559A, 0xD87FB0),  // reddish purple
    Entry("series-5", 0x4596DA, 0x8CCBF8),  // sky blue
    Entry("series-6", 0x7A7A00, 0xF0E442),  // yellow
    Entry("series-7", 0x1C1C1C, 0xF2F2F2),  // black
  ]

  /// All colours.
  static let entries =
    [background, ink, quiet, grid, rule, neutral] + series + DivergingScale.entries
}

extension Palette.Entry {
  /// A colour with two values as they are written in CSS.
  init(_ name: String, _ light: UInt32, _ dark: UInt32) {
    self.init(variable: "--chart-\(name)", light: Colour(light), dark: Colour(dark))
  }
}
