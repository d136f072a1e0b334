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
      ["train", "fruit.csv", "-o", "run", "--epochs", "4", "--balance", "upgrad"] + labels)
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
      #expect(view.charts.count == 7 + tasks)
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
      #expect(marks(view) == ["Skill on validation rows": 1, "Loss of y_ripe": 2])
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
