import Datasets
import Remedies
import Testing

/// A line of units below the header.
struct UnitsLineTests {
  @Test(
    "is recognised where it makes an error, and the remedy helps",
    arguments: [
      ["[m]", "[l/s]", "[kN]"], ["m", "m/s", "kg"], ["(mm)", "-", "%"], ["", "°C", "W/(m·K)"],
      ["s", "m/s^2", "µg/m³"], ["ohm", "kWh", "—"],
    ])
  func recognised(units: [String]) throws {
    let text = "a,b,c\n\(units.joined(separator: ","))\n1,2,3\n4,5,6\n7,8,9\n"
    for type in [ColumnType.inferred, .numeric] {
      let options = ReadingOptions(
        missingMarkers: ["-", "—"], columns: .all([ColumnDeclaration("*", as: type)]))
      let error = try #require(readingError(text, options: options))
      #expect(error.line == 2)
      #expect(error.problem == "is no number: the line looks like one of units")
      #expect(error.remedy?.text() == "set hasUnits to true to skip it")
    }
    let (dataset, description) = try read(
      text, options: ReadingOptions(layout: TextLayout(hasUnits: true)))
    let rows = [[1, 2, 3], [4, 5, 6], [7, 8, 9]] as [[Float]]
    #expect((0..<3).map(dataset.row) == rows.map { $0.map(Cell.number) })
    #expect(description.notices.count == 1)
    #expect(description.notices.first?.line == 2)
    #expect(description.notices.first?.message.hasPrefix("the line of units was skipped: ") == true)
  }

  @Test("is noticed where it makes no error")
  func noticed() throws {
    let options = ReadingOptions(columns: .all([ColumnDeclaration("length", as: .skipped)]))
    let (dataset, description) = try read("kind,length\n,mm\nx,1\ny,2\n", options: options)
    #expect(dataset.rowCount == 3)
    #expect(
      description.notices.map(\.description) == [
        "t.csv:2: the line was read as a row, but looks like one of units (\"mm\"); set hasUnits to "
          + "true to skip it"
      ])
  }

  @Test(
    "other texts where numbers should be are none",
    arguments: ["unknown,unknown", "12 min,2", "x,1", "see note,m"])
  func others(line: String) throws {
    let error = try #require(readingError("a,b\n\(line)\n1,2\n3,4\n"))
    #expect(error.problem == "is not a number")
  }

  @Test("is no line with a number, even if one is asked for")
  func data() throws {
    let (dataset, description) = try read(
      "a,b\nx,1\ny,2\n", options: ReadingOptions(layout: TextLayout(hasUnits: true)))
    #expect(dataset.rowCount == 2)
    #expect(
      description.notices.map(\.description) == [
        "t.csv: the line below the header has a number, so it was read as a row and not as units"
      ])
  }

  @Test("is skipped again where files were joined")
  func joined() throws {
    let (dataset, description) = try read(
      "a,b\nm,s\n1,2\na,b\nm,s\n3,4\n", options: ReadingOptions(layout: TextLayout(hasUnits: true)))
    #expect((0..<2).map(dataset.row) == [[.number(1), .number(2)], [.number(3), .number(4)]])
    #expect(
      description.notices.map(\.description) == [
        "t.csv:2: the line of units was skipped: \"m\", \"s\"",
        "t.csv: 1 record equal to the header skipped, on line 4",
        "t.csv: 1 record equal to the line of units skipped, on line 5",
      ])
  }
}
