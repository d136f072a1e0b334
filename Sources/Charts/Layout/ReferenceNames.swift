/// The names of a line chart's references: each at the end and on the side of its line where it
/// covers least of the data.
struct ReferenceNames: Sendable {
  private let frame: PlotFrame
  private let data: [LinePath.Place]
  private var taken: [LabelPlacement.Box] = []

  private static let height = 14.0

  /// Names in a plot with data.
  init(in frame: PlotFrame, around data: [LinePath.Place]) {
    (self.frame, self.data) = (frame, data)
  }

  /// The name of a line at that height.
  mutating func element(_ name: String, at height: Double) -> SVGElement {
    let text = TextWidth.shortened(name, to: frame.right - frame.left - 2 * PlotFrame.gap)
    let boxes = boxes(width: TextWidth.of(text), at: height)
    let costs = boxes.map(cost)
    let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
    let box = boxes[best]
    taken.append(box)
    let isRight = best % 2 == 0
    return SVGElement("text", class: isRight ? "quiet halo end" : "quiet halo", text: text)
      .at(["x": isRight ? box.right : box.left, "y": box.bottom - 3])
  }

  /// Above the line's right end, its left end; then below.
  private func boxes(width: Double, at height: Double) -> [LabelPlacement.Box] {
    [height - Self.height - 1, height + 1].flatMap { top in
      [frame.right - 2 - width, frame.left + 4].map { left in
        LabelPlacement.Box(left: left, top: top, right: left + width, bottom: top + Self.height)
      }
    }
  }

  /// How many points a box covers, where another name counts as many.
  private func cost(_ box: LabelPlacement.Box) -> Int {
    let points = data.count {
      (box.left...box.right).contains($0.x) && (box.top...box.bottom).contains($0.y)
    }
    let names = taken.count { box.overlap(with: $0) > 0 }
    return points + 1000 * names + (box.bottom > frame.bottom ? 1_000_000 : 0)
  }
}
