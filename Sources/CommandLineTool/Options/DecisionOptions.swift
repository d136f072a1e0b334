import ArgumentParser
import Training

/// Which class is predicted of a probability.
struct DecisionOptions: StatedOptions {
  @Option(
    help: ArgumentHelp(
      "Above which probability a binary label is predicted to be positive, kept in the model: the one "
        + "that is best on the validation rows for f1 or a cost, or a number. 0.5 if not given. May be "
        + "repeated.",
      discussion: """
        FN is what each missed positive row costs, FP what each negative one costs that is taken for \
        positive, as in sick=cost:5:1.
        """, valueName: "LABEL=f1|cost:FN:FP|PROBABILITY"))
  var threshold: [String] = []

  /// What is asked for.
  var thresholds: DecisionThresholds {
    get throws { try DecisionThresholds(threshold) }
  }

  func validate() throws { _ = try thresholds }
}
