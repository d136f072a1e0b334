import Datasets
import Foundation
import PythonReference
import Testing

private let python = PythonInterpreter(importing: "json", "datetime")

/// Dates as Python wrote them, with what it knows of them.
private struct DatedTable: Decodable {
  let text: String
  let format: String?
  /// Seconds since 1970-01-01 00:00 UTC; nil where the cell is missing.
  let seconds: [Double?]
  let weekdays: [String?]
  /// The sine of the day of the year, and of the time of day.
  let yearSines: [Double?]
  let timeSines: [Double?]
}

@Suite(.enabled(if: python != nil, "needs Python"))
struct DateSpellingTests {
  private static let script = #"""
    import json, math, random
    from datetime import datetime, timedelta, timezone

    forms = [
      ("%Y-%m-%d", None), ("%Y-%m-%dT%H:%M:%SZ", None), ("%Y-%m-%d %H:%M", None),
      ("%Y/%m/%d %H:%M:%S", None), ("%d.%m.%Y %H:%M", None), ("%d %b %Y", None),
      ("%B %d, %Y %I:%M %p", None), ("%Y-%m-%dT%H:%M:%S%z", None),
      ("%d/%m/%y", "%d/%m/%y"), ("%m-%d-%Y %H:%M", "%m-%d-%Y %H:%M"), ("%Y%m%d", "%Y%m%d"),
      ("%a, %d %b %Y %H:%M:%S", None),
    ]

    def draw(seed):
      r = random.Random(seed)
      form, declared = forms[seed % len(forms)]
      first = datetime(r.choice([1969, 1972, 1999, 2000, 2023, 2024]), 1, 1, tzinfo=timezone.utc)
      days = r.choice([20, 400, 3000])
      seconds, lines, weekdays, years, times = [], [], [], [], []
      zone = timezone(timedelta(minutes=r.choice([0, 60, -330, 345])))
      for _ in range(r.randrange(40, 200)):
        if r.random() < 0.1:
          for values in (seconds, weekdays, years, times): values.append(None)
          lines.append("")
          continue
        when = first + timedelta(seconds=r.randrange(days * 86400))
        text = (when.astimezone(zone) if "%z" in form else when).strftime(form)
        lines.append('"' + text + '"')
        back = datetime.strptime(text, form)
        if back.tzinfo is None: back = back.replace(tzinfo=timezone.utc)
        back = back.astimezone(timezone.utc)
        seconds.append((back - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds())
        weekdays.append(back.strftime("%A"))
        length = 366 if back.year % 4 == 0 and (back.year % 100 != 0 or back.year % 400 == 0) else 365
        years.append(math.sin(2 * math.pi * (back.timetuple().tm_yday - 1) / length))
        clock = back.hour * 3600 + back.minute * 60 + back.second
        times.append(math.sin(2 * math.pi * clock / 86400))
      return dict(text="when,z\n" + "".join(f"{l},1\n" for l in lines), format=declared,
                  seconds=seconds, weekdays=weekdays, yearSines=years, timeSines=times)

    print(json.dumps([draw(seed) for seed in range(240)]))
    """#

  @Test("dates of 240 tables in twelve forms are Python's, and so is what is learnt of them")
  func forms() throws {
    let output = try #require(python).run(Self.script)
    let tables = try JSONDecoder().decode([DatedTable].self, from: output)
    #expect(tables.count == 240)
    for (index, table) in tables.enumerated() {
      let dates = table.format.map { [DateDeclaration("when", format: DateFormat($0))] } ?? []
      let (dataset, description) = try read(
        table.text, options: ReadingOptions(dates: dates), blockSize: 128)
      guard case .numeric(let numbers) = dataset["when"]?.values else {
        Issue.record("table \(index): \(table.text.prefix(60))")
        continue
      }
      #expect(numbers.doubles.map { $0.isNaN ? nil : $0 } == table.seconds, "table \(index)")

      let features = dataset.dateFeatures(description) { _ in true }
      let learnt = try dataset.replacing(features)
      let first = try #require(table.seconds.compactMap(\.self).min())
      let days = table.seconds.map { $0.map { ($0 - first) / 86_400 } }
      expect(learnt, "when.days", near: days, within: 1e-3, index)
      expect(learnt, "when.yearday_sin", near: table.yearSines, within: 1e-6, index)
      let hasTime = Set(table.timeSines.compactMap(\.self)).count > 1
      #expect((learnt["when.time_sin"] != nil) == hasTime, "table \(index)")
      if hasTime { expect(learnt, "when.time_sin", near: table.timeSines, within: 1e-6, index) }
      guard case .categorical(let cells) = learnt["when.weekday"]?.values else {
        Issue.record("table \(index) has no weekday")
        continue
      }
      #expect(
        cells.codes.map { $0 < 0 ? nil : cells.categories[Int($0)] } == table.weekdays,
        "table \(index)")
    }
  }

  private func expect(
    _ dataset: Dataset, _ name: String, near expected: [Double?], within tolerance: Double,
    _ index: Int
  ) {
    guard case .numeric(let numbers) = dataset[name]?.values else {
      Issue.record("table \(index) has no \(name)")
      return
    }
    let isNear = zip(numbers.doubles, expected).allSatisfy { found, expected in
      expected.map { abs(found - $0) <= tolerance } ?? found.isNaN
    }
    #expect(isNear && numbers.count == expected.count, "table \(index): \(name)")
  }

  @Test("dates that can be read in two ways are categories, with a notice of both readings")
  func ambiguous() throws {
    let text = "when,z\n03/04/2021,1\n05/06/2021,2\n"
    let (dataset, description) = try read(text)
    #expect(dataset["when"]?.categories?.count == 2)
    let notice = try #require(description.notices.first { $0.column == "when" }).description
    #expect(notice.contains("3 April 2021 or 4 March 2021"))
    #expect(
      notice.contains(
        #"set dates of "when" to "%d/%m/%Y%t", or set dates of "when" to "%m/%d/%Y%t""#))
    let declared = ReadingOptions(dates: [DateDeclaration("when")])
    #expect(readingError(text, options: declared)?.kind == .request)
  }

  @Test(
    "what no calendar has is no date",
    arguments: ["2023-02-29", "2023-13-01", "2023-01-01 25:00", "1900-02-29", "2023-1-1x"])
  func impossible(text: String) throws {
    let options = ReadingOptions(dates: [DateDeclaration("when", format: DateFormat("%Y-%m-%d%t"))])
    let error = readingError("when\n2024-02-29\n\(text)\n", options: options)
    #expect(error?.value == text && error?.line == 3)
  }

  @Test("a column of dates with another text is one of categories, and the text is told of")
  func mostly() throws {
    let days = (1...20).map { "2024-01-\($0 < 10 ? "0" : "")\($0),1\n" }.joined()
    let (dataset, description) = try read("when,z\n" + days + "soon,1\n")
    #expect(dataset["when"]?.categories?.count == 21)
    let notice = try #require(description.notices.first { $0.column == "when" }).description
    #expect(
      notice.contains("20 of 21 texts are dates")
        && notice.contains("set missingMarkers to \"soon\""))
    let options = ReadingOptions(missingMarkers: ["soon"])
    #expect(
      try read("when,z\n" + days + "soon,1\n", options: options).dataset["when"]?.numbers != nil)
  }
}
