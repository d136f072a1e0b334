import ArgumentParser

/// How rows are divided into folds, where every one judges a model once.
struct FoldOptions: StatedOptions {
  @Option(
    help: ArgumentHelp(
      """
      Divide the rows into so many folds and train a model for each: the fold judges it, the next one \
      chooses its epoch, it learns from the others. Writes what is predicted of each row by the model \
      that was not fitted to it, RUN/out_of_fold.csv, and figures of all rows.
      """, valueName: "count"))
  var folds: Int?

  @Flag(
    help: """
      With --folds: train one model on all rows afterwards, for as many epochs as the folds' best ones \
      are in the middle, which is then the run's model.
      """)
  var refit = false

  /// How many folds a command may ask for.
  private static let counts = 3...100

  func validate() throws { try Self.check(folds) }

  /// Refuses a number of folds that cannot be.
  static func check(_ folds: Int?) throws {
    guard let folds, !counts.contains(folds) else { return }
    throw ValidationError(
      "--folds is \(folds), but must be from \(counts.lowerBound) to \(counts.upperBound)")
  }
}
