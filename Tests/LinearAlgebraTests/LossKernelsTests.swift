import Foundation
import LinearAlgebra
import Losses
import Testing

/// The losses with fixed constants: their kernels, and their formulas in Double.
enum Loss: CaseIterable, Sendable {
  case squaredError, absoluteError, huber, quantile, gammaDeviance
  case binaryCrossEntropy, binaryFocal, crossEntropy, focal, poissonDeviance

  static let scale = 2.5
  static let delta = 1.5
  static let level = 0.8
  static let focus = 1.7

  func kernel(
    _ outputs: Matrix, _ labels: LabelSlice, gradient: Matrix?, normaliser: Double
  ) -> Double {
    guard case .c(let kernel) = loss.entry.kernel else { return .nan }
    return outputs.loss(
      kernel, labels, scale: Self.scale, parameter: loss.parameter, gradient: gradient,
      normaliser: normaliser)
  }

  private var loss: TaskLoss {
    switch self {
    case .squaredError: .squaredError
    case .absoluteError: .absoluteError
    case .huber: .huber(delta: Self.delta)
    case .quantile: .quantile(level: Self.level)
    case .gammaDeviance: .gammaDeviance
    case .binaryCrossEntropy: .binaryCrossEntropy
    case .binaryFocal: .binaryFocal(focus: Self.focus)
    case .crossEntropy: .crossEntropy
    case .focal: .focal(focus: Self.focus)
    case .poissonDeviance: .poissonDeviance
    }
  }

  func formula(_ z: [Double], _ y: Double) -> Double {
    let error = Self.scale * (z[0] - y)
    switch self {
    case .squaredError: return error * error
    case .absoluteError: return abs(error)
    case .huber:
      return abs(error) <= Self.delta
        ? error * error / 2 : Self.delta * (abs(error) - Self.delta / 2)
    case .quantile:
      return error < 0 ? Self.level * -error : (1 - Self.level) * error
    case .gammaDeviance:
      let mean = exp(z[0])
      return 2 * ((y - mean) / mean - log(y / mean))
    case .binaryCrossEntropy:
      let p = 1 / (1 + exp(-z[0]))
      return -y * log(p) - (1 - y) * log(1 - p)
    case .binaryFocal:
      let p = 1 / (1 + exp(y == 1 ? -z[0] : z[0]))
      return -pow(1 - p, Self.focus) * log(p)
    case .focal:
      let p = exp(z[Int(y)]) / z.reduce(0) { $0 + exp($1) }
      return -pow(1 - p, Self.focus) * log(p)
    case .crossEntropy:
      return log(z.reduce(0) { $0 + exp($1) }) - z[Int(y)]
    case .poissonDeviance:
      let mean = exp(z[0])
      return 2 * ((y > 0 ? y * log(y / mean) : 0) - (y - mean))
    }
  }

  /// A label that is not 1.
  var low: Float { self == .gammaDeviance ? 0.5 : 0 }

  /// How many outputs a row has where the loss has a choice.
  var widths: [Int] { self == .crossEntropy || self == .focal ? [2, 3, 17] : [1] }

  /// The number of labels that a row may have: classes or counts; nil for any real number.
  func labelCount(width: Int) -> Int? {
    switch self {
    case .squaredError, .absoluteError, .huber, .quantile, .gammaDeviance: nil
    case .binaryCrossEntropy, .binaryFocal: 2
    case .crossEntropy, .focal: width
    case .poissonDeviance: 6
    }
  }
}

struct LossKernelsTests {
  private let numbers = RandomMatrices(seed: 17)

  /// One label a row, each third one missing.
  private func targets(_ loss: Loss, rows: Int, width: Int) -> Matrix {
    let targets = numbers.normal(1, rows)
    if let count = loss.labelCount(width: width) {
      targets.copy(numbers.codes(rows, below: count).map { Float($0) })
    } else if loss == .gammaDeviance {
      for row in 0..<rows { targets[0, row] = exp(targets[0, row]) }
    }
    for row in stride(from: 2, to: rows, by: 3) { targets[0, row] = .nan }
    return targets
  }

  @Test("values and gradients are those of the formula", arguments: Loss.allCases, [false, true])
  func formulas(loss: Loss, isWeighted: Bool) {
    for rows in oddSizes {
      for width in loss.widths {
        let outputs = numbers.normal(rows, width, margin: 2)
        let gradient = numbers.filled(rows, width, margin: 2, with: .nan)
        let labels = targets(loss, rows: rows, width: width)
        let weights = isWeighted ? numbers.row(numbers.uniform(rows)) : nil
        let sum = loss.kernel(
          outputs, LabelSlice(targets: labels, rowWeights: weights), gradient: gradient,
          normaliser: 0.25)

        var expected = 0.0
        for row in 0..<rows {
          let found = gradient.rows(row..<row + 1).values
          let y = Double(labels[0, row])
          guard !y.isNaN else {
            #expect(found == Array(repeating: 0, count: width))
            continue
          }
          let weight = weights.map { Double($0[0, row]) } ?? 1
          let z = outputs.doubles[row]
          expected += weight * loss.formula(z, y)
          let slope = slopes(at: z) { weight * 0.25 * loss.formula($0, y) }
          #expect(agree(found, slope, within: 1e-6))
        }
        #expect(agree(sum, expected, within: 1e-9))
      }
    }
    #expect(numbers.marginsAreIntact)
  }

  @Test(
    "two functions of one row give what the kernel of the same loss gives",
    arguments: [false, true])
  func functions(isWeighted: Bool) {
    for rows in oddSizes {
      let outputs = numbers.normal(rows, 1, margin: 2)
      let labels = LabelSlice(
        targets: targets(.huber, rows: rows, width: 1),
        rowWeights: isWeighted ? numbers.row(numbers.uniform(rows)) : nil)
      let (expected, found) = (
        numbers.filled(rows, 1, margin: 2, with: .nan),
        numbers.filled(rows, 1, margin: 2, with: .nan)
      )
      let kernel = Loss.huber.kernel(outputs, labels, gradient: expected, normaliser: 0.25)
      // The location is in both, so that it only rounds.
      let sum = outputs.loss(
        value: { z, y in Loss.huber.formula([z / Loss.scale], y / Loss.scale) },
        slope: { z, y in min(max(z - y, -Loss.delta), Loss.delta) }, labels, location: 3,
        scale: Loss.scale, gradient: found, normaliser: 0.25)
      #expect(agree(sum, kernel, within: 1e-12))
      #expect(agree(found.values, expected.values.map(Double.init), within: 1e-6))
      let alone = outputs.loss(
        value: { z, y in Loss.huber.formula([z / Loss.scale], y / Loss.scale) },
        slope: { _, _ in .nan }, labels, location: 3, scale: Loss.scale, gradient: nil,
        normaliser: 1)
      #expect(alone == sum)
    }
    #expect(numbers.marginsAreIntact)
  }

  @Test("two functions are told the location of a label, and nothing of a row without weight")
  func location() {
    let outputs = numbers.row([0.5, .nan, .infinity]).reshaped(rows: 3, columns: 1)
    let gradient = numbers.filled(3, 1, with: .nan)
    let labels = LabelSlice(
      targets: numbers.row([-1, .nan, 2]), rowWeights: numbers.row([2, 1, 0]))
    let sum = outputs.loss(
      value: { $0 * 100 + $1 }, slope: { $0 + $1 * 1000 }, labels, location: 10, scale: 4,
      gradient: gradient, normaliser: 0.5)
    // The output is 10 + 4 · 0.5 and the label 10 − 4: 2 (1200 + 6), and 2 · 0.5 · 4 (12 + 6000).
    #expect(sum == 2412)
    #expect(gradient.values == [24048, 0, 0])
  }

  @Test("without a gradient the loss is the same", arguments: Loss.allCases)
  func withoutGradient(loss: Loss) {
    let width = loss.widths[0]
    let outputs = numbers.normal(17, width)
    let labels = LabelSlice(targets: targets(loss, rows: 17, width: width), rowWeights: nil)
    let gradient = numbers.filled(17, width, with: .nan)
    #expect(
      loss.kernel(outputs, labels, gradient: nil, normaliser: 1)
        == loss.kernel(outputs, labels, gradient: gradient, normaliser: 1))
  }

  @Test("without a label there is no loss and no gradient", arguments: Loss.allCases)
  func unlabelled(loss: Loss) {
    let width = loss.widths[0]
    let outputs = numbers.filled(3, width, with: .nan)
    let gradient = numbers.filled(3, width, with: .nan)
    let labels = LabelSlice(targets: numbers.filled(1, 3, with: .nan), rowWeights: nil)
    #expect(loss.kernel(outputs, labels, gradient: gradient, normaliser: 0) == 0)
    #expect(gradient.values == Array(repeating: 0, count: 3 * width))
    #expect(labels.labelledWeight == 0)
  }

  @Test("a row of weight 0 leaves no trace, whatever its outputs", arguments: Loss.allCases)
  func weightless(loss: Loss) {
    let width = loss.widths[0]
    for output in [Float.nan, .infinity, 1e4] {
      let outputs = numbers.normal(3, width)
      outputs.rows(1..<2).copy(Array(repeating: output, count: width))
      let gradient = numbers.filled(3, width, with: .nan)
      let labels = LabelSlice(
        targets: numbers.row([1, 1, loss.low]), rowWeights: numbers.row([1, 0, 2]))
      let sum = loss.kernel(outputs, labels, gradient: gradient, normaliser: 1)
      let z = outputs.doubles
      #expect(
        agree(sum, loss.formula(z[0], 1) + 2 * loss.formula(z[2], Double(loss.low)), within: 1e-9))
      #expect(gradient.rows(1..<2).values == Array(repeating: 0, count: width))
      #expect(gradient.values.allSatisfy { $0.isFinite })
    }
  }

  @Test("a normaliser of 0 gives the loss and a gradient of zeros", arguments: Loss.allCases)
  func withoutNormaliser(loss: Loss) {
    let width = loss.widths[0]
    let outputs = numbers.normal(3, width)
    let gradient = numbers.filled(3, width, with: .nan)
    let labels = LabelSlice(targets: numbers.row([1, loss.low, 1]), rowWeights: nil)
    let sum = loss.kernel(outputs, labels, gradient: gradient, normaliser: 0)
    let expected = zip(outputs.doubles, [1, Double(loss.low), 1]).reduce(0) {
      $0 + loss.formula($1.0, $1.1)
    }
    #expect(agree(sum, expected, within: 1e-9))
    #expect(gradient.values == Array(repeating: 0, count: 3 * width))
  }

  @Test("the weight of a slice is that of its labelled rows")
  func labelledWeight() {
    let targets = numbers.row([1, .nan, 0, .nan, 3])
    #expect(LabelSlice(targets: targets, rowWeights: nil).labelledWeight == 3)
    let weights = numbers.row([0.5, 8, 0, 16, 0.25])
    #expect(LabelSlice(targets: targets, rowWeights: weights).labelledWeight == 0.75)
  }

  @Test("a row's label by itself counts 1, and is none where it is missing or has no weight")
  func cell() {
    let targets = numbers.row([1, .nan, 0, 3])
    let weights = numbers.row([0.5, 8, 0, 0.25])
    let labels = LabelSlice(targets: targets, rowWeights: weights)
    #expect(labels.cell(0)?.labelledWeight == 1 && labels.cell(3)?.labelledWeight == 1)
    #expect(labels.cell(1) == nil && labels.cell(2) == nil)
    let unweighted = LabelSlice(targets: targets, rowWeights: nil)
    #expect(unweighted.cell(1) == nil && unweighted.cell(2)?.labelledWeight == 1)
  }

  // Far from zero the formulas above overflow: what holds there is written out.

  private func losses(
    _ loss: Loss, _ rows: [[Float]], label: Float
  ) -> [(loss: Double, slope: [Float])] {
    rows.map { row in
      let gradient = numbers.filled(1, row.count, with: .nan)
      let labels = LabelSlice(targets: numbers.row([label]), rowWeights: nil)
      let loss = loss.kernel(numbers.row(row), labels, gradient: gradient, normaliser: 1)
      return (loss, gradient.values)
    }
  }

  @Test("a logit far out costs its distance where it is wrong and nothing where it is right")
  func extremeLogits() {
    for z: Float in [100, 1e4] {
      let positive = losses(.binaryCrossEntropy, [[-z], [z]], label: 1)
      #expect(positive[0].loss == Double(z) && positive[0].slope == [-1])
      #expect(positive[1].loss < 1e-30 && positive[1].slope == [0])
      let negative = losses(.binaryCrossEntropy, [[z], [-z]], label: 0)
      #expect(negative[0].loss == Double(z) && negative[0].slope == [1])
      #expect(negative[1].loss < 1e-30 && abs(negative[1].slope[0]) < 1e-30)
      let classes = losses(.crossEntropy, [[z, -z, 0], [-z, z, 0], [-z, -z, -z]], label: 1)
      #expect(classes[0].loss == 2 * Double(z))
      #expect(agree(classes[0].slope, [1, -1, 0], within: 1e-30))
      #expect(classes[1].loss < 1e-30)
      #expect(agree(classes[1].slope, [0, 0, 0], within: 1e-30))
      #expect(agree(classes[2].loss, log(3), within: 1e-15))
      let third = 1.0 / 3
      #expect(agree(classes[2].slope, [third, -2 * third, third], within: 1e-7))
    }
  }

  @Test("a focal loss far out costs its distance where it is wrong and nothing where it is right")
  func extremeFocal() {
    for z: Float in [100, 1e4] {
      let positive = losses(.binaryFocal, [[-z], [z]], label: 1)
      #expect(positive[0].loss == Double(z) && positive[0].slope == [-1])
      #expect(positive[1].loss < 1e-30 && abs(positive[1].slope[0]) < 1e-30)
      let classes = losses(.focal, [[z, -z, 0], [-z, z, 0]], label: 1)
      #expect(classes[0].loss == 2 * Double(z))
      #expect(agree(classes[0].slope, [1, -1, 0], within: 1e-30))
      #expect(classes[1].loss < 1e-30)
      #expect(agree(classes[1].slope, [0, 0, 0], within: 1e-30))
    }
  }

  @Test("a gamma mean far from its label costs what the formula says, and never NaN")
  func extremeGamma() {
    let large = losses(.gammaDeviance, [[100]], label: 2)[0]
    #expect(agree(large.loss, 2 * (100 - 1 - log(2)), within: 1e-14))
    #expect(large.slope == [2])
    let small = losses(.gammaDeviance, [[-1e4]], label: 2)[0]
    #expect(small.loss == .infinity && small.slope == [-.infinity])
  }

  @Test("a regression far out has the loss and the slope of its formula")
  func extremeRegressions() {
    for z: Float in [-1e4, -100, 100, 1e4] {
      let (error, sign) = (Loss.scale * Double(z), z > 0 ? 1.0 : -1.0)
      let squared = losses(.squaredError, [[z]], label: 0)[0]
      #expect(agree(squared.loss, error * error, within: 1e-15))
      #expect(agree(squared.slope, [2 * Loss.scale * error], within: 1e-7))
      let absolute = losses(.absoluteError, [[z]], label: 0)[0]
      #expect(agree(absolute.loss, abs(error), within: 1e-15))
      #expect(agree(absolute.slope, [Loss.scale * sign], within: 1e-7))
      let huber = losses(.huber, [[z]], label: 0)[0]
      #expect(agree(huber.loss, Loss.delta * (abs(error) - Loss.delta / 2), within: 1e-15))
      #expect(agree(huber.slope, [Loss.scale * Loss.delta * sign], within: 1e-7))
    }
  }

  @Test("a Poisson mean far too small costs its distance, one that overflows is +∞, never NaN")
  func extremeCounts() {
    // y = 2: 2 [2 log(2/m) − (2 − m)] with m = 0 beside 2.
    for z: Float in [-100, -1e4] {
      let small = losses(.poissonDeviance, [[z]], label: 2)[0]
      #expect(agree(small.loss, 4 * (log(2) - Double(z)) - 4, within: 1e-14))
      #expect(small.slope == [-4])
      let none = losses(.poissonDeviance, [[z]], label: 0)[0]
      #expect(none.loss >= 0 && none.loss < 1e-30 && abs(none.slope[0]) < 1e-30)
    }
    for label: Float in [0, 2] {
      let large = losses(.poissonDeviance, [[80], [1e4]], label: label)
      #expect(agree(large[0].loss / exp(80), 2, within: 1e-14))
      #expect(agree([large[0].slope[0] / Float(exp(80.0))], [2], within: 1e-6))
      #expect(large[1].loss == .infinity && large[1].slope == [.infinity])
    }
  }

  @Test("the deviance of a count of 0 is twice the mean, and that of a hit is 0")
  func poissonZero() {
    for z: Float in [-2, 0, 1.5] {
      let zero = losses(.poissonDeviance, [[z]], label: 0)[0]
      #expect(agree(zero.loss, 2 * exp(Double(z)), within: 1e-14))
      #expect(agree(zero.slope, [2 * exp(Double(z))], within: 1e-6))
    }
    let hit = losses(.poissonDeviance, [[0]], label: 1)[0]
    #expect(hit.loss == 0 && hit.slope == [0])
  }

  @Test("at its kinks a loss has the slope of one side or none")
  func kinks() {
    #expect(losses(.absoluteError, [[3]], label: 3)[0].slope == [0])
    // An error of exactly δ: both pieces give δ²/2 and a slope of scale · δ.
    let z = Float(Loss.delta / Loss.scale)
    for side: Float in [-1, 1] {
      let edge = losses(.huber, [[side * z]], label: 0)[0]
      #expect(agree(edge.loss, Loss.delta * Loss.delta / 2, within: 1e-6))
      #expect(agree(edge.slope, [Double(side) * Loss.scale * Loss.delta], within: 1e-6))
    }
  }

  @Test("two classes cost what one logit costs, their difference")
  func twoClasses() {
    for z: Float in [-3, 0, 0.5, 40] {
      for label: Float in [0, 1] {
        let two = losses(.crossEntropy, [[1, 1 + z]], label: label)[0]
        let one = losses(.binaryCrossEntropy, [[z]], label: label)[0]
        #expect(agree(two.loss, one.loss, within: 1e-6))
        #expect(agree([two.slope[1]], [Double(one.slope[0])], within: 1e-6))
      }
    }
  }

  @Test("outputs and gradient of different layouts stop the process")
  func layouts() async {
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 20)
      let labels = LabelSlice(
        targets: buffer.matrix(rows: 1, columns: 3), rowWeights: nil)
      _ = Loss.binaryCrossEntropy.kernel(
        buffer.matrix(rows: 3, columns: 1), labels,
        gradient: buffer.matrix(rows: 3, columns: 2).columns(0..<1), normaliser: 1)
    }
  }
}
