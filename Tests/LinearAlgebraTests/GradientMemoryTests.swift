import Foundation
import LinearAlgebra
import Testing

struct GradientMemoryTests {
  private let numbers = RandomMatrices(seed: 32)

  private func jacobian(_ columns: Int) -> (view: Jacobian, rows: [[Double]]) {
    let blocks = [numbers.normal(3, columns, margin: 1), numbers.normal(3, 4, margin: 1)]
    return (Jacobian(blocks: blocks), (0..<3).map { i in blocks.flatMap { $0.doubles[i] } })
  }

  private func agree(_ found: [Double], _ expected: [Double]) -> Bool {
    found.count == expected.count
      && zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-14 * (1 + abs($1)) }
  }

  @Test(
    "a row moves towards its gradient over a divisor, and no other row does", arguments: oddSizes)
  func moving(columns: Int) {
    let (first, second) = (jacobian(columns), jacobian(columns))
    var memory = GradientMemory(taskCount: 3)
    let fits = memory.fit(first.view)
    #expect(fits && memory.parameterCount == columns + 4)
    memory.move(1, towards: first.view, over: 4, rate: 1)
    memory.move(1, towards: second.view, over: 0.5, rate: 0.25)
    let expected = zip(first.rows[1], second.rows[1]).map { 0.75 * ($0 / 4) + 0.25 * ($1 / 0.5) }
    #expect(agree(memory.row(1), expected))
    #expect((memory.row(0) + memory.row(2)).allSatisfy { $0 == 0 })
    #expect(numbers.marginsAreIntact)
  }

  @Test(
    "inner products are those of the rows, and rows are written back rounded", arguments: oddSizes)
  func products(columns: Int) {
    let gradients = jacobian(columns)
    var memory = GradientMemory(taskCount: 3)
    _ = memory.fit(gradients.view)
    for task in 0..<3 { memory.move(task, towards: gradients.view, over: 3, rate: 1) }
    for i in 0..<3 {
      for j in 0..<3 {
        let expected = zip(gradients.rows[i], gradients.rows[j]).reduce(0) {
          $0 + $1.0 / 3 * $1.1 / 3
        }
        #expect(agree([memory.dot(i, j)], [expected]))
      }
    }
    memory.write(2, into: gradients.view)
    let written = gradients.view.blocks.map(\.doubles)
    #expect(written[0][2] + written[1][2] == gradients.rows[2].map { Double(Float($0 / 3)) })
    #expect(written[0][1] + written[1][1] == gradients.rows[1])
    #expect(numbers.marginsAreIntact)
  }

  @Test("squares add up, and the quotients by their roots are summed", arguments: oddSizes)
  func squares(columns: Int) {
    let (first, second) = (jacobian(columns), jacobian(columns))
    var memory = GradientMemory(taskCount: 3)
    _ = memory.fit(first.view)
    _ = memory.addSquares(0, of: first.view, epsilon: 0.5)
    let found = memory.addSquares(0, of: second.view, epsilon: 0.5)
    let sums = zip(first.rows[0], second.rows[0]).map { $0 * $0 + $1 * $1 }
    #expect(agree(memory.row(0), sums))
    let expected = zip(second.rows[0], sums).reduce(0) {
      $0 + $1.0 * $1.0 / ($1.1 + 0.5).squareRoot()
    }
    #expect(agree([found], [expected]))
  }

  @Test("memory of another network does not fit, nor damaged one")
  func fitting() throws {
    var memory = GradientMemory(taskCount: 3)
    let fits = [
      memory.fit(jacobian(3).view), memory.fit(jacobian(3).view), memory.fit(jacobian(4).view),
    ]
    #expect(fits == [true, true, false])
    let sixteen = Data(count: 16).base64EncodedString()
    for (tasks, parameters) in [(3, 7), (-1, -2), (Int.max, 3), (2, 0)] {
      let text =
        #"{"taskCount": \#(tasks), "parameterCount": \#(parameters), "numbers": "\#(sixteen)"}"#
      #expect(throws: DecodingError.self, "\(tasks) × \(parameters)") {
        try JSONDecoder().decode(GradientMemory.self, from: Data(text.utf8))
      }
    }
  }

  @Test("memory comes back from its coded form with every bit")
  func coding() throws {
    var memory = GradientMemory(taskCount: 3)
    let gradients = jacobian(5)
    _ = memory.fit(gradients.view)
    for task in 0..<3 { memory.move(task, towards: gradients.view, over: 3, rate: 0.1) }
    let coded = try JSONEncoder().encode(memory)
    #expect(try JSONDecoder().decode(GradientMemory.self, from: coded) == memory)
  }
}
