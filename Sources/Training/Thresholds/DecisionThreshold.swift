/// Which of two classes is predicted of a probability.
package enum DecisionThreshold {
  /// Where none was chosen.
  package static let usual = 0.5

  /// The index of the class: 1, the positive one, where its probability exceeds the threshold.
  ///
  /// - Parameter threshold: nil for the usual one.
  package static func predictedClass(
    of probability: Double, above threshold: Double?
  ) -> Int {
    probability > threshold ?? usual ? 1 : 0
  }
}
