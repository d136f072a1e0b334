import Testing

extension FieldCase {
  /// What is read, and what is refused.
  static let readings = values + records + refusals

  /// One value is one value, and numbers keep their digits.
  private static let values = [
    FieldCase("sentinel_three_ways.csv.gz", "equipoise prior") { folder in
      let labels = try folder.prior("sentinel_three_ways.csv.gz --label y --label z --missing -999")
      #expect(labels["y"]?.labelled == 359 && labels["y"]?.hasLoss(9.36817) == true)
    },
    FieldCase("bool_python.csv", "equipoise prior") { folder in
      let command = "bool_python.csv bool_excel.csv --label renewed --label spend"
      let label = try #require(try folder.prior(command)["renewed"])
      #expect(label.kind == "binary" && label.hasLoss(0.692592))
      let outcome = try folder.run("equipoise prior \(command)")
      folder.expect(outcome.errors, saying: #""True" = "TRUE""#)
    },
    FieldCase("missing_spellings.csv.gz", "equipoise prior missing_spellings.csv.gz --label colour")
    {
      folder in
      // Those that may mean something are told of; --missing then leaves three classes.
      let told = try folder.run("equipoise prior missing_spellings.csv.gz --label colour")
      folder.expect(
        told.errors, saying: #"--missing "-""#, #"--missing "na""#, #"--missing "none""#)
      let label = try folder.prior(
        "missing_spellings.csv.gz --label colour --missing - --missing na --missing none")["colour"]
      #expect(label?.classes == 3 && label?.labelled == 466 && label?.hasLoss(1.01994) == true)
    },
    FieldCase(
      "missing_spellings.csv.gz",
      "equipoise prior missing_spellings.csv.gz --label colour --label amount"
    ) {
      folder in
      let labels = try folder.prior(
        "missing_spellings.csv.gz --label colour --label amount --missing '<NA>' --missing na "
          + #"--missing none --missing '\N' --missing Null --missing NAN --missing - "#
          + "--missing '#N/A N/A' --missing NaT")
      #expect(labels["colour"]?.labelled == 466 && labels["colour"]?.hasLoss(1.01994) == true)
      #expect(labels["amount"]?.labelled == 471 && labels["amount"]?.hasLoss(6.26673) == true)
    },
    FieldCase("epoch_label.csv.gz", "equipoise prior") { folder in
      let arguments = "epoch_label.csv.gz --label finished_at --label late"
      #expect(try folder.prior(arguments)["finished_at"]?.hasLoss(104.046) == true)
      let text = try folder.run("equipoise prior \(arguments)").output
      let row = try #require(
        text.split(separator: "\n").last { $0.hasPrefix("finished_at") })
      #expect(Set(row.split(separator: " ").suffix(7)).count == 7, "\(row)")
    },
  ]

  /// What is no data is not counted as data.
  private static let records = [
    FieldCase("header_twice_text.csv.gz", "equipoise prior") { folder in
      let label = try folder.prior("header_twice_text.csv.gz --label plan")["plan"]
      #expect(label?.rows == 320 && label?.classes == 3 && label?.hasLoss(0.936199) == true)
      folder.expect(
        try folder.run("equipoise prior header_twice_text.csv.gz --label plan").errors,
        saying: "line 182")
    },
    FieldCase("header_twice_numbers.csv.gz", "equipoise prior") { folder in
      #expect(try folder.prior("header_twice_numbers.csv.gz --label load")["load"]?.rows == 270)
      folder.expect(
        try folder.run("equipoise prior header_twice_numbers.csv.gz --label load").errors,
        saying: "line 152")
    },
    FieldCase("slump_noheader.csv", "equipoise prior") { folder in
      let told = try folder.run("equipoise prior slump_noheader.csv --label 34.99")
      folder.expect(told.errors, saying: "--no-header")
      let header = try folder.run("head -n 1 slump_noheader.csv").output
      let count = header.split(separator: ",").count
      let label = try folder.prior("slump_noheader.csv --no-header --label x\(count)")["x\(count)"]
      #expect(label?.rows == 103 && label?.hasLoss(60.8414) == true)
    },
    FieldCase("comment_lines.csv", "equipoise prior") { folder in
      try folder.expectError(
        "equipoise prior comment_lines.csv --label load", 64, saying: "comment", "--comment")
      let labels = try folder.prior("comment_lines.csv --comment '#' --label load")
      let count = try folder.run("grep -vc '^#' comment_lines.csv").output
      #expect(labels["load"].map { "\($0.rows + 1)\n" } == count)
    },
    FieldCase("units_row.csv", "equipoise prior") { folder in
      try folder.expectError(
        "equipoise prior units_row.csv --label load", saying: ":2:", "--units-line")
      #expect(try folder.prior("units_row.csv --units-line --label load")["load"]?.rows == 120)
    },
    FieldCase("part1.csv", "equipoise prior") { folder in
      let labels = try folder.prior("part1.csv part2_bom_semicolon.csv --label y --label z")
      #expect(labels["z"]?.rows == 200 && labels["z"]?.hasLoss(0.68994) == true)
      #expect(labels["y"].map { abs($0.loss - 1.3827) < 5e-5 } == true)
    },
    FieldCase("seoul_bike.csv.gz", "equipoise prior") { folder in
      try folder.expectError(
        "equipoise prior seoul_bike.csv.gz --label 'Rented Bike Count'", saying: "UTF-8", "iconv")
      let report = try folder.json(
        "gzip -dc seoul_bike.csv.gz | iconv -f LATIN1 -t UTF-8 | equipoise prior - "
          + "--label 'Rented Bike Count:count' --json")
      #expect(report["rows"] as? Int == 974)
    },
    FieldCase("zero_weights.csv.gz", "equipoise prior") { folder in
      let labels = try folder.prior("zero_weights.csv.gz --label y --label b --weight-column w")
      #expect(labels["y"]?.hasLoss(3.93629) == true && labels["b"]?.hasLoss(0.689618) == true)
    },
  ]

  /// Errors that say what is the matter, with a remedy that is one.
  private static let refusals = [
    FieldCase("accounting.csv", "equipoise train") { folder in
      try folder.expectError(
        "equipoise train accounting.csv --label y -o run",
        saying: "(1,547.78)", "accountants", "--accounting")
      let trained = try folder.train(
        "accounting.csv --label y --accounting --thousands , --strip '$%€ ' --epochs 1")
      #expect(trained.labels["y"] != nil)
    },
    FieldCase("censored.csv", "equipoise prior") { folder in
      let outcome = try folder.run("equipoise prior censored.csv --label conc --label ph")
      #expect(outcome.status == 1)
      let count = try folder.run("cut -d, -f2- censored.csv | grep -cE '[<>]'").output
      folder.expect(outcome.errors, saying: "bounds", count.replacing("\n", with: " of 300"))
      #expect(!outcome.errors.contains("--missing"))
    },
    FieldCase("zero_weights.csv.gz", "equipoise train") { folder in
      try folder.expectError(
        "equipoise train zero_weights.csv.gz --label y --label b --weight-column w0 -o run",
        saying: "\"w0\"", "zero")
    },
    FieldCase("regions_train.csv", "equipoise train regions_train.csv --label y --features") {
      folder in
      try folder.expectError(
        "equipoise train regions_train.csv --label y --features x,y,region -o run", 64,
        saying: "y", "--features")
    },
  ]
}
