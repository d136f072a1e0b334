internal import Charts

/// One colour for each task, the same in every chart of a page.
struct TaskColours {
  private let names: [String]

  init(_ names: [String]) {
    self.names = names
  }

  subscript(task: Int) -> SeriesColour { SeriesColour(index: task) }

  /// What the colours stand for.
  var legend: [Page.LegendItem] {
    names.indices.map { Page.LegendItem(swatch: self[$0].swatch, name: names[$0]) }
  }
}
