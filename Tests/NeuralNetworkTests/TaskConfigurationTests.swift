import Datasets
import LinearAlgebra
import Losses
import NeuralNetwork
import Testing

@Suite("Tasks of several labels")
struct TaskConfigurationTests {
  /// Labels meet at the branch: a network of each form it has.
  private static let configurations = BatchPassTests.configurations.filter {
    !$0.layerNorm && $0.members < 8
  }

  /// Three, one, two and one labels; the fifth task's are classes of three and of two.
  static let labels: [Label] = [
    Label(name: "x", kind: .regression, loss: .squaredError),
    Label(name: "y", kind: .regression, loss: .squaredError),
    Label(name: "z", kind: .regression, loss: .squaredError),
    Label(name: "delay", kind: .regression, loss: .absoluteError),
    Label(name: "rain", kind: .binary, loss: .binaryCrossEntropy, classes: ["no", "yes"]),
    Label(name: "snow", kind: .binary, loss: .binaryCrossEntropy, classes: ["no", "yes"]),
    Label(name: "visits", kind: .count, loss: .poissonDeviance),
    Label(name: "sort", kind: .multiclass, loss: .crossEntropy, classes: ["a", "b", "c"]),
    Label(name: "make", kind: .multiclass, loss: .crossEntropy, classes: ["d", "e", "f"]),
  ]

  static func shared(_ reduction: LabelReduction) -> [SharedTask?] {
    let place = SharedTask(name: "place", reduction: reduction)
    let weather = SharedTask(name: "weather", reduction: reduction)
    let kinds = SharedTask(name: "kinds", reduction: reduction)
    return [place, place, place, nil, weather, weather, nil, kinds, kinds]
  }

  private func example(
    _ configuration: NetworkConfiguration, _ reduction: LabelReduction, weighted: Bool = false,
    seed: UInt64
  ) -> Example {
    Example(
      configuration, tasks: Self.labels, shared: Self.shared(reduction), weighted: weighted,
      seed: seed)
  }

  @Test(
    "losses are those of plain loops in Double", arguments: BatchPassTests.configurations,
    LabelReduction.allCases)
  func losses(configuration: NetworkConfiguration, reduction: LabelReduction) {
    let example = example(configuration, reduction, weighted: true, seed: 11)
    #expect(example.network.tasks.map(\.name) == ["place", "delay", "weather", "visits", "kinds"])
    let (pass, _) = example.forward()
    let expected = example.reference.losses(example.rows, example.doubles)
    #expect(expected.count == 5 && pass.losses.count == 5)
    for (loss, reference) in zip(pass.losses, expected) {
      #expect(abs(loss - reference) <= 1e-5 * abs(reference), "\(loss) against \(reference)")
    }
  }

  @Test(
    "the gradient of a weighted sum is that of central differences",
    arguments: configurations, LabelReduction.allCases)
  func weightedGradient(configuration: NetworkConfiguration, reduction: LabelReduction) {
    let example = example(configuration, reduction, weighted: reduction == .sum, seed: 2)
    let weights = [0.5, 1, 0.25, 3, 2]
    let (pass, parameters) = example.forward()
    pass.backward(weights: weights, headWeights: weights, parameters: parameters)
    let gradients = example.reference.gradients(example.rows, example.doubles)
    let expected = example.parameters.indices.map { index in
      weights.indices.reduce(0) { $0 + weights[$1] * gradients[$1][index] }
    }
    let difference = relativeDifference(pass.gradient.values.map(Double.init), expected)
    #expect(difference <= 1e-5, "difference \(difference)")
  }

  @Test(
    "the Gramian has a row for each task, not for each label",
    arguments: configurations, LabelReduction.allCases)
  func gramian(configuration: NetworkConfiguration, reduction: LabelReduction) {
    let example = example(configuration, reduction, seed: 5)
    let (pass, parameters) = example.forward(gradients: .perTask)
    pass.backwardPerTask(parameters: parameters, scope: .shared)
    let shared = example.network.layout.sharedCount
    let gradients = example.reference.gradients(example.rows, example.doubles)
      .map { $0[..<shared] }
    let expected = gradients.flatMap { a in gradients.map { b in zip(a, b).map(*).reduce(0, +) } }
    let difference = relativeDifference(pass.gramian.entries, expected)
    #expect(pass.gramian.count == 5 && difference <= 1e-5, "difference \(difference)")
  }

  @Test(
    "a label without a labelled row leaves the other labels' loss",
    arguments: LabelReduction.allCases)
  func absentLabel(reduction: LabelReduction) {
    let labels = Array(Self.labels[..<3])
    let task = SharedTask(name: "place", reduction: reduction)
    let all = Example(
      NetworkConfiguration(hidden: [5], dropout: 0), tasks: labels,
      shared: labels.map { _ in task }, missing: 0, seed: 3)
    let table = TrainingTable(
      features: all.table.features,
      targets: [all.table.targets[0], all.table.targets[1].map { _ in .nan }, all.table.targets[2]])
    let pass = BatchPass(
      network: all.network, capacity: all.rows.count, gradients: .weighted, threads: 1)
    pass.gather(table, at: ArraySlice(0..<Int32(all.rows.count)))
    pass.forwardToLosses(parameters: FloatBuffer(all.parameters))
    #expect(pass.labelLosses[1].isNaN && pass.batch.isPresent == [true])
    let (first, last) = (pass.labelLosses[0], pass.labelLosses[2])
    let expected = reduction == .sum ? first + last : (first + last) / 2
    #expect(abs(pass.losses[0] - expected) <= 1e-12 * expected)
  }
}
