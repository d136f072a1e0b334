import Datasets
import Remedies
import Testing

/// Readers who have some parameters only, and call them by other names.
private struct SomeNaming: ParameterNaming {
  let offered: [Parameter]

  func offers(_ parameter: Parameter) -> Bool { offered.contains(parameter) }
  func name(of parameter: Parameter) -> String { "/\(parameter.rawValue)" }
  func item(of parameter: Parameter) -> String { "/\(parameter.rawValue)" }
  func noun(_ setting: Setting) -> String { "/\(setting.parameter.rawValue)" }
  func request(_ settings: [Setting], isContinued: Bool) -> String {
    (isContinued ? "" : "use ") + settings.map(noun).joined(separator: " ")
  }
  func name(of procedure: Procedure) -> String { "\(procedure)" }
}

struct RemedyTests {
  private static let remedy = Remedy(
    .advice("rescale the column"),
    .parameter(.missingMarkers, .text("x"), purpose: "to read it as missing"),
    .parameter(.ignored, .column("a")), otherwise: "correct the cell")

  @Test("the library tells of all ways, by its own names")
  func library() {
    #expect(
      Self.remedy.text()
        == #"rescale the column, set missingMarkers to "x" to read it as missing, "#
        + #"or set ignored to "a""#)
  }

  @Test(
    "readers are told of the parameters they have, and of what anyone can do",
    arguments: [
      (
        [.missingMarkers, .ignored, .labels],
        "rescale the column, use /missingMarkers to read it as missing, or /ignored"
      ),
      ([.missingMarkers], "rescale the column, or use /missingMarkers to read it as missing"),
      ([.ignored], "rescale the column, or use /ignored"),
      ([.labels], "rescale the column"),
    ] as [([Parameter], String)])
  func offering(parameters: [Parameter], text: String) {
    #expect(Self.remedy.text(naming: SomeNaming(offered: parameters)) == text)
  }

  @Test("parameters that are set at once are told of only to who has them all")
  func several() {
    let remedy = Remedy(
      .parameters(
        [Setting(.groupMark, .text(".")), Setting(.decimalMark, .text(","))],
        purpose: "to read it as a number"))
    #expect(
      remedy.text()
        == #"set groupMark to "." and decimalMark to "," to read it as a number"#)
    #expect(
      remedy.text(naming: SomeNaming(offered: [.groupMark, .decimalMark]))
        == "use /groupMark /decimalMark to read it as a number")
    #expect(remedy.text(naming: SomeNaming(offered: [.groupMark])) == nil)
  }

  @Test("what is left to do is told only where there is no other way")
  func otherwise() {
    let way = Remedy.Way.parameter(.missingMarkers, .text("1"))
    let nobody = SomeNaming(offered: [])
    let remedy = Remedy(way, otherwise: "correct the cell")
    #expect(remedy.text() == "set missingMarkers to \"1\"")
    #expect(remedy.text(naming: nobody) == "correct the cell")
    #expect(Remedy(way).text(naming: nobody) == nil)
    #expect(Remedy("rename it").text(naming: nobody) == "rename it")
  }

  @Test("an error and a notice end with the remedy, where there is one")
  func descriptions() {
    let error = DatasetError(.data, column: "a", problem: "is odd", remedy: Self.remedy)
    #expect(
      error.description(naming: SomeNaming(offered: [.ignored]))
        == "column \"a\": is odd; rescale the column, or use /ignored")
    let remedy = Remedy(.parameter(.labels, .column("a", as: "count")))
    let notice = Notice("looks like counts", remedy: remedy, column: "a")
    #expect(
      notice.description == #"column "a": looks like counts; set labels of "a" to "count""#)
    #expect(
      notice.description(naming: SomeNaming(offered: []))
        == "column \"a\": looks like counts")
  }
}
