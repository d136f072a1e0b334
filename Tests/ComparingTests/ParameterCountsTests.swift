import Comparing
import NeuralNetwork
import Testing
import Training

struct ParameterCountsTests {
  private let data: PreparedData

  init() throws {
    data = try SmallTable().prepared(seed: 3)
  }

  private func counts(_ network: NetworkConfiguration) throws -> ParameterCounts {
    let small = try ComparisonTrainer.small(["equal"])
    var configuration = small.configuration
    configuration.network = network
    return ParameterCounts(
      ComparisonTrainer(small.plan, configuration: configuration, primary: nil, threads: 1),
      data: data)
  }

  @Test("the shared layers are counted once, or once for each task, and heads for each task")
  func counts() throws {
    let counts = try counts(NetworkConfiguration(hidden: [6]))
    // Two numbers, which miss nothing, to six units; six and a constant to each output.
    let (layers, head) = (2 * 6 + 6, 6 + 1)
    #expect(counts.shared == layers + 2 * head)
    #expect(counts.single == [layers + head, layers + head])
  }

  @Test("a linear path leads from both numbers to each output")
  func linearPath() throws {
    let (with, without) = (
      try counts(NetworkConfiguration(hidden: [6], linearPath: true)),
      try counts(NetworkConfiguration(hidden: [6]))
    )
    #expect(with.shared == without.shared + 4)
    #expect(with.single == without.single.map { $0 + 2 })
  }
}
