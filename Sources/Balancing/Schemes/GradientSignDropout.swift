public import LinearAlgebra
public import RandomNumbers

/// Gradient sign dropout, GradDrop (Chen et al. 2020), on the gradients of the shared parameters:
/// in each coordinate only one sign is kept, the positive one with probability P = ½(1 + Σ gᵢ/Σ
/// |gᵢ|): with U uniform in (0, 1), gᵢ stays where P > U and gᵢ > 0 or P < U and gᵢ < 0, and is
/// multiplied by `leak` elsewhere; d = Σ gᵢ of what results.
///
/// The paper drops gradients of activations, row by row and times the sign of the activation; over
/// parameters TorchJD does as here.
public struct GradientSignDropout: JacobianWeighting {
  /// Where the draws come from.
  public struct State: SchemeState {
    /// The source of the draws.
    public internal(set) var generator: SeededGenerator

    /// Whether every part fits.
    public func fits(_ fresh: State) -> Bool { generator.fits(fresh.generator) }
  }

  /// What part of a dropped number remains, from 0 to 1.
  public let leak: Double
  /// Where the draws come from.
  public var state: State
  /// The columns' draws and sums in the last step.
  package private(set) var columns = SignSums()

  /// - Parameters:
  ///   - leak: What part of a dropped number remains, from 0 to 1.
  ///   - seed: Where the draws start.
  public init(leak: Double = 0, seed: UInt64) {
    self.leak = leak
    state = State(generator: SeededGenerator(seed: seed, stream: .balancing))
  }

  /// The head's own gradient.
  public var headPolicy: HeadPolicy { .unweighted }

  /// Drops by a fresh draw for each coordinate; wᵢ = 1.
  public mutating func weigh(
    _ jacobian: Jacobian, losses: PresentLosses, into weights: inout [Double]
  ) {
    if columns.draws.count != jacobian.parameterCount {
      columns.draws = Array(repeating: 0, count: jacobian.parameterCount)
    }
    for k in columns.draws.indices {
      // Not 0, which would drop a single task's negative numbers.
      columns.draws[k] = max(state.generator.uniform(), 0x1p-54)
    }
    drop(jacobian, losses: losses, into: &weights)
  }

  /// Drops by the given draws, one for each coordinate.
  package mutating func weigh(
    _ jacobian: Jacobian, losses: PresentLosses, draws: [Double], into weights: inout [Double]
  ) {
    columns.draws = draws
    drop(jacobian, losses: losses, into: &weights)
  }

  private mutating func drop(
    _ jacobian: Jacobian, losses: PresentLosses, into weights: inout [Double]
  ) {
    columns.drop(jacobian, tasks: losses.tasks, leak: leak)
    for i in weights.indices { weights[i] = 1 }
  }
}

extension GradientSignDropout {
  static let entry = SchemeEntry(
    name: "graddrop",
    summary: "of each coordinate only the gradients of one sign, drawn by the gradients' sum",
    parameters: [
      SchemeParameter(
        name: "leak", meaning: "what part of a dropped gradient remains",
        kind: .number(0...1, default: 0))
    ],
    evidence: .jacobian, invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task",
    source: "Chen et al. 2020"
  ) { arguments, context throws(BalancingError) in
    .jacobian(GradientSignDropout(leak: arguments.number("leak"), seed: context.seed))
  }
}
