internal import CKernels

/// What of a Jacobian's columns the signs of its gradients tell. Kept from step to step for its
/// storage only.
package struct SignSums: Sendable {
  /// A number U in [0, 1) for each column, which decides the sign it keeps; to be set before use.
  package var draws: [Double] = []
  private var sums: [Double] = []
  private var magnitudes: [Double] = []

  /// No columns yet.
  package init() {}

  /// P = ½(1 + Σ g/Σ |g|) of each column of the last `drop`, ½ where all gradients are 0.
  package var purities: [Double] {
    zip(sums, magnitudes).map { $1 > 0 ? (1 + $0 / $1) / 2 : 0.5 }
  }

  /// Of each column keeps the positive numbers where P > U and the negative ones where P < U, and
  /// multiplies the others by `leak`.
  ///
  /// - Parameter tasks: The rows that take part; the others are left alone.
  package mutating func drop(_ jacobian: Jacobian, tasks: [Int], leak: Double) {
    precondition(draws.count == jacobian.parameterCount, "a draw for each column")
    if sums.count != draws.count {
      sums = Array(repeating: 0, count: draws.count)
      magnitudes = sums
    }
    sums.withUnsafeMutableBufferPointer { sums in
      magnitudes.withUnsafeMutableBufferPointer { magnitudes in
        draws.withUnsafeBufferPointer { draws in
          guard let sums = sums.baseAddress, let magnitudes = magnitudes.baseAddress,
            let draws = draws.baseAddress
          else { return }
          sums.update(repeating: 0, count: jacobian.parameterCount)
          magnitudes.update(repeating: 0, count: jacobian.parameterCount)
          for task in tasks {
            jacobian.forEachPart(of: task) { row, count, offset in
              ek_add_signs(row, sums + offset, magnitudes + offset, count)
            }
          }
          for task in tasks {
            jacobian.forEachPart(of: task) { row, count, offset in
              ek_drop_signs(row, sums + offset, magnitudes + offset, draws + offset, leak, count)
            }
          }
        }
      }
    }
  }
}
