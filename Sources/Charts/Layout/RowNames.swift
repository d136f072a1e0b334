/// The names of rows, in a column at a drawing's left.
struct RowNames: Sendable {
  private let texts: [String]
  /// How wide the column is.
  let width: Double

  /// No name is drawn wider than this.
  private static let limit = 170.0

  /// A column for names, of which long ones are shortened.
  init(_ names: [String]) {
    texts = names.map { TextWidth.shortened($0, to: Self.limit) }
    width = texts.map { TextWidth.of($0) }.max() ?? 0
  }

  /// The name of a row around the middle of its height.
  func element(_ row: Int, middle: Double) -> SVGElement {
    SVGElement("text", class: "end", text: texts[row]).at(["x": width, "y": middle + 4])
  }
}
