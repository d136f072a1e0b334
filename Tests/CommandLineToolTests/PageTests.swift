import Foundation
import Testing

/// The pages in a browser: as a reader sees them.
@Suite(
  .enabled(if: Browser.available != nil, "needs Chromium and a Python with Playwright"),
  .serialized)
struct PageTests {
  private static let widths = [400, 1400]

  /// The page in a browser at each width, after what must hold of every page.
  private func views(
    of path: String, in place: TemporaryFolder, isDark: Bool = false
  ) throws -> [Browser.View] {
    let browser = try #require(Browser.available)
    let page = place.folder.appending(path: path)
    let views = try browser.views(of: page, widths: Self.widths, isDark: isDark)
    for (view, width) in zip(views, Self.widths) {
      #expect(view.messages == [])
      #expect(view.requests == [page.absoluteString])
      #expect(view.width <= Double(width), "the page is cut at \(width) px")
      #expect(view.printed > 0)
      for chart in view.charts {
        #expect(chart.caption == chart.title)
        #expect(chart.description.count > chart.title.count)
        #expect(chart.empty == 0, "\(chart.title) has marks of no extent")
        #expect(chart.clipped == [], "\(chart.title) at \(width) px")
        #expect(chart.smallestText >= 8, "\(chart.title) at \(width) px")
        #expect(chart.height > 40 && chart.width > 300, "\(chart.title) at \(width) px")
      }
    }
    return views
  }

  /// The names of a page's charts with their marks.
  private func marks(_ view: Browser.View) -> [String: Int] {
    Dictionary(view.charts.map { ($0.title, $0.marks) }, uniquingKeysWith: { $0 + $1 })
  }

  private func fruit() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    // A name that HTML would read otherwise, and one that is long.
    let names = [
      "y_mass": "<b>mass</b> & \"more\"", "y_seeds": String(repeating: "seeds ", count: 12),
    ]
    let header = Fruit.header.map { names[$0] ?? $0 }
    try place.write(table([header.map(quoted)] + Fruit.records.dropFirst()), as: "fruit.csv")
    return place
  }

  private func quoted(_ cell: String) -> String {
    "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }

  private let labels = [
    "--label", "y_ripe", "--label", "y_sort", "--label", "*mass*", "--label", "seeds*:count",
    "--ignore", "n_*", "--hidden", "5", "--batch-size", "8", "--split", "0.6,0.2,0.2",
  ]

  @Test(
    "a run under a scheme that reads gradients has every chart, with its marks",
    arguments: [false, true])
  func run(isDark: Bool) throws {
    let place = try fruit()
    let outcome = try place.run(
      [
        "train", "fruit.csv", "-o", "run", "--epochs", "4", "--balance", "upgrad", "--importance",
      ] + labels)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let views = try views(of: "run/report.html", in: place, isDark: isDark)
    for view in views {
      let marks = marks(view)
      let tasks = 4
      // Two bars a task, a line a task, a cell for each two, a line for each pair and one for their
      // mean.
      #expect(marks["Share of the loss: equal weights (light) and upgrad"] == 2 * tasks)
      #expect(marks["Skill on validation rows"] == tasks)
      #expect(marks["Task weights"] == tasks)
      #expect(marks["Damping"] == tasks)
      #expect(marks["Gradient norms"] == tasks)
      #expect(marks["Share of steps in which tasks conflict"] == tasks * (tasks - 1) / 2 + 1)
      let cosines = marks.first { $0.key.hasPrefix("Mean cosine of gradients, epoch ") }
      #expect(cosines?.value == tasks * tasks)
      let losses = marks.filter { $0.key.hasPrefix("Loss of ") }
      #expect(losses.count == tasks)
      #expect(losses.values.allSatisfy { $0 == 2 })
      #expect(losses.keys.contains("Loss of <b>mass</b> & \"more\""))
      // Of the eight test rows, each with a prediction of its own: a point for each and their
      // distribution, a curve and that of a guess, a cell for each two of three classes, and two
      // bars for each row.
      #expect(marks["y_ripe: reliability, 1 row each"] == 8 + 1)
      #expect(marks.count { $0.key.hasPrefix("y_ripe: ROC curve, area ") && $0.value == 2 } == 1)
      #expect(
        marks.count { $0.key.hasPrefix("y_ripe: precision and recall, area ") && $0.value == 2 }
          == 1)
      #expect(marks["y_sort: true class (lines) and predicted class"] == 9)
      #expect(marks["y_sort: reliability, 1 row each"] == 8 + 1)
      let deciles = marks.first { $0.key.contains(": expected (light) and observed") }
      #expect(deciles?.value == 2 * 8)
      let mass = "<b>mass</b> & \"more\""
      // All eight lie in few parts of each chart.
      #expect((1...4).contains(marks["\(mass): predicted against actual"] ?? 0))
      #expect((1...8).contains(marks["\(mass): residuals"] ?? 0))
      // Three features for each task and on average.
      #expect(marks["Importance of features (lines) for labels"] == 3 * (tasks + 1))
      #expect(view.charts.count == 7 + tasks + 8 + 1)
      #expect(view.open == [true, true, true, true])
    }
    let isLight = views[0].ground.firstMatch(of: /rgb\((\d+)/).flatMap { Int($0.1) }.map {
      $0 > 128
    }
    #expect(isLight == !isDark)
  }

  @Test(
    "a run of one label under a scheme that reads losses has the charts that there is something for"
  )
  func plainRun() throws {
    let place = try fruit()
    let outcome = try place.run(
      "train", "fruit.csv", "-o", "run", "--epochs", "2", "--label", "y_ripe", "--ignore",
      "n_*,y_*,seeds*,*mass*", "--split", "0.8,0.2,0", "--hidden", "5")
    #expect(outcome.status == 0, "\(outcome.errors)")
    for view in try views(of: "run/report.html", in: place) {
      let marks = marks(view)
      #expect(marks["Skill on validation rows"] == 1 && marks["Loss of y_ripe"] == 2)
      // Without test rows it errs on the validation rows.
      #expect(marks["y_ripe: reliability, 1 row each"] == 8 + 1)
      #expect(marks.count == 5)
    }
  }

  @Test("a page of 40 labels has charts of the errors of all, most of them folded, and is small")
  func manyLabels() throws {
    let place = try TemporaryFolder()
    try place.write(ManyLabels.text, as: "many.csv")
    let outcome = try place.run(
      "train", "many.csv", "-o", "run", "--epochs", "2", "--label", "y_number*", "--label",
      "y_binary*", "--label", "y_class*", "--label", "y_count*:count", "--hidden", "4", "--split",
      "0.5,0.2,0.3")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try place.bytes("run/report.html").count <= 1_500_000)
    for view in try views(of: "run/report.html", in: place) {
      #expect(view.open == (0..<40).map { $0 < 12 })
      for label in ManyLabels.names {
        let charts = view.charts.filter { $0.title.hasPrefix("\(label): ") }
        let kinds = ["number": 2, "binary": 3, "class": 2, "count": 1]
        let kind = kinds.first { label.hasPrefix("y_\($0.key)") }
        #expect(charts.count == kind?.value, "\(label)")
      }
      let marks = marks(view)
      // 180 rows in ten bins, and ten lines of fourteen classes.
      let reliability = marks.first { $0.key.hasPrefix("y_binary3: reliability, ") }
      #expect(reliability?.value == 10 + 1)
      #expect(marks["y_class3: true class (lines) and predicted class"] == 10 * 10)
      #expect(marks["y_count3: expected (light) and observed, by deciles of the expectation"] == 20)
    }
  }

  @Test("a pack shows where it errs as well")
  func pack() throws {
    let place = try fruit()
    let outcome = try place.run(
      ["train", "fruit.csv", "-o", "run", "--pack", "2", "--epochs", "2", "--importance"] + labels)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for view in try views(of: "run/report.html", in: place) {
      let marks = marks(view)
      #expect(marks["y_ripe: reliability, 1 row each"] == 8 + 1)
      #expect(marks["y_sort: true class (lines) and predicted class"] == 9)
      #expect(marks["Importance of features (lines) for labels"] == 3 * 5)
      #expect(view.charts.count == 1 + 8 + 1)
    }
  }

  @Test("a comparison has every chart, with its marks")
  func comparison() throws {
    let place = try fruit()
    let outcome = try place.run(
      [
        "compare", "fruit.csv", "-o", "report", "--epochs", "3", "--balance", "prior", "--balance",
        "upgrad", "--balance", "prior", "--seeds", "2", "--trade-off", "y_ripe,y_sort",
      ] + labels)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for view in try views(of: "report/report.html", in: place) {
      let (schemes, tasks) = (4, 4)
      var marks = marks(view)
      // The front is a line besides the points: those of the schemes and that of single-task
      // models.
      let tradeOff = marks.removeValue(forKey: "Trade-off between y_ripe and y_sort")
      #expect(tradeOff == schemes + 1 || tradeOff == schemes + 2)
      #expect(
        marks == [
          "delta_m: gain over single-task models": schemes,
          "Difference to equal, seed by seed": schemes - 1,
          "Gain over single-task models, in percent": schemes * tasks,
          "Validation score, seed 0": schemes, "Share of the loss under equal weights": tasks,
        ])
    }
  }
}

/// A table of 40 labels of all kinds.
private enum ManyLabels {
  static let names = ["number", "binary", "class", "count"].flatMap { kind in
    (0..<10).map { "y_\(kind)\($0)" }
  }

  static let text: String = {
    var state: UInt64 = 7
    func draw() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    let rows = (0..<600).map { _ in
      let features = (0..<4).map { _ in draw() }
      let labels = names.map { name in
        let value = features[0] + features[1] * draw()
        if name.hasPrefix("y_number") { return "\(value)" }
        if name.hasPrefix("y_binary") { return value > 0.8 ? "yes" : "no" }
        return name.hasPrefix("y_class") ? "c\(Int(7 * value))" : "\(Int(3 * value * draw()))"
      }
      return features.map { "\($0)" } + labels
    }
    return table([["a", "b", "c", "d"] + names] + rows)
  }()
}
