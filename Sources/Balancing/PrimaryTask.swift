internal import LinearAlgebra

/// One task that matters, beside auxiliary ones that are to help it: what the schemes for that have
/// in common.
///
/// Their weights follow from row p of the Gramian and its diagonal. A scheme's auxiliary gradients
/// add up to a = Σ λ gᵢ over the tasks i other than the primary task p.
public struct PrimaryTask: Sendable, Equatable {
  /// The primary task's index among all tasks.
  public let index: Int
  /// λ: how strongly auxiliary tasks count, zero or more.
  public let strength: Double

  /// Creates a primary task.
  public init(index: Int, strength: Double = 1) {
    self.index = index
    self.strength = strength
  }

  /// Gives the auxiliary tasks their strength and the primary one weight 1.
  ///
  /// - Returns: Its place among the present tasks; nil if it is absent, or its gradient vanished, and
  ///   the auxiliary tasks are alone.
  func begin(_ losses: PresentLosses, weights: inout [Double]) -> Int? {
    for i in weights.indices { weights[i] = losses.tasks[i] == index ? 1 : strength }
    return losses.tasks.firstIndex(of: index)
  }

  static let strengthParameter = SchemeParameter(
    name: "λ", meaning: "how strongly the other tasks count",
    kind: .number(0...1e6, default: 1))

  init(_ arguments: SchemeArguments, _ context: SchemeContext, scheme: String)
    throws(BalancingError)
  {
    guard let index = context.primary else { throw .missingPrimary(scheme: scheme) }
    self.init(index: index, strength: arguments.number("λ"))
  }
}

extension Gramian {
  /// ⟨a, g_p⟩/‖g_p‖², with a = Σ λ gᵢ over all tasks but p.
  func auxiliaryPart(along p: Int, strength: Double) -> Double {
    var sum = 0.0
    for i in 0..<count where i != p { sum += strength * self[i, p] }
    return sum / self[p, p]
  }
}
