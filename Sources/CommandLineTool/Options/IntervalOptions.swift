import ArgumentParser
import Remedies
import Training

/// Whether prediction intervals are told of, and how sure they are.
struct IntervalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Prediction intervals of this level, such as 0.9: for each number and count the ends between which \
      the label lies with this probability, and for each class label the set of classes that it is among. \
      They are made from how well the model predicted its validation rows, and hold for rows drawn as \
      those were.
      """, valueName: "level"))
  var interval: Double?

  func validate() throws {
    do {
      _ = try level
    } catch {
      throw ValidationError(error.description(naming: FlagNaming()))
    }
  }

  /// The level; nil where there are to be none.
  var level: CoverageLevel? {
    get throws(PredictionSetError) {
      guard let interval else { return nil }
      return try CoverageLevel(interval)
    }
  }
}
