/// What a model held for how likely in a row, and whether it was so: what calibration is asked of.
package struct Forecast {
  /// How likely it was held to be.
  package let probability: Double
  /// Whether it was so.
  package let isTrue: Bool
}

extension ScoredRows {
  /// Of a binary row that it is positive; of one of several classes that it is of the class
  /// predicted, whose probability is called the confidence.
  package func forecast(_ row: Int) -> Forecast {
    guard outputCount > 1 else {
      return Forecast(probability: predictions[row], isTrue: trueClass(row) == 1)
    }
    let predicted = predictedClass(row)
    return Forecast(
      probability: predictions[row * outputCount + predicted],
      isTrue: trueClass(row) == predicted)
  }
}
