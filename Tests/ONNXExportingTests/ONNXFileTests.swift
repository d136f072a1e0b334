import Balancing
import Datasets
import Exporting
import Foundation
import Losses
import ModelExamples
import NeuralNetwork
import ONNXExporting
import Statistics
import Testing
import Training

@Suite(.enabled(if: onnxRuntime != nil, "needs a Python with onnxruntime"))
struct ONNXFileTests {
  /// A network of every kind of node.
  static let networks: [NetworkConfiguration] = [
    NetworkConfiguration(hidden: [5, 4], activation: .relu),
    NetworkConfiguration(hidden: [6], layerNorm: true, linearPath: true),
    NetworkConfiguration(hidden: []),
    NetworkConfiguration(hidden: [6], towers: [4, 3], linearPath: true),
    NetworkConfiguration(hidden: [], towers: [4], members: 2),
    NetworkConfiguration(hidden: [6, 5], layerNorm: true, linearPath: true, members: 3),
    NetworkConfiguration(hidden: [6], towers: [4], layerNorm: true, members: 2),
    NetworkConfiguration(hidden: [6, 5], layerNorm: true, sharing: .adapters),
    NetworkConfiguration(hidden: [6, 5], activation: .relu, linearPath: true, sharing: .adapters),
    NetworkConfiguration(hidden: [6, 5], layerNorm: true, sharing: .experts(count: 3)),
    NetworkConfiguration(hidden: [6], towers: [4], sharing: .experts(count: 2)),
    NetworkConfiguration(hidden: [6, 5], linearPath: true, sharing: .cgc(count: 2)),
    NetworkConfiguration(hidden: [6], towers: [3], layerNorm: true, sharing: .cgc(count: 1)),
    NetworkConfiguration(hidden: [6, 3], members: 2, sharing: .separate),
  ]

  @Test(
    "onnxruntime says what the model does, of every node, kind of label and feature",
    arguments: networks)
  func nodes(_ network: NetworkConfiguration) throws {
    try check(.model(try ExampleModel.make(network, seed: 4)), on: ExampleModel.table)
  }

  @Test("tasks are predicted from their own epochs")
  func ownEpochs() throws {
    try check(.model(try ExampleModel.make(ownEpochs: true, seed: 5)), on: ExampleModel.table)
  }

  @Test("a pack is the mean of its models, and of a binary label its threshold decides")
  func pack() throws {
    var pack = try ExamplePack.make()
    pack.thresholds = pack.labels.map { $0.kind == .binary ? 0.2 : nil }
    try check(.pack(pack), on: ExampleModel.table)
  }

  /// Rows with dates, numbers far from 0, categories that may be written in other ways, and labels that
  /// are transformed.
  private static func table(rows: Int, spelling: (Bool) -> String) -> String {
    var lines = ["when,kind,code,flag,x,stamp,y_price,y_area,y_rank,y_day"]
    for row in 0..<rows {
      // Every 31 hours from before a leap day on, over years with and without one.
      let day = row * 31 / 24
      let date = DateText.text(daysSince1970: 10_950 + day * 8, hour: row * 31 % 24)
      let x = Double(row * 37 % 101) / 20 - 2
      let cells = [
        row % 17 == 3 ? "" : date, ["r", "g", "b", ""][row * 7 % 4], ["1", "2", ""][row % 3],
        spelling(row % 2 == 0), row % 13 == 5 ? "" : "\(x)", "\(1_700_000_000 + row * 3)",
        "\(exp(x) + 0.01)", "\(x * x)", "\(x * 3 + Double(row % 5))",
        ["a", "b", "c"][(row + day) % 3],
      ]
      lines.append(cells.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test("dates, crosses, other spellings and transformed labels are in the graph")
  func trained() throws {
    var options = ReadingOptions()
    options.columns = .all([ColumnDeclaration("code", as: .categorical)])
    let text = Self.table(rows: 240) { $0 ? "True" : "False" }
    let (dataset, description) = try Dataset.read(
      TableReader(sources: [.bytes(name: "t", Array(text.utf8))], options: options))
    let table = try LabelledTable(
      dataset, description, options: options,
      labels: LabelSpecification.parse(labels: [
        "y_price:regression:squared:log", "y_area:regression:squared:sqrt",
        "y_rank:regression:squared:quantile", "y_day",
      ]))
    #expect(table.reading.dateFeatures.first?.parts.count == 6)
    var encoding = EncodingOptions(numericEmbedding: .both)
    encoding.crosses = [["kind", "code"], ["x", "flag"]]
    let data = try table.prepared(
      Split(rowCount: 240, fractions: (train: 0.8, validation: 0.2, test: 0), seed: 1),
      encoding: encoding)
    var configuration = TrainingConfiguration()
    configuration.network = NetworkConfiguration(hidden: [8])
    configuration.epochs = 3
    let result = try Trainer(
      configuration, scheme: SchemeCatalogue.parse("prior"), taskWeights: [1, 1, 1, 1], threads: 1
    ).fit(data)
    let model = MultiTaskModel(
      description: data.description(
        configuration.network, balance: "prior", reading: table.reading),
      result: result
    ).calibrated(on: data, threads: 1)
    #expect(model.smearing.compactMap(\.self).count == 3)
    #expect(model.schema.crosses.count == 2)
    // Categories that training did not know, and truth values written otherwise.
    let other = Self.table(rows: 90) { $0 ? "TRUE" : "false" }.replacing(",b,", with: ",new,")
    for text in [text, other] { try check(.model(model), on: text) }
    let inputs = try ONNXRuntimeAnswer.of(ONNXFile(.model(model), version: "1"), on: other).inputs
    #expect(
      inputs == [
        "when": "tensor(double)", "kind": "tensor(string)", "code": "tensor(string)",
        "flag": "tensor(string)", "x": "tensor(float)", "stamp": "tensor(double)",
      ])
  }

  @Test("a column with the name of what is computed, or of an output, is read as itself")
  func names() throws {
    let text =
      "a,a.double,y_probability,y\n"
      + (0..<40).map { "\($0),\($0 * 7 % 11),\($0 % 5),\($0 % 2 == 0 ? "yes" : "no")\n" }.joined()
    let (dataset, description) = try Dataset.read(
      TableReader(sources: [.bytes(name: "t", Array(text.utf8))]))
    let table = try LabelledTable(
      dataset, description, labels: LabelSpecification.parse(labels: ["y"]))
    let data = try table.prepared(
      Split(rowCount: 40, fractions: (train: 0.8, validation: 0.2, test: 0), seed: 1))
    var configuration = TrainingConfiguration()
    (configuration.network, configuration.epochs) = (NetworkConfiguration(hidden: [4]), 1)
    let model = MultiTaskModel(
      description: data.description(
        configuration.network, balance: "prior", reading: table.reading),
      result: try Trainer(
        configuration, scheme: SchemeCatalogue.parse("prior"), taskWeights: [1], threads: 1
      ).fit(data))
    let answer = try ONNXRuntimeAnswer.of(ONNXFile(.model(model), version: "1"), on: text)
    #expect(Set(answer.together.keys) == ["y", "y_probability_2"])
    let predictions = model.predictions(for: dataset, threads: 1)[0]
    for (row, cells) in (answer.together["y_probability_2"] ?? []).enumerated() {
      guard case .number(let positive) = cells[1] else { continue }
      #expect(abs(positive - predictions[row]) < 1e-5)
    }
  }

  @Test("the metadata say what goes in and comes out, and of which model")
  func metadata() throws {
    let stored = StoredPredictor.model(try ExampleModel.make(seed: 4))
    let file = try ONNXFile(stored, version: "7.8.9")
    #expect(file.bytes == (try ONNXFile(stored, version: "7.8.9").bytes))
    let metadata = try ONNXRuntimeAnswer.of(file, on: ExampleModel.table).metadata
    #expect(metadata["equipoise_version"] == "7.8.9")
    let model = try ModelFile.encode(stored)
    let fingerprint = try #require(metadata["equipoise_fingerprint"])
    #expect(model.range(of: Data(fingerprint.utf8)) != nil)
    let tasks = try #require(
      try JSONSerialization.jsonObject(with: Data((metadata["equipoise_tasks"] ?? "").utf8))
        as? [[String: Any]])
    #expect(tasks.map { $0["name"] as? String } == ["price", "delay", "rain", "sort", "visits"])
    let prior = try #require(tasks[2]["prior_loss"] as? Double)
    // Three of four rows are positive: their entropy.
    #expect(abs(prior + 0.75 * log(0.75) + 0.25 * log(0.25)) < 1e-9)
    let labels = tasks[3]["labels"] as? [[String: Any]]
    #expect(labels?[0]["classes"] as? [String] == ["a", "b", "c"])
    #expect(metadata["equipoise_inputs"]?.contains("\"name\":\"colour\"") == true)
  }

  /// Compares a file's outputs with what its model predicts of a table.
  private func check(_ stored: StoredPredictor, on table: String) throws {
    let predictor = stored.predictor
    let (dataset, _) = try predictor.read([.bytes(name: "rows", Array(table.utf8))])
    let predictions = predictor.predictions(for: dataset, threads: 1)
    let answer = try ONNXRuntimeAnswer.of(ONNXFile(stored, version: "1"), on: table)
    for found in [answer.together, answer.apart] {
      for (index, label) in predictor.labels.enumerated() {
        let threshold = predictor.thresholds[index] ?? 0.5
        let values = try #require(found[label.name])
        #expect(values.count == dataset.rowCount)
        for row in 0..<dataset.rowCount {
          let own = Self.expected(predictions[index], label, row)
          let cells =
            label.kind.isClass ? found["\(label.name)_probability"]?[row] ?? [] : values[row]
          #expect(cells.count == own.count)
          // Counts are exponentials of what is computed, and lose as many digits as that is large.
          let unit = label.kind == .count ? max(abs(log(max(own[0], 1e-30))), 1) : 1
          let spread = label.kind.isClass ? 1 : predictor.statistics[index].spread
          for (cell, expected) in zip(cells, own) {
            guard case .number(let number) = cell else {
              Issue.record("\(label.name) is a number")
              continue
            }
            #expect(
              abs(number - expected) <= 1e-5 * unit * max(abs(expected), spread),
              "\(label.name), row \(row)")
          }
          guard label.kind.isClass else { continue }
          let place =
            label.kind == .binary
            ? (own[1] > threshold ? 1 : 0) : own.firstIndex(of: own.max() ?? 0) ?? 0
          #expect(values[row] == [.text(label.classes[place])], "\(label.name), row \(row)")
        }
      }
    }
  }

  /// A number, or the probabilities of all classes.
  private static func expected(_ predictions: [Double], _ label: Label, _ row: Int) -> [Double] {
    switch label.kind {
    case .regression, .count: [predictions[row]]
    case .binary: [1 - predictions[row], predictions[row]]
    case .multiclass:
      Array(predictions[row * label.outputCount..<(row + 1) * label.outputCount])
    }
  }
}

/// A moment as text, by the calendar of Foundation.
private enum DateText {
  static func text(daysSince1970 days: Int, hour: Int) -> String {
    let date = Date(timeIntervalSince1970: Double(days) * 86_400 + Double(hour) * 3600)
    return date.formatted(
      Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day().dateSeparator(.dash)
        .time(includingFractionalSeconds: false).timeSeparator(.colon)
        .dateTimeSeparator(.standard))
  }
}
