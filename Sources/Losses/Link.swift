internal import Foundation

/// How a head's outputs become a prediction (McCullagh and Nelder 1989, "Generalized Linear
/// Models", section 2.2; the inverse of what is called a link there).
public enum Link: String, Sendable {
  /// The output times the labels' standard deviation, added to the best constant.
  case identity
  /// The exponential of the output: a number above zero.
  case log
  /// The logistic function of the output: the probability of the second of two classes.
  case logit
  /// The softmax of the outputs: the probabilities of all classes.
  case softmax

  /// The outputs whose prediction is the best constant.
  ///
  /// - Parameter prior: The constant: a number, or a probability for each output. Under the
  ///   identity the output zero is the constant.
  public func outputs(of prior: [Double]) -> [Double] {
    switch self {
    case .identity: prior.map { _ in 0 }
    case .log: prior.map { Foundation.log($0) }
    case .logit: prior.map(Self.logOdds)
    case .softmax: prior.map { Foundation.log(max($0, Self.leastProbability)) }
    }
  }

  /// The output of a prediction that may be anything of its range, in units of the prediction.
  ///
  /// - Parameter prediction: A number, or the probability of the second of two classes. One that
  ///   rounded to an end of its range is the nearest number within that a Float can tell from it,
  ///   since the end would cost infinitely much.
  package func output(of prediction: Double) -> Double {
    switch self {
    case .identity: return prediction
    case .log: return Foundation.log(max(prediction, Double(Float.leastNormalMagnitude)))
    case .logit, .softmax:
      let margin = Double(Float.ulpOfOne)
      return Self.logOdds(min(max(prediction, margin), 1 - margin))
    }
  }

  /// The prediction of one output, in units of the prediction.
  package func prediction(of output: Double) -> Double {
    switch self {
    case .identity: output
    case .log: exp(output)
    case .logit, .softmax: 1 / (1 + exp(-output))
    }
  }

  private static func logOdds(_ probability: Double) -> Double {
    Foundation.log(probability) - log1p(-probability)
  }

  /// A class that no training row has starts this unlikely: it moves the others' by less than a
  /// Float32 can tell.
  private static let leastProbability = 1e-8
}
