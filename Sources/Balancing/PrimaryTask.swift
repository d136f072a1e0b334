public import LinearAlgebra

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

/// A scheme for a primary task: what it does where that task is present is all there is to say of
/// it.
public protocol PrimaryWeighting: GramianWeighting, StatelessWeighting {
  /// The primary task.
  var primary: PrimaryTask { get }

  /// Changes weights that are 1 for the primary task and λ for the others.
  ///
  /// - Parameter p: The primary task's place among the present ones.
  func adjust(_ weights: inout [Double], by gramian: Gramian, primary p: Int)
}

extension PrimaryWeighting {
  /// Each head learns from its own loss.
  public var headPolicy: HeadPolicy { .unweighted }

  /// Gives the primary task weight 1 and the others λ, then lets the scheme adjust them. Where the
  /// primary task is absent, or its gradient vanished, the others are alone.
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    for i in weights.indices {
      weights[i] = losses.tasks[i] == primary.index ? 1 : primary.strength
    }
    if let p = losses.tasks.firstIndex(of: primary.index) {
      adjust(&weights, by: gramian, primary: p)
    }
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
