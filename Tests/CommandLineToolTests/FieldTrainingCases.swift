import Foundation
import Testing

extension FieldCase {
  /// What is learnt, and what is said of it.
  static let trainings = figures + notices + schemes

  private static let figures = [
    FieldCase("forestfires_split.csv", "equipoise train") { folder in
      let trained = try folder.train(
        "forestfires_split.csv --label area --label rain --split-column part")
      for (label, constant) in [("area", 12342.1), ("rain", 0.419443)] {
        #expect(abs(try trained.figure("constant_loss", of: label) / constant - 1) < 1e-5)
        let (loss, skill) = try (
          trained.figure("loss", of: label), trained.figure("skill", of: label)
        )
        #expect(abs(skill - (1 - loss / constant)) < 1e-5)
        #expect(skill > -0.02)
      }
      #expect(!trained.notices.contains("worse than its best constant"))
    },
    FieldCase("slump.csv", "for s in") { folder in
      let labels = ["SLUMP(cm)", "FLOW(cm)", "Compressive Strength (28-day)(Mpa)"]
      let options = labels.map { "--label '\($0)'" }.joined(separator: " ")
      let runs = try (0..<10).map { seed in
        try folder.train("slump.csv \(options) --seed \(seed)", into: "run\(seed)")
      }
      for (label, ridge) in zip(labels, [0.18, 0.34, 0.88]) {
        let scores = try runs.map { try $0.metric("r2", of: label) }.sorted()
        #expect((scores[4] + scores[5]) / 2 >= ridge, "\(label): \(scores)")
      }
    },
    FieldCase("dates.csv.gz", "equipoise train") { folder in
      let trained = try folder.train("dates.csv.gz --label visits --label busy")
      #expect(try trained.metric("r2", of: "visits") > 0.96)
      folder.expect(trained.notices, saying: "column \"when\"", "dates")
    },
    FieldCase("units_in_cells.csv.gz", "equipoise train") { folder in
      let told = try folder.train("units_in_cells.csv.gz --label price --label fast --epochs 1")
      for option in ["--unit \"mileage=", "--unit \"engine=", "--unit \"weight="] {
        folder.expect(told.notices, saying: option)
      }
      // What was offered, taken at its word.
      let offered = told.notices.matches(of: /--unit "[^"]*"/).map { String($0.output) }
      let trained = try folder.train(
        "units_in_cells.csv.gz --label price --label fast \(offered.joined(separator: " "))",
        into: "read")
      #expect(try trained.metric("r2", of: "price") > 0.97)
    },
    FieldCase("class_only_in_test.csv.gz", "equipoise train") { folder in
      let trained = try folder.train(
        "class_only_in_test.csv.gz --label kind --label height --split-column part")
      folder.expect(trained.notices, saying: "fir", "yew")
      let (loss, logLoss) = try (
        trained.figure("loss", of: "kind"), trained.metric("log_loss", of: "kind")
      )
      #expect(abs(loss / logLoss - 1) < 1e-5)
    },
    FieldCase("counts_outlier.csv.gz", "equipoise train") { folder in
      let trained = try folder.train("counts_outlier.csv.gz --label claims:count --label y")
      #expect(try trained.figure("loss", of: "claims").isFinite)
      let numbers = try folder.predictions("run counts_outlier.csv.gz").dropFirst()
        .flatMap { $0 }.map(Double.init)
      #expect(!numbers.isEmpty && numbers.allSatisfy { $0?.isFinite == true })
    },
    FieldCase("twelve_rows.csv", "equipoise train") { folder in
      let trained = try folder.train("twelve_rows.csv --label y1 --label y2")
      #expect(trained.labels.count == 2)
      let metrics = try #require(trained.labels["y1"]?["metrics"] as? [String: Any])
      #expect(metrics["r2"] is NSNull)
    },
    FieldCase("rents.csv.gz", "equipoise train") { folder in
      _ = try folder.train("rents.csv.gz --label rent:regression:squared:log --label furnished")
      // The median relative error: an MLP on the logarithm has 0.21 of it.
      func error(_ options: String) throws -> Double {
        let table = try folder.predictions(
          "run rents.csv.gz --no-probabilities --keep rent \(options)")
        #expect(table[0].prefix(2) == ["rent (input)", "rent"])
        let rents = try table.dropFirst().map { row in
          (true: try #require(Double(row[0])), predicted: try #require(Double(row[1])))
        }
        #expect(rents.count == 2500 && rents.allSatisfy { $0.predicted > 0 })
        return rents.map { abs($0.predicted / $0.true - 1) }.sorted()[rents.count / 2]
      }
      #expect(try error("") < 0.23)
      #expect(try error("--medians") < 0.22)
    },
    FieldCase("patients.csv.gz", "equipoise train") { folder in
      // A row of a patient tells of the patient's other rows, and of nobody else.
      let together = try folder.train(
        "patients.csv.gz --label score --label relapse --split-by patient")
      #expect(try together.metric("r2", of: "score") < 0.3)
      let apart = try folder.train(
        "patients.csv.gz --label score --label relapse --ignore patient", into: "apart")
      #expect(try apart.metric("r2", of: "score") > 0.6)
    },
  ]

  private static let notices = [
    FieldCase("one_or_two.csv", "equipoise train") { folder in
      let trained = try folder.train("one_or_two.csv --label vote --label score --epochs 1")
      folder.expect(trained.notices, saying: "--label vote:binary")
    },
    FieldCase("constant_columns.csv.gz", "equipoise train") { folder in
      let trained = try folder.train(
        "constant_columns.csv.gz --label y --label k --ignore y_same,y_empty --epochs 2")
      folder.expect(trained.notices, saying: "column \"empty\": every cell is missing")
      try folder.expectError(
        "equipoise train constant_columns.csv.gz --label y --label y_same -o run2",
        saying: "y_same", "3")
    },
    FieldCase("task_speed.csv", "equipoise train") { folder in
      try folder.expectError(
        "equipoise train task_speed.csv task_fault.csv --label speed --label fault -o run", 64,
        saying: "fault", "--union-columns")
      let labels = try folder.prior(
        "task_speed.csv task_fault.csv --label speed --label fault --union-columns")
      #expect(labels.values.allSatisfy { $0.rows == 300 })
      #expect(labels.values.map(\.labelled).reduce(0, +) == 300)
    },
    FieldCase("odd_headers.csv.gz", "equipoise train odd_headers.csv.gz --label '=SUM(A1)'") {
      folder in
      let labels = "--label '=SUM(A1)' --label shares --label 'clicked: yes'"
      _ = try folder.train("odd_headers.csv.gz \(labels) --tensorboard --epochs 2")
      let header = try folder.predictions("run odd_headers.csv.gz")[0]
      for name in ["=SUM(A1)", "shares", "clicked: yes"] { #expect(header.contains(name)) }
    },
    FieldCase("genes_20000_columns.csv.gz", "time equipoise train") { folder in
      // Times are a benchmark's matter: here it works at all.
      _ = try folder.train(
        "genes_20000_columns.csv.gz --label y_a:regression --label y_b --hidden 8 --epochs 1 "
          + "--checkpoint-every never")
      #expect(try folder.predictions("run genes_20000_columns.csv.gz").count > 1)
    },
  ]

  private static let schemes = [
    FieldCase(
      "assays_617_labels.csv.gz", "equipoise train assays_617_labels.csv.gz --label 'assay_*' -o"
    ) {
      folder in
      let trained = try folder.train("assays_617_labels.csv.gz --label 'assay_*' --epochs 3")
      #expect(trained.labels.count == 617)
    },
    FieldCase(
      "assays_617_labels.csv.gz",
      "equipoise train assays_617_labels.csv.gz --label 'assay_*' --epochs 3 --balance upgrad"
    ) {
      folder in
      let trained = try folder.train(
        "assays_617_labels.csv.gz --label 'assay_*' --epochs 1 --batch-size 320 --balance upgrad "
          + "--hidden 8")
      folder.expect(trained.notices, saying: "upgrad", "--balance-every", "step takes about")
    },
  ]
}
