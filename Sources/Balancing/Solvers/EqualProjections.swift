internal import LinearAlgebra

/// The direction u = Σ (vᵢ/‖gᵢ‖) gᵢ with v = C⁺1, C being the correlation matrix of the gradients:
/// its products with all unit gradients are equal, ⟨u, gᵢ⟩ = ‖gᵢ‖, if C is invertible, and as equal
/// as they can be if not. IMTL-G and ConFIG both go in this direction; they differ in how far.
struct EqualProjections: Sendable {
  private var eigen = SymmetricEigen()
  private var norms: [Double] = []

  /// Eigenvalues of C at most this times the greatest are zeros that were rounded.
  private static let cutoff = 1e-12

  /// Computes vᵢ/‖gᵢ‖ into `coefficients` and returns the factor that makes the length of the
  /// combination Σ |⟨gᵢ, û⟩|, the sum of the gradients' projections on it (ConFIG).
  ///
  /// Where the gradients cancel so that no direction has a positive product with their sum, as two
  /// opposite ones do, the coefficients and the factor are 0.
  mutating func solve(_ gramian: Gramian, into coefficients: inout [Double]) -> Double {
    let count = gramian.count
    norms.resize(to: count)
    for i in 0..<count { norms[i] = gramian.squaredNorm(i).squareRoot() }
    eigen.decompose(count: count) { i, j in
      i == j ? 1 : gramian[i, j] / norms[i] / norms[j]
    }
    for i in 0..<count { coefficients[i] = 0 }
    var projections = 0.0
    var squaredLength = 0.0
    var reach = 0.0
    for k in 0..<count where eigen.values[k] > Self.cutoff * eigen.values[0] {
      var sum = 0.0
      var weightedSum = 0.0
      for i in 0..<count {
        sum += eigen.vectors[k * count + i]
        weightedSum += norms[i] * eigen.vectors[k * count + i]
      }
      for i in 0..<count {
        coefficients[i] += eigen.vectors[k * count + i] * sum / eigen.values[k] / norms[i]
      }
      projections += weightedSum * sum
      squaredLength += sum * sum / eigen.values[k]
      reach += sum * sum
    }
    guard reach > Self.cutoff * Self.cutoff * Double(count) else {
      for i in 0..<count { coefficients[i] = 0 }
      return 0
    }
    // Negative only if C is singular; then the sum must not turn the update around.
    return abs(projections) / squaredLength
  }
}
