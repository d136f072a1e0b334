public import LinearAlgebra
public import RandomNumbers

/// Gradient vaccine (Wang et al. 2021, Algorithm 1): as PCGrad, but a gradient is turned towards
/// another until their cosine is at least its moving average so far.
///
/// With coefficients c, ρ = cos(Σ cₖ gₖ, gⱼ) and the average φᵢⱼ: where ρ < φᵢⱼ, cⱼ grows by
/// ‖Σ cₖ gₖ‖ (φ√(1−ρ²) − ρ√(1−φ²)) / (‖gⱼ‖√(1−φ²)); then φᵢⱼ moves towards ρ by the part β.
public struct GradVacWeighting: GramianWeighting {
  /// What the scheme has learnt, and where the orders come from.
  public struct State: SchemeState {
    /// The source of the orders.
    public internal(set) var generator: SeededGenerator
    /// φᵢⱼ by task, row by row; 0 at first.
    public internal(set) var averages: [Double]

    /// Whether every part fits.
    public func fits(_ fresh: State) -> Bool {
      generator.fits(fresh.generator)
        && averages.fits(fresh.averages)
    }
  }

  /// β, from 0 to below 1.
  public let rate: Double
  /// The averages, and where the orders come from.
  public var state: State
  private let taskCount: Int
  private var order: [Int] = []
  private var coefficients: [Double] = []
  /// G c of the coefficients c.
  private var products: [Double] = []

  /// - Parameters:
  ///   - taskCount: The number of tasks.
  ///   - rate: β, from 0 to below 1.
  ///   - seed: Where the orders start.
  public init(taskCount: Int, rate: Double = 0.01, seed: UInt64) {
    precondition(rate >= 0 && rate < 1, "at β = 1 a cosine of 1 could not be reached")
    self.taskCount = taskCount
    self.rate = rate
    state = State(
      generator: SeededGenerator(seed: seed, stream: .balancing),
      averages: Array(repeating: 0, count: taskCount * taskCount))
  }

  /// Heads keep their own gradients.
  public var headPolicy: HeadPolicy { .unweighted }

  /// A fresh order of the others for each task.
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    for i in weights.indices { weights[i] = 0 }
    for i in weights.indices {
      order.becomeOthers(than: i, of: weights.count, using: &state.generator)
      addVaccinated(i, towards: order, gramian, tasks: losses.tasks, to: &weights)
    }
  }

  /// Adds the coefficients of gradient i after it was turned towards others in the given order.
  package mutating func addVaccinated(
    _ i: Int, towards order: [Int], _ gramian: Gramian, tasks: [Int], to weights: inout [Double]
  ) {
    coefficients.resize(to: gramian.count)
    products.resize(to: gramian.count)
    coefficients[i] = 1
    gramian.addRow(i, times: 1, to: &products)
    var length = combinedLength(gramian)
    for j in order {
      // Opposite gradients may have cancelled: nothing has no cosine.
      if length == 0 { break }
      let other = gramian.squaredNorm(j).squareRoot()
      let cosine = min(max(products[j] / length / other, -1), 1)
      let entry = tasks[i] * taskCount + tasks[j]
      let average = state.averages[entry]
      if cosine < average {
        let sine = (1 - cosine * cosine).squareRoot()
        let averageSine = (1 - average * average).squareRoot()
        let change = length * (average * sine - cosine * averageSine) / (other * averageSine)
        coefficients[j] += change
        gramian.addRow(j, times: change, to: &products)
        length = combinedLength(gramian)
      }
      state.averages[entry] = (1 - rate) * average + rate * cosine
    }
    for k in weights.indices { weights[k] += coefficients[k] }
  }

  /// ‖Σ cₖ gₖ‖, 0 if it is what rounding leaves of one.
  private func combinedLength(_ gramian: Gramian) -> Double {
    var square = 0.0
    var sum = 0.0
    for j in coefficients.indices where coefficients[j] != 0 {
      sum += abs(coefficients[j]) * gramian.squaredNorm(j).squareRoot()
      square += coefficients[j] * products[j]
    }
    return square > 1e-14 * sum * sum ? square.squareRoot() : 0
  }
}

extension GradVacWeighting {
  static let entry = SchemeEntry(
    name: "gradvac",
    summary: "gradients turned towards each other until they agree as usual, added up",
    parameters: [
      SchemeParameter(
        name: "β", meaning: "how fast the usual agreement follows the observed",
        kind: .number(0...0.999999, default: 0.01))
    ],
    evidence: .gramian(.shared), invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task",
    source: "Wang et al. 2021, gradient vaccine"
  ) { arguments, context throws(BalancingError) in
    .gramian(
      GradVacWeighting(
        taskCount: context.taskNames.count, rate: arguments.number("β"), seed: context.seed))
  }
}
