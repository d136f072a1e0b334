import Datasets
import LinearAlgebra
import Losses
import NeuralNetwork
import RandomNumbers
import Testing

@Suite("A sketch of the Gramian")
struct GramianSketchTests {
  static let precisions: [FactorPrecision] = [.single, .fastest]

  @Test(
    "with as many columns as units nothing is estimated",
    arguments: BatchPassTests.configurations, precisions)
  func orthogonal(configuration: NetworkConfiguration, precision: FactorPrecision) {
    let example = Example(configuration, rowCount: 300, missing: 0.2, weighted: true, seed: 21)
    let key = DropoutKey(bits: 7)
    let (exact, parameters) = example.forward(gradients: .perTask, dropout: key)
    let (sketched, _) = example.forward(
      gradients: .sketched(columns: 64), dropout: key, precision: precision)
    exact.backwardPerTask(parameters: parameters, scope: .shared)
    sketched.sketchGramian(parameters: parameters, key: 3)
    let difference = relativeDifference(sketched.gramian.entries, exact.gramian.entries)
    #expect(difference <= (precision == .single ? 1e-5 : 1e-2), "difference \(difference)")
  }

  @Test("dropout's mask is the one of the exact form, and a masked unit has no gradient")
  func dropout() {
    let example = Example(
      NetworkConfiguration(hidden: [12, 8], dropout: 0.4), rowCount: 200, seed: 22)
    let key = DropoutKey(bits: 1234)
    let (exact, parameters) = example.forward(gradients: .perTask, dropout: key)
    let (sketched, _) = example.forward(
      gradients: .sketched(columns: 16), dropout: key, precision: .single)
    exact.backwardPerTask(parameters: parameters, scope: .shared)
    sketched.sketchGramian(parameters: parameters, key: 3)
    #expect(relativeDifference(sketched.gramian.entries, exact.gramian.entries) <= 1e-5)
  }

  @Test(
    "its mean over 2000 draws is the Gramian, within three standard errors", arguments: precisions,
    [.all, .cgc(count: 1)] as [Sharing])
  func unbiased(precision: FactorPrecision, sharing: Sharing) {
    let example = Example(
      NetworkConfiguration(
        hidden: [24, 18], activation: .gelu, dropout: 0, layerNorm: true, sharing: sharing),
      rowCount: 40, missing: 0.2, seed: 23)
    let (exact, parameters) = example.forward(gradients: .perTask)
    exact.backwardPerTask(parameters: parameters, scope: .shared)
    let (sketched, _) = example.forward(gradients: .sketched(columns: 4), precision: precision)
    let draws = 2000
    var (sums, squares) = (exact.gramian.entries.map { _ in 0.0 }, [Double]())
    squares = sums
    for draw in 0..<draws {
      sketched.sketchGramian(parameters: parameters, key: UInt64(draw))
      for (index, entry) in sketched.gramian.entries.enumerated() {
        sums[index] += entry
        squares[index] += entry * entry
      }
    }
    for (index, expected) in exact.gramian.entries.enumerated() {
      let mean = sums[index] / Double(draws)
      let variance = squares[index] / Double(draws) - mean * mean
      let error = (variance / Double(draws)).squareRoot()
      #expect(error > 0 && abs(mean - expected) <= 3 * error, "entry \(index)")
    }
  }

  @Test(
    "at the usual number of columns an entry's error is a tenth of the norms' product at most",
    arguments: [NoiseExample.small, .medium])
  func meanError(example: NoiseExample) {
    let exact = example.forward(gradients: .perTask)
    exact.backwardPerTask(parameters: example.parameters, scope: .shared)
    let sketched = example.forward(gradients: .sketched(columns: 64))
    var errors: [Double] = []
    for draw in 0..<8 {
      sketched.sketchGramian(parameters: example.parameters, key: UInt64(draw))
      for i in 0..<exact.gramian.count {
        for j in i..<exact.gramian.count {
          let scale = (exact.gramian[i, i] * exact.gramian[j, j]).squareRoot()
          errors.append(abs(sketched.gramian[i, j] - exact.gramian[i, j]) / scale)
        }
      }
    }
    let mean = errors.reduce(0, +) / Double(errors.count)
    print("sketch of 64 columns, \(example): mean error \(mean), largest \(errors.max() ?? 0)")
    #expect(mean > 0 && mean <= 0.1, "mean error \(mean)")
  }

  @Test("fewer rows than there is room for are those rows alone", arguments: precisions)
  func partialBatch(precision: FactorPrecision) {
    let example = Example(
      NetworkConfiguration(hidden: [40, 30], dropout: 0), rowCount: 600, seed: 24)
    let (pass, parameters) = example.forward(
      gradients: .sketched(columns: 8), precision: precision)
    pass.sketchGramian(parameters: parameters, key: 1)
    for count in [1, 130, 599] {
      let rows = ArraySlice((0..<Int32(count)))
      let alone = BatchPass(
        network: example.network, capacity: count, gradients: .sketched(columns: 8), threads: 1,
        precision: precision)
      for pass in [pass, alone] {
        pass.gather(example.table, at: rows)
        pass.forwardToLosses(parameters: parameters)
        pass.sketchGramian(parameters: parameters, key: 2)
      }
      let difference = relativeDifference(pass.gramian.entries, alone.gramian.entries)
      #expect(difference <= 1e-5, "\(count) rows: difference \(difference)")
    }
  }

  @Test("any number of threads gives the same bits; another key other ones")
  func threads() {
    let example = Example(
      NetworkConfiguration(hidden: [40, 30], dropout: 0, layerNorm: true), rowCount: 900, seed: 25)
    let gramians = [1, 2, 3, 4].map { threads in
      let (pass, parameters) = example.forward(
        gradients: .sketched(columns: 8), threads: threads)
      pass.sketchGramian(parameters: parameters, key: 5)
      return pass.gramian
    }
    #expect(gramians.allSatisfy { $0 == gramians[0] })
    let (pass, parameters) = example.forward(gradients: .sketched(columns: 8))
    pass.sketchGramian(parameters: parameters, key: 6)
    #expect(pass.gramian != gramians[0])
  }
}

/// A network of a size that people train, and a batch of noise for it.
struct NoiseExample: Sendable, CustomStringConvertible {
  let description: String
  let network: MultiTaskNetwork
  let parameters: FloatBuffer
  private let table: TrainingTable
  private let rowCount: Int

  static let small = NoiseExample(
    "21 inputs, 256-256-128, 7 tasks", inputs: 21, hidden: [256, 256, 128], rows: 256,
    kinds: Array(repeating: .regression, count: 7))
  static let medium = NoiseExample(
    "128 inputs, 512-512-256, 8 tasks", inputs: 128, hidden: [512, 512, 256], rows: 1024,
    kinds: Array(repeating: .regression, count: 4) + [.binary, .binary, .multiclass, .multiclass])

  private init(
    _ description: String, inputs: Int, hidden: [Int], rows: Int, kinds: [LabelKind]
  ) {
    self.description = description
    rowCount = rows
    var generator = SeededGenerator(seed: 31, stream: .split)
    let tasks = kinds.enumerated().map { index, kind in
      switch kind {
      case .multiclass:
        Label(
          name: "y\(index)", kind: kind, loss: .crossEntropy, classes: (0..<10).map(String.init))
      case .binary:
        Label(
          name: "y\(index)", kind: kind, loss: .binaryCrossEntropy, classes: ["0", "1"])
      default: Label(name: "y\(index)", kind: kind, loss: .squaredError)
      }
    }
    let layout = InputLayout(
      features: (0..<inputs).map {
        Feature(
          name: "x\($0)",
          encoding: .numeric(.init(mean: 0, deviation: 1, indicatesMissing: false)))
      })
    network = MultiTaskNetwork(
      NetworkConfiguration(hidden: hidden, dropout: 0), inputs: layout,
      heads: tasks.map { task in
        HeadConfiguration(
          label: task, location: 0, scale: 1,
          prior: task.kind == .multiclass
            ? Array(repeating: 0.1, count: 10) : task.kind == .binary ? [0.5] : [0])
      })
    let head = network.layout.sharedCount
    // Heads begin at zero, which would hide the trunk.
    parameters = FloatBuffer(
      network.initialParameters(seed: 31).enumerated().map {
        $0.element + ($0.offset >= head ? Float(0.1 * generator.normal()) : 0)
      })
    table = TrainingTable(
      features: EncodedFeatures(
        layout: layout, rowCount: rows,
        numbers: (0..<rows * inputs).map { _ in Float(generator.normal()) }, hot: [],
        embedded: []),
      targets: tasks.map { task in
        (0..<rows).map { _ in
          task.kind == .regression
            ? Float(generator.normal()) : Float(generator.next() % UInt64(task.classes.count))
        }
      })
  }

  /// A pass that has gone forward over all rows.
  func forward(gradients: BatchPass.Gradients) -> BatchPass {
    let pass = BatchPass(network: network, capacity: rowCount, gradients: gradients, threads: 2)
    pass.gather(table, at: ArraySlice(0..<Int32(rowCount)))
    pass.forwardToLosses(parameters: parameters)
    return pass
  }
}
