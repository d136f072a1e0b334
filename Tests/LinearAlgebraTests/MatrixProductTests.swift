import Dispatch
import LinearAlgebra
import Testing

struct MatrixProductTests {
  private let numbers = RandomMatrices(seed: 11)

  /// Which factors are transposed, and how many columns lie beside each matrix.
  struct Form: Sendable, CustomTestStringConvertible {
    let left, right: Bool
    let margin: Int
    var testDescription: String { "left \(left), right \(right), margin \(margin)" }

    static let all = [0, 2].flatMap { margin in
      [false, true].flatMap { left in
        [false, true].map { Form(left: left, right: $0, margin: margin) }
      }
    }
  }

  /// Σ_k left(row, k) · right(k, column) in Double.
  private func product(
    _ left: [[Double]], _ right: [[Double]], form: Form, rows: Int, inner: Int, columns: Int
  ) -> [[Double]] {
    (0..<rows).map { row in
      (0..<columns).map { column in
        (0..<inner).reduce(0) { sum, k in
          let l = form.left ? left[k][row] : left[row][k]
          return sum + l * (form.right ? right[column][k] : right[k][column])
        }
      }
    }
  }

  private func factor(_ rows: Int, _ columns: Int, isTransposed: Bool, margin: Int) -> Matrix {
    isTransposed
      ? numbers.normal(columns, rows, margin: margin)
      : numbers.normal(rows, columns, margin: margin)
  }

  @Test("a product is the sum over the inner dimension, written or added", arguments: Form.all)
  func products(form: Form) {
    for rows in oddSizes {
      for inner in oddSizes {
        for columns in [1, 3, 17, 64] {
          let left = factor(rows, inner, isTransposed: form.left, margin: form.margin)
          let right = factor(inner, columns, isTransposed: form.right, margin: form.margin)
          let expected = product(
            left.doubles, right.doubles, form: form, rows: rows, inner: inner, columns: columns)
          // What was there must not matter where nothing is added to it.
          let result = numbers.filled(rows, columns, margin: form.margin, with: .nan)
          let factors = (
            form.left ? left.transposed : left.plain, form.right ? right.transposed : right.plain
          )
          result.assignProduct(factors.0, factors.1)
          #expect(
            agree(result, expected, within: 1e-5), "\(rows) × \(inner) times \(inner) × \(columns)")

          let start = numbers.normal(rows, columns, margin: form.margin)
          let sums = zip(start.doubles, expected).map { zip($0, $1).map(+) }
          start.assignProduct(factors.0, factors.1, adding: true)
          #expect(
            agree(start, sums, within: 1e-5), "adding \(rows) × \(inner) × \(columns)")
        }
      }
    }
    #expect(numbers.marginsAreIntact)
  }

  @Test("an empty inner dimension gives zeros, and adds nothing")
  func emptyInner() {
    let left = numbers.normal(3, 0)
    let right = numbers.normal(0, 5)
    let result = numbers.filled(3, 5, margin: 1, with: .nan)
    result.assignProduct(left.plain, right.plain)
    #expect(result.values == Array(repeating: 0, count: 15))
    let kept = numbers.normal(3, 5)
    let before = kept.values
    kept.assignProduct(left.plain, right.plain, adding: true)
    #expect(kept.values == before)
    #expect(numbers.marginsAreIntact)
  }

  @Test("a product without rows or columns is nothing")
  func emptyOuter() {
    let none = numbers.normal(0, 4)
    none.assignProduct(numbers.normal(0, 3).plain, numbers.normal(3, 4).plain)
    let narrow = numbers.normal(4, 0)
    narrow.assignProduct(numbers.normal(4, 3).plain, numbers.normal(3, 0).plain)
    #expect(none.values.isEmpty && narrow.values.isEmpty)
  }

  @Test("products on several threads at once have the bits of one thread")
  func threads() {
    let left = numbers.normal(130, 70)
    let right = numbers.normal(70, 33)
    let alone = numbers.filled(130, 33, with: 0)
    alone.assignProduct(left.plain, right.plain)
    let copies = (0..<8).map { _ in numbers.filled(130, 33, with: 0) }
    DispatchQueue.concurrentPerform(iterations: copies.count) { index in
      copies[index].assignProduct(left.plain, right.plain)
    }
    for copy in copies { #expect(copy.values == alone.values) }
  }

  @Test("factors that do not fit stop the process")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 36)
      let left = buffer.matrix(rows: 2, columns: 3)
      buffer.matrix(at: 12, rows: 2, columns: 2).assignProduct(left.plain, left.plain)
    }
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 36)
      let left = buffer.matrix(rows: 2, columns: 3)
      buffer.matrix(at: 12, rows: 3, columns: 3).assignProduct(left.plain, left.transposed)
    }
  }
}
