import ArgumentParser
import Datasets
import Remedies
import Reports
import Training

/// Whether it is measured what features are worth, and how.
struct PermutationOptions: StatedOptions {
  @Flag(
    help: ArgumentHelp(
      """
      Measure what each feature is worth for each label: the skill that is lost where its cells are \
      permuted among rows that nothing was learnt from (permutation importance), with intervals. It takes \
      at most \(ImportanceOptions.usualPredictions.grouped) predictions of rows: with many features fewer \
      rows are taken, drawn by the seed, and then fewer repeats.
      """))
  var importance = false

  @Option(
    help: ArgumentHelp(
      "Features that --importance permutes together, as those that tell nearly the same should be: names "
        + "and patterns, separated by commas. May be repeated.",
      valueName: "features"))
  var importanceGroup: [String] = []

  @Option(
    help: ArgumentHelp(
      "How often --importance permutes each feature. \(ImportanceOptions.usualRepeats) if not given.",
      valueName: "count"))
  var importanceRepeats: Int?

  @Option(
    help: ArgumentHelp(
      """
      The most predictions of a row that --importance makes; a row counts for each network that predicts \
      it, and each ten labels begun. \(ImportanceOptions.usualPredictions.grouped) if not given.
      """, valueName: "count"))
  var importancePredictions: Int?

  func validate() throws {
    let numbers = [
      ("--importance-repeats", importanceRepeats),
      ("--importance-predictions", importancePredictions),
    ]
    for case (let name, let number?) in numbers where number < 1 {
      throw ValidationError("\(name) is \(number), but must be at least 1")
    }
    let given =
      numbers.filter { $0.1 != nil }.map(\.0)
      + (importanceGroup.isEmpty ? [] : ["--importance-group"])
    if let first = given.first, !importance {
      throw ValidationError("\(first) is for --importance, which is not there")
    }
  }

  /// How it is measured.
  ///
  /// - Parameter seed: Decides the permutations.
  func options(seed: UInt64) -> ImportanceOptions {
    ImportanceOptions(
      repeats: importanceRepeats ?? ImportanceOptions.usualRepeats, groups: importanceGroup,
      seed: seed,
      mostPredictions: importancePredictions ?? ImportanceOptions.usualPredictions)
  }

  /// Measures what features are worth at the end of a training.
  ///
  /// - Parameters:
  ///   - excerpt: Rows that nothing was learnt from; nil where it was not asked for.
  ///   - tells: Whether a person is told where it is left out, for want of predictions.
  /// - Throws: `TrainingError.measuringInterrupted`.
  func report(
    of predictor: some Predictor, on excerpt: TableExcerpt?, seed: UInt64, threads: Int, tells: Bool
  ) throws -> ImportanceReport? {
    guard importance, let excerpt else { return nil }
    do {
      return try Interruption.watched {
        ImportanceReport(
          try predictor.permutationImportance(
            excerpt, options: options(seed: seed), threads: threads,
            isInterrupted: { Interruption.signal != nil }))
      }
    } catch let error as DatasetError {
      // What was trained is worth more than that.
      if tells {
        let names = FlagNaming(of: TrainCommand.self)
        Console.tell("note: importance is left out: \(error.description(naming: names).printable)")
      }
      return nil
    }
  }
}
