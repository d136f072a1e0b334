import Datasets
import Testing

struct RemedyTests {
  private static let remedy = Remedy(
    .advice("rescale the column"), .option("--missing \"x\" to read it as missing"),
    .option("--ignore=a"), otherwise: "correct the cell")

  @Test(
    "a command tells of the options it has, and of what anyone can do",
    arguments: [
      (
        ["--missing", "--ignore", "--label"],
        "rescale the column, use --missing \"x\" to read it as missing, or --ignore=a"
      ),
      (["--missing"], "rescale the column, or use --missing \"x\" to read it as missing"),
      (["--ignore"], "rescale the column, or use --ignore=a"),
      // An option's name is the whole word.
      (["--miss", "--ignored"], "rescale the column"),
    ])
  func offering(options: [String], text: String) {
    #expect(Self.remedy.text(offering: options.contains) == text)
  }

  @Test("what is left to do is told only where there is no other way")
  func otherwise() {
    let remedy = Remedy(.option("--missing 1"), otherwise: "correct the cell")
    #expect(remedy.text() == "use --missing 1")
    #expect(remedy.text { _ in false } == "correct the cell")
    #expect(Remedy(.option("--missing 1")).text { _ in false } == nil)
    #expect(Remedy("rename it").text { _ in false } == "rename it")
  }

  @Test("an error and a notice end with the remedy, where there is one")
  func descriptions() {
    let error = DatasetError(.data, column: "a", problem: "is odd", remedy: Self.remedy)
    #expect(
      error.description { $0 == "--ignore" }.hasSuffix("odd; rescale the column, or use --ignore=a")
    )
    let remedy = Remedy(.option("--label a:count"))
    let notice = Notice("looks like counts", remedy: remedy, column: "a")
    #expect(notice.description == "column \"a\": looks like counts; use --label a:count")
    #expect(notice.description { _ in false } == "column \"a\": looks like counts")
  }
}
