/// How long a network is trained, and in how large steps.
public struct TrainingPace: Equatable, Sendable {
  /// The fewest epochs, and the fewest steps at the usual rate that all epochs together have.
  public let leastEpochs, leastSteps: Int
  /// The fewest epochs, and the fewest steps at the usual rate, without a better score after which
  /// training stops.
  public let leastPatience, patientSteps: Int
  /// What the usual learning rate is multiplied by where rows are not few.
  public let rateFactor: Double
  /// About what it takes of the usual steps.
  public let stepShare: Double

  /// As long as the validation score improves, on most tables.
  public static let usual = TrainingPace(
    leastEpochs: 60, leastSteps: 2000, leastPatience: 10, patientSteps: 750, rateFactor: 1,
    stepShare: 1)
  /// So few epochs of larger steps that the rate falls to 0 in about a quarter of the steps. With
  /// few rows steps are as small as ever: it is patience that ends earlier.
  public static let quick = TrainingPace(
    leastEpochs: 6, leastSteps: 800, leastPatience: 3, patientSteps: 200, rateFactor: 3,
    stepShare: 0.25)
}
