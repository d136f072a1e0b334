/// How each task's training comes along, relative to the others: rᵢ = (Lᵢ/Lᵢ(0)) / mean (Lⱼ/Lⱼ(0)),
/// the "inverse training rate" of Chen et al. 2018, section 3.1.
struct TrainingRates: Sendable {
  /// Lᵢ(0) where it is known beforehand.
  let given: [Double]?

  /// Replaces `rates` by rᵢ for the present tasks.
  ///
  /// - Parameter first: The first loss seen of each task, kept here where none was given.
  func compute(_ losses: PresentLosses, first: inout [Double?], into rates: inout [Double]) {
    rates.removeAll(keepingCapacity: true)
    var sum = 0.0
    for (i, task) in losses.tasks.enumerated() {
      if first[task] == nil { first[task] = given?[task] ?? losses.values[i] }
      let rate = losses.values[i] / (first[task] ?? losses.values[i])
      rates.append(rate)
      sum += rate / Double(losses.count)
    }
    for i in rates.indices { rates[i] /= sum }
  }
}
