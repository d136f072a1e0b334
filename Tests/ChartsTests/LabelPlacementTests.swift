import Charts
import Testing

@Suite struct LabelPlacementTests {
  private let bounds = LabelPlacement.Box(left: 0, top: 0, right: 300, bottom: 200)

  @Test("two boxes overlap by what they share")
  func overlaps() {
    let box = LabelPlacement.Box(left: 0, top: 0, right: 4, bottom: 4)
    #expect(box.overlap(with: .init(left: 3, top: 2, right: 9, bottom: 9)) == 2)
    #expect(box.overlap(with: .init(left: 4, top: 0, right: 9, bottom: 9)) == 0)
  }

  @Test("a label is right of its point, or left of it where the drawing ends")
  func sides() {
    let points = [(50.0, 100.0), (290, 100)].map { LinePath.Place(x: $0.0, y: $0.1) }
    var labels = LabelPlacement(in: bounds, around: points)
    #expect(labels.place(width: 60, beside: points[0]).left > 50)
    #expect(labels.place(width: 60, beside: points[1]).right < 290)
  }

  @Test("labels of points close together cover neither each other nor a point")
  func crowd() {
    let points = (0..<6).map { LinePath.Place(x: 100 + 12 * Double($0), y: 60 + 9 * Double($0)) }
    var labels = LabelPlacement(in: bounds, around: points)
    let boxes = points.map { labels.place(width: 40, beside: $0) }
    for (index, box) in boxes.enumerated() {
      #expect(boxes.dropFirst(index + 1).allSatisfy { $0.overlap(with: box) == 0 })
      for point in points {
        let dot = LabelPlacement.Box(
          left: point.x - 3, top: point.y - 3, right: point.x + 3, bottom: point.y + 3)
        #expect(box.overlap(with: dot) == 0)
      }
    }
  }
}
