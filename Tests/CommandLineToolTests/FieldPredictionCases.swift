import Testing

extension FieldCase {
  private static let regions =
    "regions_train.csv --label y --label k --ignore id --categorical stage --epochs 5"

  /// What is predicted, and what is said of it.
  static let predictions = [
    FieldCase("bool_python.csv", "equipoise train") { folder in
      _ = try folder.train("bool_python.csv --label renewed --label spend --epochs 40")
      _ = try folder.run("sed 's/TRUE/True/g; s/FALSE/False/g' bool_excel.csv > same.csv")
      let excel = try folder.predictions("run bool_excel.csv")
      #expect(try folder.predictions("run same.csv") == excel)
      #expect(excel.count == 301)
    },
    FieldCase("regions_train.csv", "equipoise train regions_train.csv --label y --label k") {
      folder in
      _ = try folder.train(regions)
      let outcome = try folder.run("equipoise predict run regions_new.csv -o -")
      #expect(outcome.records.count == 9)
      folder.expect(outcome.errors, saying: "column \"region\"", "4 of 8", "west", "NORTH")
    },
    FieldCase("regions_train.csv", "equipoise predict run regions_text_in_number.csv") { folder in
      _ = try folder.train(regions)
      let line = "equipoise predict run regions_text_in_number.csv -o -"
      let outcome = try folder.run(line)
      #expect(outcome.status == 1)
      folder.expect(outcome.errors, saying: ":3:", "--missing")
      #expect(!outcome.errors.contains("--categorical"))
      let offered = try #require(outcome.errors.firstMatch(of: /--missing "[^"]*"/)).output
      #expect(try folder.run("\(line) \(offered)").status == 0)
    },
    FieldCase("regions_train.csv", "equipoise predict run regions_new.csv --keep id") { folder in
      _ = try folder.train(regions)
      let records = try folder.predictions("run regions_new.csv --keep id")
      let ids = try folder.run("cut -d, -f1 regions_new.csv").records.map { $0[0] }
      #expect(records.map { $0[0] } == ids && ids.count == 9)
    },
    FieldCase("regions_train.csv", "equipoise predict run FILE") { folder in
      _ = try folder.train(regions)
      #expect(try folder.predictions("run regions_reordered.csv").count == 3)
      try folder.expectError(
        "equipoise predict run regions_missing_column.csv -o -", 64, saying: "region")
      #expect(try folder.predictions("run regions_empty.csv").count == 1)
    },
    FieldCase("odd_headers.csv.gz", "equipoise train odd_headers.csv.gz --label shares") { folder in
      _ = try folder.train(
        "odd_headers.csv.gz --label shares --label kind --label 'kind=b' --epochs 10")
      _ = try folder.run("equipoise predict run odd_headers.csv.gz -o p.csv")
      let header = try folder.run("head -n 1 p.csv").records[0]
      #expect(Set(header).count == header.count, "\(header)")
      #expect(try folder.prior("p.csv --label shares")["shares"] != nil)
    },
    FieldCase("regions_train.csv", "for i in $(seq 400)") { folder in
      _ = try folder.train(regions)
      let line =
        "for i in $(seq 400); do tail -n +2 regions_train.csv; done > body; "
        + "(head -1 regions_train.csv; cat body) > big.csv; "
        + "equipoise predict run big.csv -o - | head -1; echo ${PIPESTATUS[0]}"
      let outcome = try folder.run(line)
      #expect(outcome.output.hasPrefix("y,k") && outcome.output.hasSuffix("\n141\n"))
      #expect(!outcome.errors.contains("Error"), "\(outcome.errors)")
    },
  ]
}
