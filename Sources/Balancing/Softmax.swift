import Foundation

/// Replaces scores x by exp(xᵢ) / Σ exp(xⱼ), without overflow.
func replaceBySoftmax(_ scores: inout [Double]) {
  guard let greatest = scores.max() else { return }
  var sum = 0.0
  for i in scores.indices {
    scores[i] = exp(scores[i] - greatest)
    sum += scores[i]
  }
  for i in scores.indices { scores[i] /= sum }
}
