internal import Charts
internal import Mustache

/// A report as one HTML page that needs nothing else: no script, no file, no network.
struct Page {
  let title: String
  /// What it is about, a paragraph each.
  let lead: [String]
  /// What the figures say, a sentence each.
  let findings: [String]
  let sections: [Section]

  /// A part of a report under a heading of its own.
  struct Section {
    let heading: String
    /// Paragraphs.
    var text: [String] = []
    var legend: [LegendItem] = []
    var charts: [any Chart] = []
    var groups: [Group] = []
    var tables: [Table] = []
    /// Words for a shell.
    var code: String?
  }

  /// Charts that belong together, under a name by which they are shown and hidden.
  struct Group {
    let name: String
    /// What else is said beside the name.
    let note: String
    let charts: [any Chart]
    /// Whether they are shown at first.
    let isOpen: Bool
  }

  /// A colour and what it stands for.
  struct LegendItem {
    let swatch: String
    let name: String
  }

  /// A table: a name and its figures on each line.
  struct Table {
    let caption: String
    let header: [String]
    let rows: [Row]

    struct Row {
      let name: String
      let cells: [String]
    }
  }

  /// The page's text.
  ///
  /// - Throws: What the templates' library throws for a template that it does not understand.
  var html: String {
    get throws {
      let library = MustacheLibrary(templates: [
        "page": try MustacheTemplate(string: Self.text(PackageResources.page_mustache)),
        "section": try MustacheTemplate(string: Self.text(PackageResources.section_mustache)),
      ])
      return library.render(RenderedPage(self), withTemplate: "page") ?? ""
    }
  }

  fileprivate static func text(_ resource: [UInt8]) -> String {
    String(decoding: resource, as: UTF8.self)
  }

  /// The style of the page and of its charts, on one ground.
  fileprivate static let style = """
    :root { --page: \(ChartStyle.lightBackground); }
    @media (prefers-color-scheme: dark) { :root { --page: \(ChartStyle.darkBackground); } }
    @media print { :root { --page: \(ChartStyle.lightBackground); } }
    \(text(PackageResources.page_css))
    \(ChartStyle.css)
    """
}

/// A page as the templates name its parts; names and sentences from files are made printable here.
private struct RenderedPage {
  let title: String
  let lead, findings: [String]
  let hasFindings: Bool
  let style: String
  let sections: [RenderedSection]

  init(_ page: Page) {
    title = page.title.printable
    lead = page.lead.map(\.printable)
    findings = page.findings.map(\.printable)
    hasFindings = !findings.isEmpty
    style = Page.style
    // Charts on one page have names of their own.
    var number = 0
    func rendered(_ charts: [any Chart]) -> [RenderedFigure] {
      charts.map { chart in
        number += 1
        return RenderedFigure(caption: chart.title.printable, svg: chart.svg(id: "chart\(number)"))
      }
    }
    sections = page.sections.map { section in
      RenderedSection(
        section, figures: rendered(section.charts),
        groups: section.groups.map { group in
          RenderedGroup(
            name: group.name.printable, note: group.note.printable, isOpen: group.isOpen,
            figures: rendered(group.charts))
        })
    }
  }
}

private struct RenderedFigure {
  let caption, svg: String
}

private struct RenderedGroup {
  let name, note: String
  let isOpen: Bool
  let figures: [RenderedFigure]
}

private struct RenderedSection {
  let heading: String
  let text: [String]
  let hasLegend: Bool
  let legend: [Page.LegendItem]
  let hasFigures: Bool
  let figures: [RenderedFigure]
  let groups: [RenderedGroup]
  let tables: [Page.Table]
  let code: String?

  init(_ section: Page.Section, figures: [RenderedFigure], groups: [RenderedGroup]) {
    heading = section.heading.printable
    text = section.text.map(\.printable)
    legend = section.legend.map { Page.LegendItem(swatch: $0.swatch, name: $0.name.printable) }
    hasLegend = !legend.isEmpty
    self.figures = figures
    hasFigures = !figures.isEmpty
    self.groups = groups
    tables = section.tables.map { table in
      Page.Table(
        caption: table.caption.printable, header: table.header.map(\.printable),
        rows: table.rows.map {
          Page.Table.Row(name: $0.name.printable, cells: $0.cells.map(\.printable))
        })
    }
    code = section.code
  }
}
