import Equipoise
import Foundation
import Testing

struct ExperimentTests {
  /// y = 3 x − 2, and whether x is above 1.
  private static let x = (0..<800).map { Double($0 % 201) / 50 - 2 }
  private static let columns: [Column] = [
    .numbers("x", x), .texts("town", x.indices.map { ["Lyon", "Bari", nil][$0 % 3] }),
    .numbers("y", x.map { 3 * $0 - 2 }), .texts("isHigh", x.map { $0 > 1 ? "yes" : "no" }),
  ]
  private static let csv =
    "x,town,y,isHigh\n"
    + x.indices.map { row in
      let town = ["Lyon", "Bari", ""][row % 3]
      return "\(x[row]),\(town),\(3 * x[row] - 2),\(x[row] > 1 ? "yes" : "no")\n"
    }.joined()

  private func experiment(_ balance: String = "prior") throws -> Experiment {
    var experiment = try Experiment(labels: ["y", "isHigh:binary"], balance: balance)
    experiment.threads = 2
    experiment.adjust = {
      $0.network.hidden = [16]
      $0.epochs = 30
    }
    return experiment
  }

  /// The largest difference.
  private func difference<Number: BinaryFloatingPoint>(_ a: [Number], _ b: [Number]) -> Number {
    a.count == b.count ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
  }

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "door-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path + "/")
  }

  @Test("what is learnt of arrays predicts rows that were never seen")
  func arrays() throws {
    let outcome = try experiment().train(on: Dataset(Self.columns))
    #expect(outcome.test.map { $0.skill ?? 0 }.allSatisfy { $0 > 0.4 }, "a constant has 0")
    let predictions = try outcome.model.predict(
      on: Dataset([.texts("town", ["Rome", nil]), .numbers("x", [-1.5, 1.5])]))
    let numbers = try #require(predictions.numbers(of: "y"))
    #expect(abs(numbers[0] + 6.5) < 1 && abs(numbers[1] - 2.5) < 1, "\(numbers)")
    #expect(predictions.classes(of: "isHigh") == ["no", "yes"])
    let probabilities = try #require(predictions.probabilities(of: "isHigh"))
    for row in probabilities { #expect(abs(row[0] + row[1] - 1) < 1e-12) }
    #expect(predictions.numbers(of: "z") == nil && predictions.classes(of: "y") == nil)
  }

  @Test("what features are worth is measured on files")
  func importance() throws {
    try inFolder { folder in
      try Data(Self.csv.utf8).write(to: URL(filePath: folder + "t.csv"))
      let model = try experiment().train(contentsOf: folder + "t.csv").model
      let found = try model.permutationImportance(
        contentsOf: folder + "t.csv", options: ImportanceOptions(repeats: 2, groups: ["town"]))
      #expect(found.features.map(\.name) == ["x", "town"] && found.rows == 800)
      // Without it the constant is as good, or better: of two rows both are wrong.
      #expect(try #require(found.features[0].importance) > 0.5)
      #expect(abs(try #require(found.features[1].importance)) < 0.1)
      #expect(found.features[0].labels.map(\.label) == ["y", "isHigh"])
    }
  }

  @Test("rows of one group are kept together, and nothing is learnt from what names the groups")
  func groups() throws {
    var experiment = try experiment()
    experiment.split = GroupedRows(by: ColumnGroups("town"))
    experiment.adjust = { $0.epochs = 1 }
    var columns = Self.columns
    columns[1] = .texts("town", Self.x.indices.map { "town \($0 % 40)" })
    let outcome = try experiment.train(on: Dataset(columns))
    #expect(outcome.model.schema.features.map(\.name) == ["x"])
    // Of forty groups of twenty rows four are the test.
    #expect(outcome.test.allSatisfy { $0.labelled == 80 })
  }

  @Test("a quick experiment takes few epochs, and what is adjusted wins")
  func quick() throws {
    var experiment = try experiment()
    experiment.recipe = .quick
    experiment.adjust = { $0.network.hidden = [4] }
    // Of 640 training rows a batch has 16, so that 40 steps are an epoch, and 40 epochs are 1600
    // steps at half the usual rate, which falls by half a cosine.
    let epochs = try experiment.train(on: Dataset(Self.columns)).history.epochs
    #expect(epochs.count <= 40)
    let last = 5e-4 * (1 + cos(Double.pi * 39 / 1600)) / 2
    #expect(abs(epochs[0].rate - last) < 1e-15)
    experiment.adjust = {
      $0.network.hidden = [4]
      $0.epochs = 2
      $0.learningRate = 0.01
    }
    let given = try experiment.train(on: Dataset(Self.columns)).history.epochs
    #expect(given.count == 2)
    let rate = 0.01 * (1 + cos(Double.pi * 39 / 80)) / 2
    #expect(abs(given[0].rate - rate) < 1e-15)
  }

  @Test("a file and arrays of the same cells give the same model, and so does a file of the model")
  func files() throws {
    try inFolder { folder in
      let (table, file) = (folder + "t.csv", folder + "m.safetensors")
      try Self.csv.write(toFile: table, atomically: true, encoding: .utf8)
      let outcome = try experiment("mgda").train(contentsOf: table)
      let other = try experiment("mgda").train(on: Dataset(Self.columns))
      // What is read is kept in single precision, what is given as it is.
      #expect(difference(outcome.model.parameters, other.model.parameters) < 1e-4)

      try outcome.model.save(to: file)
      let model = try MultiTaskModel(contentsOf: file)
      #expect(model.parameters == outcome.model.parameters)
      let predicted = try model.predict(contentsOf: table)
      let expected = try outcome.model.predict(on: Dataset(Array(Self.columns.prefix(2))))
      let (a, b) = (predicted.numbers(of: "y") ?? [], expected.numbers(of: "y") ?? [])
      #expect(a.count == 800 && difference(a, b) < 1e-4)
      #expect(try model.evaluate(contentsOf: table).map(\.labelled) == [800, 800])
    }
  }

  /// Gives the first task everything, and counts epochs.
  private struct FirstAlone: LossWeighting {
    var state = 0

    func weigh(_ losses: PresentLosses, into weights: inout [Double]) { weights[0] = 1 }
    mutating func epochEnded(averages: [Double?]) { state += 1 }
  }

  @Test("a scheme of the caller's own balances the tasks, and goes by its name")
  func ownScheme() throws {
    let scheme = SchemeRequest(named: "first-alone", evidence: .losses) { _ in
      .losses(FirstAlone())
    }
    var own = try Experiment(labels: ["y", "isHigh:binary"], scheme: scheme)
    own.adjust = { $0.epochs = 3 }
    var fixed = try Experiment(labels: ["y", "isHigh:binary"], balance: "fixed:1,0")
    fixed.adjust = own.adjust
    let (a, b) = (
      try own.train(on: Dataset(Self.columns)), try fixed.train(on: Dataset(Self.columns))
    )
    #expect(a.model.parameters == b.model.parameters)
    #expect(a.model.description.balance == "first-alone")
  }

  private static let logCosh = LossEntry(
    named: "logcosh", of: .regression, value: { log(cosh($0 - $1)) }, slope: { tanh($0 - $1) })

  @Test("a loss of the caller's own is learnt, measured, saved, and needed to load the model")
  func ownLoss() throws {
    var experiment = try Experiment(
      labels: ["y:regression:logcosh", "isHigh:binary"], losses: [Self.logCosh])
    experiment.adjust = {
      $0.network.hidden = [16]
      $0.epochs = 30
    }
    let outcome = try experiment.train(on: Dataset(Self.columns))
    #expect(outcome.test.map { $0.skill ?? 0 }.allSatisfy { $0 > 0.4 }, "a constant has 0")
    let test = outcome.test[0]
    let mean = try #require(test.metrics["mean_logcosh"])
    #expect(abs(mean - (test.loss ?? 0)) < 1e-6 * mean)
    try inFolder { folder in
      let file = folder + "m.safetensors"
      try outcome.model.save(to: file)
      let model = try MultiTaskModel(contentsOf: file, losses: [Self.logCosh])
      #expect(model.parameters == outcome.model.parameters)
      #expect(model.tasks.map(\.loss.name) == ["logcosh", "binary-cross-entropy"])
      let table = try Dataset(Array(Self.columns.prefix(2)))
      let (a, b) = (try model.predict(on: table), try outcome.model.predict(on: table))
      #expect(a.numbers(of: "y") == b.numbers(of: "y"))
      let error = try #require(throws: ModelReadingError.self) {
        try MultiTaskModel(contentsOf: file)
      }
      #expect(error.reason.contains("the loss \"logcosh\"") && error.path == file)
      #expect(error.reason.contains("MultiTaskModel(contentsOf: path, losses: [loss])"))
    }
  }

  @Test("a loss that is none, or that nobody defined, is an error before anything is read")
  func notALoss() {
    let wrong = LossEntry(
      named: "half", of: .regression, value: { ($0 - $1) * ($0 - $1) / 2 },
      slope: { 2 * ($0 - $1) })
    #expect(throws: LossError.self) { try Experiment(labels: ["y"], losses: [wrong]) }
    let error = #expect(throws: DatasetError.self) {
      try Experiment(labels: ["y:regression:logcsh"], losses: [Self.logCosh])
    }
    #expect(error?.description.contains("did you mean \"logcosh\"?") ?? false)
    #expect(throws: DatasetError.self) { try Experiment(labels: ["y:regression:logcosh"]) }
    let unsuitable = #expect(throws: DatasetError.self) {
      try Experiment(labels: ["y:count:logcosh"], losses: [Self.logCosh])
    }
    #expect(unsuitable?.description.contains("logcosh is no loss of a count label") ?? false)
  }

  @Test("columns that are ignored are not learnt from, and weights of rows are none either")
  func ignored() throws {
    var experiment = try experiment()
    experiment.ignored = ["to*"]
    experiment.weightColumn = "w"
    let weights = Column.numbers("w", Self.x.map { $0 > 0 ? 1 : 0.5 })
    let outcome = try experiment.train(on: Dataset(Self.columns + [weights]))
    #expect(outcome.model.description.schema.features.map(\.name) == ["x"])
  }

  @Test(
    "what cannot be is an error that names the column",
    arguments: [
      ([Column.numbers("a", [1]), .numbers("a", [2])], "is the name of two columns"),
      ([.numbers("a", [1]), .numbers("b", [1, 2])], "has another number of rows"),
    ])
  func columns(columns: [Column], message: String) {
    let error = #expect(throws: DatasetError.self) { try Dataset(columns) }
    #expect(error?.description.contains(message) ?? false)
  }

  @Test("a table without a feature, or with another type of it, is an error")
  func otherFeatures() throws {
    let model = try experiment().train(on: Dataset(Self.columns)).model
    for (columns, message) in [
      ([Column.numbers("x", [1])], "\"town\": is a feature of the model, and is not there"),
      ([.numbers("x", [1]), .numbers("town", [1])], "has numbers, where the model"),
      ([.texts("x", ["a"]), .texts("town", ["b"])], "has texts, where the model"),
    ] {
      let error = #expect(throws: DatasetError.self) { try model.predict(on: Dataset(columns)) }
      #expect(error?.description.contains(message) ?? false, "\(String(describing: error))")
    }
  }

  @Test("a task to help that is no label is an error that lists the labels")
  func primary() throws {
    var experiment = try experiment("pcgrad-primary")
    experiment.primary = "z"
    let error = #expect(throws: DatasetError.self) {
      try experiment.train(on: Dataset(Self.columns))
    }
    #expect(error?.description.contains("name one of y, isHigh") ?? false)
  }

  @Test("intervals and sets hold the labels about as often as was asked for")
  func intervals() throws {
    // With errors in the labels, which no model can know.
    let errors = Self.x.indices.map { Double($0 * 7919 % 211) / 100 }
    let noisy = zip(Self.x, errors).map { 3 * $0 - 2 + $1 }
    let isHigh = zip(Self.x, errors).map { $0 + $1 > 2 ? "yes" : "no" }
    let columns = [
      Self.columns[0], Self.columns[1], .numbers("y", noisy), .texts("isHigh", isHigh),
    ]
    var experiment = try experiment()
    experiment.split = StratifiedRows(try SplitShares(train: 0.5, validation: 0.3, test: 0.2))
    let model = try experiment.train(on: Dataset(columns)).model
    let rows = try Dataset(Array(columns.prefix(2)))
    let predictions = try model.predict(on: rows, interval: 0.8)
    #expect(predictions.numbers(of: "y") == (try model.predict(on: rows)).numbers(of: "y"))
    let intervals = try #require(predictions.intervals(of: "y"))
    let sets = try #require(predictions.classSets(of: "isHigh"))
    let share = Double(zip(intervals, noisy).count { $0.contains($1) }) / 800
    #expect(abs(share - 0.8) < 0.08, "\(share)")
    #expect(sets.count == 800 && sets.allSatisfy { !$0.isEmpty && $0.count <= 2 })
    #expect(predictions.intervals(of: "isHigh") == nil && predictions.classSets(of: "y") == nil)
    #expect(predictions.intervals(of: "z") == nil)
    #expect(try model.predict(on: rows).intervals(of: "y") == nil)
    #expect(throws: PredictionSetError.badLevel(80)) { try model.predict(on: rows, interval: 80) }
  }

  @Test("intervals come with the file of a model, and are measured on other files")
  func intervalsOfFiles() throws {
    try inFolder { folder in
      let (table, file) = (folder + "t.csv", folder + "m.safetensors")
      try Self.csv.write(toFile: table, atomically: true, encoding: .utf8)
      let model = try experiment().train(contentsOf: table).model
      try model.save(to: file)
      let loaded = try MultiTaskModel(contentsOf: file)
      let (a, b) = (
        try model.predict(contentsOf: table, interval: 0.9),
        try loaded.predict(contentsOf: table, interval: 0.9)
      )
      #expect(a.intervals(of: "y") == b.intervals(of: "y") && a.intervals(of: "y") != nil)
      let measured = try loaded.intervalCoverage(contentsOf: table, interval: 0.9)
      #expect(measured.map(\.name) == ["y", "isHigh"] && measured.map(\.labelled) == [800, 800])
      let held = zip(a.intervals(of: "y") ?? [], Self.x).count { $0.contains(3 * $1 - 2) }
      #expect(abs((measured[0].coverage ?? 0) - Double(held) / 800) < 0.02)

      var experiment = try experiment()
      experiment.split = StratifiedRows(try SplitShares(train: 1, validation: 0, test: 0))
      experiment.adjust = { $0.epochs = 1 }
      let without = try experiment.train(contentsOf: table).model
      #expect(throws: PredictionSetError.notCalibrated) {
        try without.predict(contentsOf: table, interval: 0.9)
      }
    }
  }
}
