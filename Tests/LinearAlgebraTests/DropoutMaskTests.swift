import LinearAlgebra
import Testing

struct DropoutMaskTests {
  private let numbers = RandomMatrices(seed: 13)

  private func mask(
    _ rows: Int, _ columns: Int, probability: Float, key: UInt64 = 0x1234_5678_9ABC_DEF0,
    firstRow: Int = 0
  ) -> Matrix {
    // Of units that are 1, what is left is the mask.
    let mask = numbers.filled(rows, columns, with: .nan)
    numbers.filled(rows, columns, with: 1).activateReLU(
      adding: nil, into: mask, slopes: numbers.filled(rows, columns, with: .nan),
      dropout: DropoutMask(probability: probability, key: key, firstRow: firstRow))
    return mask
  }

  @Test(
    "as many entries are 0 as the probability says, the others 1/(1 − p)",
    arguments: [
      0, 0.1, 0.5, 0.9,
    ] as [Float])
  func frequency(probability: Float) {
    let p = Double(probability)
    for key: UInt64 in [0, 1, 0xFFFF_FFFF_FFFF_FFFF, 0x1234_5678_9ABC_DEF0] {
      let values = mask(400, 257, probability: probability, key: key).values
      let kept = 1 / (1 - probability)
      #expect(values.allSatisfy { $0 == 0 || $0 == kept })
      let count = Double(values.count)
      let zeros = Double(values.count { $0 == 0 })
      #expect(abs(zeros - p * count) <= 4 * (p * (1 - p) * count).squareRoot())
      // The deviation of one factor is √(p / (1 − p)).
      let mean = values.reduce(0) { $0 + Double($1) } / count
      #expect(abs(mean - 1) <= 4 * (p / (1 - p) / count).squareRoot() + 1e-6)
    }
  }

  @Test("every row and every column is silenced about as often as another")
  func margins() {
    let values = mask(512, 512, probability: 0.5)
    // 5.5 standard deviations of a count of 512: one of the 1024 strays so far once in 25,000 runs.
    let bound = 5.5 * (512 * 0.25).squareRoot()
    let isZero = (0..<512).map { row in (0..<512).map { values[row, $0] == 0 } }
    for index in 0..<512 {
      let inRow = isZero[index].count { $0 }
      let inColumn = isZero.count { $0[index] }
      #expect(abs(Double(inRow) - 256) < bound && abs(Double(inColumn) - 256) < bound)
    }
  }

  @Test("a mask does not depend on how the rows are cut")
  func slices() {
    let whole = mask(20, 17, probability: 0.4)
    #expect(mask(4, 17, probability: 0.4, firstRow: 5).values == whole.rows(5..<9).values)
    #expect(
      mask(20, 9, probability: 0.4).values == whole.columns(0..<9).values)
  }

  @Test("another key, row or probability gives another mask")
  func keys() {
    let p = 0.5
    let first = mask(64, 64, probability: 0.5)
    let others = [
      mask(64, 64, probability: 0.5, key: 0x1234_5678_9ABC_DEF1),
      mask(64, 64, probability: 0.5, key: 0x1234_5679_9ABC_DEF0),
      mask(64, 64, probability: 0.5, firstRow: 64),
    ]
    // Unrelated masks agree in as many entries as two series of coins.
    for other in others {
      let agreeing = Double(zip(first.values, other.values).count { $0 == $1 })
      #expect(abs(agreeing - 4096 * p) <= 4 * (4096 * p * (1 - p)).squareRoot())
    }
  }

  @Test("a probability that keeps nothing stops the process")
  func keepsNothing() async {
    await #expect(processExitsWith: .failure) {
      _ = DropoutMask(probability: 1, key: 0, firstRow: 0)
    }
  }
}
