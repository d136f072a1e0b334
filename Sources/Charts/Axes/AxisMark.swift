/// A tick: where it stands and what is written there.
struct AxisMark: Sendable {
  let place: Double
  let text: String

  /// The most ticks of an axis.
  static let limit = 7
}

extension Axis {
  /// As many ticks along a line as have room for their labels, given how much room a label takes.
  func marks(along line: Projection, extent: (String) -> Double) -> [AxisMark] {
    for limit in (1...AxisMark.limit).reversed() {
      let ticks = ticks(in: line.range, atMost: limit)
      let marks = zip(ticks, NumberText.ofTicks(ticks, on: self))
        .map { AxisMark(place: line($0), text: $1) }
      let hasRoom = zip(marks, marks.dropFirst()).allSatisfy { one, next in
        abs(next.place - one.place)
          >= (extent(one.text) + extent(next.text)) / 2 + PlotFrame.gap
      }
      if hasRoom { return marks }
    }
    return []
  }
}
