import Foundation
import PythonReference
import Reports

/// A headless Chromium, as readers of a page have it: Debian's, driven by Playwright.
struct Browser {
  private let python: PythonInterpreter

  /// The browser; nil where there is none.
  static let available: Browser? = Browser()

  private init?() {
    let program = "/usr/bin/chromium"
    guard FileManager.default.isExecutableFile(atPath: program),
      let python = PythonInterpreter(importing: "playwright.sync_api")
    else { return nil }
    self.python = python
  }

  /// What a page looks like at a width.
  struct View: Decodable {
    /// What the page wrote to the console, warnings and errors of its own included.
    let messages: [String]
    /// Every address that was asked for.
    let requests: [String]
    /// How wide its contents are, which more than the window cannot show without scrolling.
    let width: Double
    let charts: [Chart]
    /// Of what can be folded, whether it is open; its charts are measured open.
    let open: [Bool]
    /// The colour behind the page, as the browser computes it.
    let ground: String
    /// The pages that it takes on paper.
    let printed: Int
  }

  /// A chart as it is drawn.
  struct Chart: Decodable {
    let caption, title, description: String
    /// Elements of class `mark`, and how many of them have no extent at all.
    let marks, empty: Int
    let width, height: Double
    /// The size of its smallest text, in pixels of the screen.
    let smallestText: Double
    /// Texts that lie partly outside the drawing.
    let clipped: [String]
  }

  /// Opens a page at several widths, in the light or the dark.
  func views(of page: URL, widths: [Int], isDark: Bool = false) throws -> [View] {
    let request = try JSONSerialization.data(
      withJSONObject: [
        "page": page.absoluteString, "widths": widths, "scheme": isDark ? "dark" : "light",
      ])
    return try JSONDecoder().decode([View].self, from: try python.run(Self.script, input: request))
  }

  private static let script = """
    import json, sys
    from playwright.sync_api import sync_playwright

    LOOK = '''() => {
      const round = x => Math.round(x * 100) / 100;
      const chart = figure => {
        const svg = figure.querySelector('svg.chart'), frame = svg.getBoundingClientRect();
        const marks = [...svg.querySelectorAll('.mark')];
        const texts = [...svg.querySelectorAll('text')];
        const scale = frame.width / svg.viewBox.baseVal.width;
        return {
          caption: figure.querySelector('figcaption').textContent,
          title: svg.querySelector('title').textContent,
          description: svg.querySelector('desc').textContent,
          marks: marks.length,
          empty: marks.filter(m => {
            const box = m.getBoundingClientRect();
            return box.width === 0 && box.height === 0;
          }).length,
          width: round(frame.width), height: round(frame.height),
          smallestText: round(Math.min(...texts.map(
            t => parseFloat(getComputedStyle(t).fontSize) * scale))),
          clipped: texts.filter(t => {
            const box = t.getBoundingClientRect();
            return box.left < frame.left - 1 || box.right > frame.right + 1
              || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
          }).map(t => t.textContent),
        };
      };
      const folded = [...document.querySelectorAll('details')];
      const open = folded.map(details => details.open);
      for (const details of folded) details.open = true;
      return {
        open,
        width: document.documentElement.scrollWidth,
        charts: [...document.querySelectorAll('figure')].map(chart),
        ground: getComputedStyle(document.body).backgroundColor,
      };
    }'''

    asked = json.load(sys.stdin)
    views = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path='/usr/bin/chromium', args=['--no-sandbox'])
        for width in asked['widths']:
            page = browser.new_page(
                viewport={'width': width, 'height': 900}, color_scheme=asked['scheme'])
            messages, requests = [], []
            page.on('console', lambda message: messages.append(message.text))
            page.on('pageerror', lambda error: messages.append(str(error)))
            page.on('request', lambda request: requests.append(request.url))
            page.goto(asked['page'])
            view = page.evaluate(LOOK)
            paper = page.pdf(format='A4')
            view.update(messages=messages, requests=requests,
                        printed=paper.count(b'/Type /Page\\n'))
            views.append(view)
            page.close()
        browser.close()
    print(json.dumps(views))
    """
}
