import Datasets
import LinearAlgebra
import NeuralNetwork
import Testing

@Suite("A batch's way through a network")
struct BatchPassTests {
  static let configurations: [NetworkConfiguration] = [
    NetworkConfiguration(hidden: [], activation: .relu, dropout: 0),
    NetworkConfiguration(hidden: [5], activation: .relu, dropout: 0),
    NetworkConfiguration(hidden: [6, 4], activation: .relu, dropout: 0),
    NetworkConfiguration(hidden: [6, 4], activation: .gelu, dropout: 0),
    NetworkConfiguration(hidden: [6, 4], dropout: 0, layerNorm: true),
    NetworkConfiguration(hidden: [5, 4, 3], activation: .gelu, dropout: 0, layerNorm: true),
    NetworkConfiguration(hidden: [5], towers: [4], activation: .relu, dropout: 0),
    NetworkConfiguration(hidden: [6, 4], towers: [7, 5], dropout: 0, layerNorm: true),
    NetworkConfiguration(hidden: [], towers: [3, 4, 2], activation: .gelu, dropout: 0),
    NetworkConfiguration(hidden: [6, 4], dropout: 0, layerNorm: true, linearPath: true),
    NetworkConfiguration(hidden: [5], towers: [4], dropout: 0, linearPath: true),
    NetworkConfiguration(hidden: [], towers: [3], dropout: 0, linearPath: true),
    NetworkConfiguration(hidden: [], dropout: 0, linearPath: true),
    NetworkConfiguration(hidden: [6, 4], dropout: 0, members: 2),
    NetworkConfiguration(
      hidden: [5], activation: .relu, dropout: 0, layerNorm: true, linearPath: true, members: 3),
    NetworkConfiguration(
      hidden: [6, 4], towers: [7, 5], dropout: 0, layerNorm: true, linearPath: true, members: 2),
    NetworkConfiguration(hidden: [], towers: [3, 4], dropout: 0, linearPath: true, members: 3),
    NetworkConfiguration(hidden: [4], dropout: 0, members: 8),
    NetworkConfiguration(hidden: [], dropout: 0, members: 3),
    NetworkConfiguration(hidden: [6, 4], dropout: 0, sharing: .towers),
    NetworkConfiguration(hidden: [6, 4], dropout: 0, linearPath: true, sharing: .separate),
    NetworkConfiguration(hidden: [5], dropout: 0, layerNorm: true, members: 2, sharing: .separate),
    NetworkConfiguration(hidden: [6, 4], dropout: 0, sharing: .adapters),
    NetworkConfiguration(hidden: [5], dropout: 0, linearPath: true, sharing: .experts(count: 2)),
    NetworkConfiguration(
      hidden: [5, 4, 3], towers: [4], activation: .relu, dropout: 0, layerNorm: true,
      linearPath: true, sharing: .experts(count: 3)),
    NetworkConfiguration(hidden: [6, 4], dropout: 0, sharing: .experts(count: 4)),
    NetworkConfiguration(hidden: [5], dropout: 0, linearPath: true, sharing: .cgc(count: 1)),
    NetworkConfiguration(
      hidden: [5, 4, 3], towers: [4], activation: .relu, dropout: 0, layerNorm: true,
      linearPath: true, sharing: .cgc(count: 2)),
    NetworkConfiguration(hidden: [6, 4], dropout: 0, sharing: .cgc(count: 3)),
    NetworkConfiguration(
      hidden: [5, 4, 3], activation: .relu, dropout: 0, layerNorm: true, linearPath: true,
      sharing: .adapters),
  ]

  @Test(
    "losses are those of plain loops in Double", arguments: configurations, [false, true])
  func losses(configuration: NetworkConfiguration, weighted: Bool) {
    let example = Example(configuration, weighted: weighted, seed: 11)
    let (pass, _) = example.forward()
    let expected = example.reference.losses(example.rows, example.doubles)
    for (loss, reference) in zip(pass.losses, expected) {
      // Without a labelled row there is none.
      #expect(loss.isNaN == reference.isNaN)
      guard !reference.isNaN else { continue }
      #expect(abs(loss - reference) <= 1e-5 * abs(reference), "\(loss) against \(reference)")
    }
  }

  @Test(
    "the gradient of a weighted sum is that of central differences",
    arguments: configurations, [1, 2] as [UInt64])
  func weightedGradient(configuration: NetworkConfiguration, seed: UInt64) {
    let example = Example(configuration, weighted: seed == 2, seed: seed)
    let weights = [0.5, 1, 0.25, 3, 2, 0.75]
    let (pass, parameters) = example.forward()
    pass.backward(weights: weights, headWeights: weights, parameters: parameters)
    let gradients = example.reference.gradients(example.rows, example.doubles)
    let expected = example.parameters.indices.map { index in
      weights.indices.reduce(0) {
        $0 + (pass.losses[$1].isNaN ? 0 : weights[$1] * gradients[$1][index])
      }
    }
    let difference = relativeDifference(pass.gradient.values.map(Double.init), expected)
    #expect(difference <= 1e-5, "difference \(difference)")
  }

  @Test(
    "each loss alone has the gradient of central differences", arguments: Example.tasks,
    [.all, .cgc(count: 2)] as [Sharing])
  func singleLoss(task: Label, sharing: Sharing) {
    let example = Example(
      NetworkConfiguration(hidden: [5], activation: .gelu, dropout: 0, sharing: sharing),
      tasks: [task], seed: 4)
    let (pass, parameters) = example.forward(gradients: .perTask)
    pass.backward(weights: [1], headWeights: [1], parameters: parameters)
    let expected = example.reference.gradients(example.rows, example.doubles)[0]
    let difference = relativeDifference(pass.gradient.values.map(Double.init), expected)
    #expect(difference <= 1e-5, "difference \(difference)")
    pass.backwardPerTask(parameters: parameters, scope: .shared)
    let shared = [Array(expected[Self.range(of: .shared, in: example.network)])]
    #expect(relativeDifference(pass.gramian.entries, products(shared)) <= 2e-5)
  }

  @Test(
    "a loss of the caller's own has its formula's value, and the gradient of central differences",
    arguments: configurations, [false, true])
  func ownLoss(configuration: NetworkConfiguration, weighted: Bool) throws {
    let tasks = [try Example.logCosh(), Example.tasks[3]]
    let example = Example(configuration, tasks: tasks, weighted: weighted, seed: 7)
    let gradients = example.reference.gradients(example.rows, example.doubles)
    let losses = example.reference.losses(example.rows, example.doubles)
    let (pass, parameters) = example.forward()
    #expect(abs(pass.losses[0] - losses[0]) <= 1e-5 * losses[0])
    pass.backward(weights: [2, 0.5], headWeights: [2, 0.5], parameters: parameters)
    let expected = zip(gradients[0], gradients[1]).map { 2 * $0 + 0.5 * $1 }
    let difference = relativeDifference(pass.gradient.values.map(Double.init), expected)
    #expect(difference <= 1e-5, "difference \(difference)")
    let (separate, same) = example.forward(gradients: .perTask)
    separate.backwardPerTask(parameters: same, scope: .shared)
    let shared = gradients.map { Array($0[Self.range(of: .shared, in: example.network)]) }
    // A product has the error of both its factors.
    #expect(relativeDifference(separate.gramian.entries, products(shared)) <= 2e-5)
  }

  @Test(
    "the Gramian is that of central differences, held whole or layer by layer",
    arguments: configurations, GradientScope.allCases)
  func gramian(configuration: NetworkConfiguration, scope: GradientScope) {
    guard scope != .lastShared || !configuration.trunk.isEmpty else { return }
    let example = Example(configuration, missing: 0.2, seed: 5)
    let gradients =
      scope == .representation
      ? example.reference.representationGradients(example.rows, example.doubles)
      : example.reference.gradients(example.rows, example.doubles)
        .map { Array($0[Self.range(of: scope, in: example.network)]) }
    let expected = products(gradients)
    for bytes in [0, BatchPass.mostJacobianBytes] {
      let (pass, parameters) = example.forward(gradients: .perTask, jacobianBytes: bytes)
      pass.backwardPerTask(parameters: parameters, scope: scope)
      #expect(pass.canCombine == (scope == .shared && bytes > 0))
      let difference = relativeDifference(pass.gramian.entries, expected)
      #expect(difference <= 1e-5, "\(bytes) bytes: difference \(difference)")
    }
  }

  private func products(_ gradients: [[Double]]) -> [Double] {
    gradients.flatMap { x in gradients.map { y in zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } } }
  }

  static func range(of scope: GradientScope, in network: MultiTaskNetwork) -> Range<Int> {
    guard scope == .lastShared else { return 0..<network.layout.sharedCount }
    let name = "trunk.\(network.configuration.trunk.count - 1).weight"
    return network.layout.segments.first { $0.name == name }?.range ?? 0..<0
  }

  @Test(
    "the Gramian is that of a backward pass for each task alone, rows at once or in rounds",
    arguments: configurations, [BatchPass.mostStackedBytes, 0])
  func separatePasses(configuration: NetworkConfiguration, stackedBytes: Int) {
    let example = Example(configuration, rowCount: 700, seed: 12)
    let tasks = Example.tasks.count
    let key = DropoutKey(bits: 3)
    let (pass, parameters) = example.forward(
      gradients: .perTask, threads: 2, dropout: key, stackedBytes: stackedBytes)
    let gradients = (0..<tasks).map { task in
      let only = (0..<tasks).map { $0 == task ? 1.0 : 0 }
      pass.backward(weights: only, headWeights: only, parameters: parameters)
      return pass.gradient.values.prefix(example.network.layout.sharedCount).map(Double.init)
    }
    pass.backwardPerTask(parameters: parameters, scope: .shared)
    #expect(relativeDifference(pass.gramian.entries, products(gradients)) <= 1e-5)
  }

  @Test("combining task gradients equals one weighted backward pass", arguments: configurations)
  func combination(configuration: NetworkConfiguration) {
    let example = Example(configuration, rowCount: 300, seed: 6)
    let weights = [0.5, 1, 0, 3, 2, 0.75]
    let (pass, parameters) = example.forward(gradients: .perTask)
    pass.backward(weights: weights, headWeights: weights, parameters: parameters)
    let weighted = pass.gradient.values.map(Double.init)
    pass.backwardPerTask(parameters: parameters, scope: .shared)
    pass.combine(weights: weights, headWeights: weights)
    #expect(relativeDifference(pass.gradient.values.map(Double.init), weighted) <= 2e-5)
  }

  @Test(
    "a task's own parameters follow its own weight, shared ones the scheme's, by any way back",
    arguments: configurations, [7, 700])
  func ownWeights(configuration: NetworkConfiguration, rowCount: Int) {
    let example = Example(configuration, rowCount: rowCount, seed: 17)
    let weights = [0.5, 1, 0, 3, 2, 0.75]
    let headWeights = [1, 0.25, 2, 0, 1, 3]
    let (pass, parameters) = example.forward(gradients: .perTask)
    let names = example.network.tasks.map { ".\($0.name)." }
    // One weight for all that a task learns gives both parts.
    let single = names.indices.map { task in
      let only = names.indices.map { $0 == task ? 1.0 : 0 }
      pass.backward(weights: only, headWeights: only, parameters: parameters)
      return pass.gradient.values.map(Double.init)
    }
    var expected = single[0].map { _ in 0.0 }
    for segment in example.network.layout.segments {
      let isShared = segment.task == nil
      for (task, gradient) in single.enumerated() {
        let weight = isShared ? weights[task] : headWeights[task]
        for index in segment.range { expected[index] += weight * gradient[index] }
      }
    }
    pass.backward(weights: weights, headWeights: headWeights, parameters: parameters)
    let weighted = pass.gradient.values.map(Double.init)
    pass.backwardPerTask(parameters: parameters, scope: .shared)
    pass.combine(weights: weights, headWeights: headWeights)
    let combined = pass.gradient.values.map(Double.init)
    #expect(relativeDifference(weighted, expected) <= 1e-5)
    #expect(relativeDifference(combined, expected) <= 2e-5)
  }

  @Test("unit gradients are the same computed jointly and task after task")
  func sequentialNormalisation() {
    let example = Example(NetworkConfiguration(hidden: [6, 4], dropout: 0), seed: 7)
    let tasks = Example.tasks.count
    let (pass, parameters) = example.forward(gradients: .perTask)
    pass.backwardPerTask(parameters: parameters, scope: .shared)
    let norms = (0..<tasks).map { pass.gramian.squaredNorm($0).squareRoot() }
    pass.combine(weights: norms.map { 1 / $0 }, headWeights: norms.map { 1 / $0 })
    let joint = pass.gradient.values.map(Double.init)
    // One task at a time: its own backward pass, its own norm, added up.
    var sum = Array(repeating: 0.0, count: joint.count)
    for task in 0..<tasks {
      let only = (0..<tasks).map { $0 == task ? 1.0 : 0 }
      pass.backward(weights: only, headWeights: only, parameters: parameters)
      let gradient = pass.gradient.values.map(Double.init)
      let norm = gradient.prefix(example.network.layout.sharedCount)
        .reduce(0) { $0 + $1 * $1 }.squareRoot()
      for index in sum.indices { sum[index] += gradient[index] / norm }
    }
    #expect(relativeDifference(joint, sum) <= 1e-5)
  }

  @Test("without a dropout key the gradients are those of a network without dropout")
  func withoutDropout() {
    let weights = Array(repeating: 1.0, count: Example.tasks.count)
    let gradients = [0, 0.3].map { dropout in
      let example = Example(NetworkConfiguration(hidden: [6, 4], dropout: dropout), seed: 3)
      let (pass, parameters) = example.forward(dropout: DropoutKey(bits: 5))
      // The masks of that pass must not act in the next.
      pass.forwardToLosses(parameters: parameters)
      pass.backward(weights: weights, headWeights: weights, parameters: parameters)
      return pass.gradient.values
    }
    #expect(gradients[0].contains { $0 != 0 })
    #expect(gradients[0] == gradients[1])
  }

  @Test(
    "any number of threads gives the same bits, of few slices and of many", arguments: [2, 4],
    [
      (150, [], 1), (1000, [], 1), (150, [8, 4], 1), (1000, [8, 4], 1), (60, [], 3), (300, [], 3),
      (60, [8, 4], 3), (300, [8, 4], 3), (40, nil, 1), (300, nil, 1),
    ] as [(Int, [Int]?, Int)])
  func threads(count: Int, shape: (rowCount: Int, towers: [Int]?, members: Int)) {
    // Without a word of towers tasks adapt the layers.
    let example = Example(
      NetworkConfiguration(
        hidden: [16, 8], towers: shape.towers, dropout: 0.3, linearPath: true,
        members: shape.members, sharing: shape.towers == nil ? .adapters : nil),
      rowCount: shape.rowCount, seed: 8)
    let weights = Array(repeating: 1.0, count: Example.tasks.count)
    let key = DropoutKey(bits: 99)
    let (one, parameters) = example.forward(gradients: .perTask, threads: 1, dropout: key)
    let (many, _) = example.forward(gradients: .perTask, threads: count, dropout: key)
    one.backward(weights: weights, headWeights: weights, parameters: parameters)
    many.backward(weights: weights, headWeights: weights, parameters: parameters)
    #expect(one.losses == many.losses)
    #expect(one.gradient.values == many.gradient.values)
    one.backwardPerTask(parameters: parameters, scope: .shared)
    many.backwardPerTask(parameters: parameters, scope: .shared)
    #expect(one.gramian == many.gramian)
  }

  @Test(
    "of experts any number of threads gives the same bits, and the same estimates",
    arguments: [2, 3, 4],
    [
      (150, .experts(count: 3)), (900, .experts(count: 3)), (150, .cgc(count: 2)),
      (900, .cgc(count: 2)),
    ] as [(Int, Sharing)])
  func expertThreads(count: Int, shape: (rowCount: Int, sharing: Sharing)) {
    let example = Example(
      NetworkConfiguration(
        hidden: [16, 8], towers: [6], dropout: 0.3, layerNorm: true, linearPath: true,
        sharing: shape.sharing), rowCount: shape.rowCount, seed: 8)
    let weights = Array(repeating: 1.0, count: Example.tasks.count)
    let key = DropoutKey(bits: 99)
    let results = [1, count].map { threads in
      let (pass, parameters) = example.forward(gradients: .perTask, threads: threads, dropout: key)
      pass.backward(weights: weights, headWeights: weights, parameters: parameters)
      let gradient = pass.gradient.values
      pass.backwardPerTask(parameters: parameters, scope: .shared)
      let (sketched, _) = example.forward(
        gradients: .sketched(columns: 4), threads: threads, dropout: key)
      sketched.sketchGramian(parameters: parameters, key: 5)
      return (gradient, pass.gramian, sketched.gramian, pass.losses)
    }
    #expect(results[0].0 == results[1].0 && results[0].3 == results[1].3)
    #expect(results[0].1 == results[1].1 && results[0].2 == results[1].2)
  }

  @Test(
    "slices of any size have the same losses and gradient, but for rounding",
    arguments: configurations, [1, 50, 99, 100, 256])
  func slices(configuration: NetworkConfiguration, rows: Int) {
    // All rows at once; five or fewer slices go back apart, more of them layer by layer.
    let example = Example(configuration, rowCount: 256, weighted: true, seed: 13)
    let weights = [0.5, 1, 0, 3, 2, 0.75]
    let headWeights = [1, 1, 0, 1, 2, 0.5]
    let results = [256, rows].map { rows in
      let (pass, parameters) = example.forward(threads: 2, sliceRows: rows)
      pass.backward(weights: weights, headWeights: headWeights, parameters: parameters)
      return (pass.losses, pass.gradient.values.map(Double.init))
    }
    #expect(relativeDifference(results[1].0, results[0].0) <= 1e-6)
    #expect(relativeDifference(results[1].1, results[0].1) <= 1e-5)
  }

  @Test(
    "a batch that leaves slices empty or unfilled counts only its own rows", arguments: [50, 128],
    [(1, .all), (3, .all), (1, .experts(count: 2)), (1, .cgc(count: 2))] as [(Int, Sharing)])
  func tails(sliceRows: Int, shape: (members: Int, sharing: Sharing)) {
    let example = Example(
      NetworkConfiguration(
        hidden: [6, 4], dropout: 0, layerNorm: true, linearPath: true, members: shape.members,
        sharing: shape.sharing),
      rowCount: 1000, seed: 14)
    let weights = Array(repeating: 1.0, count: Example.tasks.count)
    let pass = BatchPass(
      network: example.network, capacity: sliceRows == 50 ? 150 : 1000, gradients: .weighted,
      threads: 2, sliceRows: sliceRows)
    let parameters = FloatBuffer(example.parameters)
    // The first batch leaves its numbers behind where the second has no rows.
    for rows in [0..<Int32(pass.batch.capacity), 7..<80] {
      let alone = BatchPass(
        network: example.network, capacity: rows.count, gradients: .weighted, threads: 1,
        sliceRows: rows.count)
      let gradients = [pass, alone].map { pass in
        pass.gather(example.table, at: ArraySlice(rows))
        pass.forwardToLosses(parameters: parameters)
        pass.backward(weights: weights, headWeights: weights, parameters: parameters)
        return pass.gradient.values.map(Double.init)
      }
      #expect(relativeDifference(pass.losses, alone.losses) <= 1e-6)
      #expect(relativeDifference(gradients[0], gradients[1]) <= 1e-5)
    }
  }

  @Test("rows that were announced are those that would have been gathered", arguments: [150, 900])
  func announced(capacity: Int) {
    let example = Example(
      NetworkConfiguration(hidden: [6], dropout: 0, members: 2), rowCount: 1000, weighted: true,
      seed: 15)
    let weights = Array(repeating: 1.0, count: Example.tasks.count)
    let parameters = FloatBuffer(example.parameters)
    let order = (0..<Int32(1000)).map { ($0 * 7) % 1000 }
    let batches = stride(from: 0, to: 1000, by: capacity).map {
      order[$0..<min($0 + capacity, 1000)]
    }
    func passes(announcing: (Int) -> Int?) -> [[Double]] {
      let pass = BatchPass(
        network: example.network, capacity: capacity, gradients: .weighted, threads: 2)
      return batches.indices.map { index in
        pass.gather(example.table, at: batches[index])
        if let next = announcing(index) { pass.announce(example.table, at: batches[next]) }
        pass.forwardToLosses(parameters: parameters)
        pass.backward(weights: weights, headWeights: weights, parameters: parameters)
        return pass.losses + pass.gradient.values.map(Double.init) + pass.batch.labelledWeights
      }
    }
    let plain = passes { _ in nil }
    #expect(passes { $0 + 1 < batches.count ? $0 + 1 : nil } == plain)
    // Others than those that come next.
    #expect(passes { _ in 0 } == plain)
  }

  @Test(
    "slices that go back apart do not meet, whatever the widths of the layers", arguments: 0..<20)
  func apart(seed: UInt64) {
    let example = Example(
      NetworkConfiguration(hidden: [8, 40, 3, 24], dropout: 0), rowCount: 240, seed: seed)
    let weights = Array(repeating: 1.0, count: Example.tasks.count)
    let gradients = [1, 4].map { threads in
      let (pass, parameters) = example.forward(threads: threads, sliceRows: 60)
      return (0..<(threads == 1 ? 1 : 20)).map { _ in
        pass.backward(weights: weights, headWeights: weights, parameters: parameters)
        return pass.gradient.values
      }
    }
    #expect(Set(gradients.joined()).count == 1)
  }

  @Test(
    "a task without a label in the batch has no loss and leaves no gradient",
    arguments: [[], [5, 4]], [1, 2])
  func absentTask(towers: [Int], members: Int) {
    var example = Example(
      NetworkConfiguration(
        hidden: [6], towers: towers, dropout: 0, linearPath: true, members: members), missing: 0,
      seed: 9)
    example = Example(removingLabelsOf: 3, from: example)
    let (pass, parameters) = example.forward()
    #expect(pass.losses[3].isNaN)
    let ones = Array(repeating: 1.0, count: pass.losses.count)
    pass.backward(weights: ones, headWeights: ones, parameters: parameters)
    let own = example.network.layout.segments.filter { $0.name.contains(".rain.") }
    #expect(own.count == 3 + (members > 1 ? 4 : 2) * towers.count)
    let gradient = pass.gradient.values
    for segment in own {
      #expect(Array(gradient[segment.range]) == Array(repeating: 0, count: segment.count))
    }
    #expect(gradient.filter { !$0.isFinite } == [])
  }

  @Test(
    "a task of weight 0 leaves no trace, even where its loss is not finite",
    arguments: configurations, [7, 300, 1000])
  func withoutWeight(configuration: NetworkConfiguration, rowCount: Int) {
    let example = Example(configuration, rowCount: rowCount, missing: 0, seed: 16)
    let endless = Example(replacingLabelsOf: 0, by: .infinity, in: example)
    let weights = [0, 1, 0.5, 3, 2, 0.75]
    let gradients = [example, endless].map { example in
      let (pass, parameters) = example.forward(gradients: .perTask, threads: 2)
      pass.backward(weights: weights, headWeights: weights, parameters: parameters)
      let weighted = pass.gradient.values
      pass.backwardPerTask(parameters: parameters, scope: .shared)
      pass.combine(weights: weights, headWeights: weights)
      #expect(pass.losses[0].isFinite == (example.rows[0].targets[0].isFinite))
      return weighted + pass.gradient.values
    }
    #expect(gradients[0] == gradients[1])
    #expect(gradients[0].contains { $0 != 0 })
  }

  @Test(
    "dropout uses one mask for all tasks, and its gradient passes through the same mask",
    arguments: [
      ([], 1, nil), ([], 3, nil), ([7, 5], 1, nil), ([7, 5], 3, nil), ([], 1, .adapters),
      ([], 1, .experts(count: 2)), ([7, 5], 1, .experts(count: 3)), ([], 1, .cgc(count: 1)),
      ([7, 5], 1, .cgc(count: 2)),
    ] as [([Int], Int, Sharing?)])
  func dropoutGradient(towers: [Int], members: Int, sharing: Sharing?) {
    let example = Example(
      NetworkConfiguration(
        hidden: [12, 8], towers: towers, dropout: 0.4, members: members, sharing: sharing),
      missing: 0.2, seed: 10)
    let copies = example.reference.copies
    let key = DropoutKey(bits: 1234)
    let (pass, parameters) = example.forward(gradients: .perTask, dropout: key)
    var reference = example.reference
    let widths =
      example.network.configuration.hidden.map { $0 * example.reference.experts }
      + example.reference.ownExpertWidths
      + towers.flatMap { Array(repeating: $0, count: Example.tasks.count) }
    reference.masks = widths.enumerated().map { layer, width in
      // Of units that are 1, what is left is the mask: one for each member.
      let rows = example.rows.count * copies
      let ones = FloatBuffer(Array(repeating: 1, count: rows * width))
      let (factors, slopes) = (FloatBuffer(count: ones.count), FloatBuffer(count: ones.count))
      ones.matrix(rows: rows, columns: width)
        .activateReLU(
          adding: nil, into: factors.matrix(rows: rows, columns: width),
          slopes: slopes.matrix(rows: rows, columns: width),
          dropout: DropoutMask(probability: 0.4, key: key.key(layer: layer), firstRow: 0))
      let mask = factors.values.map(Double.init)
      return (0..<rows).map { Array(mask[$0 * width..<($0 + 1) * width]) }
    }
    let expected = reference.losses(example.rows, example.doubles)
    #expect(relativeDifference(pass.losses, expected) <= 1e-5)
    let gradients = reference.gradients(example.rows, example.doubles)
    pass.backwardPerTask(parameters: parameters, scope: .shared)
    let shared = 0..<example.network.layout.sharedCount
    for i in gradients.indices {
      let norm = shared.reduce(0) { $0 + gradients[i][$1] * gradients[i][$1] }
      #expect(abs(pass.gramian[i, i] - norm) <= 1e-5 * norm)
    }
  }
}

extension Example {
  init(removingLabelsOf task: Int, from other: Example) {
    self.init(replacingLabelsOf: task, by: .nan, in: other)
  }

  init(replacingLabelsOf task: Int, by label: Double, in other: Example) {
    network = other.network
    parameters = other.parameters
    rows = other.rows.map {
      var row = $0
      row.targets[task] = label
      return row
    }
    var targets = other.table.targets
    targets[task] = targets[task].map { _ in Float(label) }
    table = TrainingTable(features: other.table.features, targets: targets)
  }
}
