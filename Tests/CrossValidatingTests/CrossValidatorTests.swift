import Balancing
import CrossValidating
import Datasets
import Foundation
import NeuralNetwork
import RandomNumbers
import Remedies
import Splitting
import Statistics
import Synchronization
import Testing
import Training

struct CrossValidatorTests {
  private let table: LabelledTable
  private let folds = 4
  private let rows = 203

  init() throws { table = try Self.table(rows: 203) }

  /// Drawn rows with a number, a label of two classes and one whose logarithm is learnt; every
  /// seventh row has no class.
  private static func table(rows: Int) throws -> LabelledTable {
    var generator = SeededGenerator(seed: 5, stream: .split)
    func draw() -> [Double] { (0..<rows).map { _ in generator.normal() } }
    let (x, z, noise) = (draw(), draw(), draw())
    let near: [Double] = zip(x, noise).map { 3 * $0 + 0.3 * $1 }
    let flag: [Double] = (0..<rows).map { row in
      if row % 7 == 0 { return .nan }
      return x[row] > z[row] + 0.5 ? 1 : 0
    }
    let price: [Double] = zip(x, noise).map { pow(2, $0 + $1) }
    let columns = [("x", x), ("z", z), ("near", near), ("flag", flag), ("price", price)]
    return try LabelledTable(
      Dataset(
        rowCount: rows,
        columns: columns.map { Column(name: $0.0, values: .numeric(Numbers($0.1))) }),
      labels: LabelSpecification.parse(
        labels: ["near", "flag", "price:regression:squared:log"]))
  }

  private func prepared(_ fold: Int, of table: LabelledTable? = nil) throws -> PreparedData {
    let table = table ?? self.table
    return try table.prepared(
      try table.split(by: StratifiedRows(), fold: Fold(fold, of: folds), seed: 3))
  }

  private func trainer(threads: Int = 1, learningRate: Double = 1e-2) throws -> Trainer {
    var configuration = TrainingConfiguration()
    configuration.network = NetworkConfiguration(hidden: [6])
    configuration.epochs = 6
    configuration.batchSize = 16
    configuration.learningRate = learningRate
    return Trainer(
      configuration, scheme: try SchemeCatalogue.parse("prior"), taskWeights: [1, 1, 1],
      threads: threads)
  }

  private func validate(
    _ validator: CrossValidator, _ observer: CrossValidationObserver = .init()
  ) throws -> CrossValidation {
    try validator.run(
      on: table, deciding: [nil, ThresholdRule("f1"), nil], observer: observer
    ) { try prepared($0) }
  }

  @Test("the result does not depend on how many models are trained at a time")
  func lanes() throws {
    let (one, many) = (
      CrossValidator(try trainer(), foldCount: folds),
      CrossValidator(try trainer(threads: 9), foldCount: folds)
    )
    #expect(one.lanes == 1 && many.lanes == folds && many.threadsPerModel == 2)
    #expect(CrossValidator(try trainer(threads: 9), foldCount: folds, mostLanes: 2).lanes == 2)
    let (first, second) = (try validate(one), try validate(many))
    #expect(first.folds.map(\.predictions) == second.folds.map(\.predictions))
    #expect(first.outOfFold.evaluations == second.outOfFold.evaluations)
    #expect(first.coverage == second.coverage)
  }

  @Test("each fold is predicted by the model that training by itself gives, and each row once")
  func byItself() throws {
    let validation = try validate(CrossValidator(try trainer(), foldCount: folds))
    #expect(
      validation.folds.flatMap(\.split.test).sorted() == (0..<Int32(rows)).map { $0 })
    for (index, fold) in validation.folds.enumerated() {
      let data = try prepared(index)
      #expect(fold.split == data.split)
      let result = try trainer().fit(data)
      #expect(fold.model.snapshots == result.snapshots)
      #expect(fold.history.bestEpoch == result.history.bestEpoch)
      let alone = MultiTaskModel(
        description: data.description(
          try trainer().configuration.network, balance: "prior", reading: table.reading),
        result: result
      ).calibrated(on: data, threads: 1)
      #expect(
        fold.predictions
          == alone.predictions(data.table.features, rows: data.split.test, threads: 1))
      // What nobody was fitted to decides the threshold.
      #expect(
        fold.model.thresholds
          == alone.decided(
            by: [nil, ThresholdRule("f1"), nil], on: data, threads: 1
          ).thresholds)
    }
  }

  @Test("the figures of all rows are the formula's over each row's prediction")
  func figures() throws {
    let validation = try validate(CrossValidator(try trainer(), foldCount: folds))
    let evaluations = validation.outOfFold.evaluations
    let (near, flag) = (table.labels[0].values, table.labels[1].values)
    var (errors, constants, right, labelled) = (0.0, 0.0, 0, 0)
    for fold in validation.folds {
      let train = fold.split.train.map { near[Int($0)] }
      let mean = train.reduce(0, +) / Double(train.count)
      let threshold = fold.model.thresholds[1] ?? 0.5
      for (place, row) in fold.split.test.enumerated() {
        let truth = near[Int(row)]
        errors += (fold.predictions[0][place] - truth) * (fold.predictions[0][place] - truth)
        // What the constant of the rows costs that the fold's model learnt from.
        constants += (mean - truth) * (mean - truth)
        guard !flag[Int(row)].isNaN else { continue }
        labelled += 1
        right += (fold.predictions[1][place] > threshold) == (flag[Int(row)] == 1) ? 1 : 0
      }
    }
    let loss = try #require(evaluations[0].loss)
    #expect(abs(loss - errors / Double(rows)) < 1e-4 * loss)
    let skill = try #require(evaluations[0].skill)
    #expect(abs(skill - (1 - errors / constants)) < 1e-4)
    #expect(evaluations[1].labelled == labelled && labelled < rows)
    let accuracy = evaluations[1].metrics.entries.first { $0.name == "accuracy" }?.value
    #expect(abs((accuracy ?? .nan) - Double(right) / Double(labelled)) < 1e-12)
    // Thresholds differ from fold to fold, or this would not tell them apart.
    #expect(Set(validation.folds.map(\.model.thresholds[1])).count > 1)
  }

  @Test("the share that prediction sets hold is that of all folds' rows")
  func coverage() throws {
    let validation = try validate(CrossValidator(try trainer(), foldCount: folds))
    let coverage = try #require(validation.coverage)
    for label in 0..<3 {
      let parts = validation.folds.compactMap { $0.coverage?[label] }
      #expect(parts.count == folds)
      let held = parts.reduce(0.0) { $0 + ($1.coverage ?? .nan) * Double($1.labelled) }
      #expect(coverage[label].labelled == parts.reduce(0) { $0 + $1.labelled })
      let share = try #require(coverage[label].coverage)
      #expect(abs(share * Double(coverage[label].labelled) - held) < 1e-9)
      #expect(coverage[label].calibrationRows == coverage[label].labelled)
    }
  }

  @Test("the model of all rows is trained to the middle one of the folds' best epochs")
  func refit() throws {
    let validator = CrossValidator(try trainer(), foldCount: folds)
    let validation = try validate(validator)
    let epochs = validation.folds.map(\.history.bestEpoch).sorted()
    #expect(validation.middleEpoch == (epochs[1] + epochs[2] + 1) / 2)
    let data = try table.prepared(
      try Split(parts: repeatElement(Split.Part.train, count: rows)))
    let (model, history) = try validator.refit(
      validation, on: data, reading: table.reading, deciding: [nil, ThresholdRule("f1"), nil])
    #expect(history.epochs.count == validation.middleEpoch)
    var same = try trainer()
    same.configuration.lastEpoch = validation.middleEpoch
    #expect(model.snapshots == (try same.fit(data).snapshots))
    // Every labelled row is a calibration row: once, by the model that was not fitted to it.
    let calibration = try #require(model.calibration)
    #expect(calibration.labels.map(\.rowCount) == [rows, rows - (rows + 6) / 7, rows])
    // Medians are made means by the residuals of such rows, on the scale that is learnt.
    let residuals = validation.folds.flatMap { fold in
      let medians = fold.model.predictingMedians.predictions(
        for: table.dataset, rows: fold.split.test, threads: 1)[2]
      return zip(fold.split.test, medians).map { row, median in
        log(table.labels[2].values[Int(row)]) - log(median)
      }
    }.sorted()
    let smearing = try #require(model.smearing[2])
    #expect(smearing.residuals.count == rows)
    for (kept, residual) in zip(smearing.residuals, residuals) {
      #expect(abs(Double(kept) - residual) < 1e-4)
    }
    // The threshold is the best for f1 over all rows: no other cut between predictions beats it.
    let rows = validation.folds.flatMap { fold in
      zip(fold.split.test, fold.predictions[1]).compactMap { row, probability in
        let label = table.labels[1].values[Int(row)]
        return label.isNaN ? nil : (isPositive: label == 1, probability: probability)
      }
    }
    func f1(_ threshold: Double) -> Double {
      let taken = rows.filter { $0.probability > threshold }
      let hits = Double(taken.count(where: \.isPositive))
      return 2 * hits / Double(taken.count + rows.count(where: \.isPositive))
    }
    let threshold = try #require(model.thresholds[1])
    #expect(rows.allSatisfy { f1($0.probability) <= f1(threshold) + 1e-12 })
  }

  @Test("what is on record is not trained again, and must be of the same data")
  func onRecord() throws {
    let kept = Mutex<[FoldRun: (ModelRecord<FoldRun>, MultiTaskModel?)]>([:])
    var observer = CrossValidationObserver()
    observer.finished = { record, model in kept.withLock { $0[record.run] = (record, model) } }
    let validator = CrossValidator(try trainer(), foldCount: folds)
    let first = try validate(validator, observer)
    #expect(kept.withLock { Set($0.keys) } == Set((0..<folds).map(FoldRun.fold)))
    var again = CrossValidationObserver()
    again.record = { run in kept.withLock { $0[run] } }
    again.progress = { run, _ in Issue.record("\(run) was trained again") }
    let second = try validate(validator, again)
    #expect(second.outOfFold.evaluations == first.outOfFold.evaluations)
    #expect(second.coverage == first.coverage)
    let other = try Self.table(rows: 150)
    #expect(throws: CrossValidationError.otherData("had 203 rows, and now has 150")) {
      _ = try validator.run(on: other, observer: again) { try prepared($0, of: other) }
    }
  }

  @Test("a fold whose model cannot be fitted is named, and nothing of it is kept")
  func failure() throws {
    var observer = CrossValidationObserver()
    observer.finished = { record, _ in Issue.record("\(record.run) is done") }
    let error = try #require(throws: CrossValidationError.self) {
      _ = try validate(
        CrossValidator(try trainer(learningRate: 1e30), foldCount: folds), observer)
    }
    #expect(
      error.description(naming: LibraryNaming()).hasPrefix(
        "the model that fold 1 judges could not be fitted: training diverged in epoch "))
  }

  @Test("a run that is interrupted saves where it is, and goes on to the same bytes")
  func interruption() throws {
    let validator = CrossValidator(try trainer(), foldCount: folds)
    let whole = try validate(validator)
    let saved = Mutex<[FoldRun: TrainingCheckpoint]>([:])
    let steps = Mutex(0)
    var observer = CrossValidationObserver()
    observer.isInterrupted = {
      steps.withLock { steps in
        steps += 1
        return steps > 100
      }
    }
    observer.save = { run, _, checkpoint in saved.withLock { $0[run] = checkpoint } }
    #expect(throws: TrainingError.self) { _ = try validate(validator, observer) }
    #expect(saved.withLock { $0.count } == 1)
    var again = CrossValidationObserver()
    again.checkpoint = { run, _ in saved.withLock { $0[run] } }
    #expect(
      try validate(validator, again).folds.map(\.predictions) == whole.folds.map(\.predictions))
  }
}
