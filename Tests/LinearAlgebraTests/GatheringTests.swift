import LinearAlgebra
import Testing

struct GatheringTests {
  private let numbers = RandomMatrices(seed: 15)
  /// Rows in no order, one of them twice; the slice does not begin at the array's start.
  private let indices: ArraySlice<Int32> = [99, 4, 0, 4, 2][1...]

  @Test("a row of inputs is its numbers, zeros and a one for each code", arguments: [0, 2])
  func inputs(margin: Int) {
    // Five rows of three numbers and two one-hot features of four and three slots.
    let table = numbers.normal(5, 3).values
    let hot: [Int32] = [3, 7, 6, 9, 4, 8, 5, 7, 3, 9]
    // Two columns more, for embeddings, that gathering must leave alone.
    let inputs = numbers.filled(6, 12, margin: margin, with: 5)
    inputs.gatherInputs(
      numbers: table, numberCount: 3, hot: hot, hotCount: 2, at: indices, oneHotEnd: 10)
    for (row, index) in indices.enumerated() {
      let index = Int(index)
      var expected: [Float] = Array(table[3 * index..<3 * index + 3])
      expected += Array(repeating: 0, count: 7) + [5, 5]
      for code in hot[2 * index..<2 * index + 2] { expected[Int(code)] = 1 }
      #expect(inputs.rows(row..<row + 1).values == expected)
    }
    #expect(inputs.rows(4..<6).values == Array(repeating: 5, count: 24))
    #expect(numbers.marginsAreIntact)
  }

  @Test("inputs may be numbers only, codes only or neither")
  func partialInputs() {
    let inputs = numbers.filled(4, 2, with: 5)
    inputs.gatherInputs(
      numbers: [0, 1, 2, 3, 4], numberCount: 1, hot: [], hotCount: 0, at: indices, oneHotEnd: 1)
    #expect(inputs.values == [4, 5, 0, 5, 4, 5, 2, 5])
    inputs.gatherInputs(
      numbers: [], numberCount: 0, hot: [0, 1, 1, 0, 1], hotCount: 1, at: indices, oneHotEnd: 2)
    #expect(inputs.values == [0, 1, 1, 0, 0, 1, 0, 1])
    inputs.gatherInputs(
      numbers: [], numberCount: 0, hot: [], hotCount: 0, at: indices, oneHotEnd: 0)
    #expect(inputs.values == [0, 1, 1, 0, 0, 1, 0, 1])
  }

  @Test("no indices gather nothing")
  func nothing() {
    let inputs = numbers.filled(2, 2, with: 5)
    inputs.gatherInputs(
      numbers: [1, 2], numberCount: 2, hot: [], hotCount: 0, at: [], oneHotEnd: 2)
    let row = numbers.filled(1, 2, with: 5)
    row.gather([1, 2], at: [])
    #expect(inputs.values == [5, 5, 5, 5] && row.values == [5, 5])
  }

  @Test("values are gathered in the order of the indices")
  func values() {
    let row = numbers.filled(1, 5, with: -1)
    row.gather([10, 11, 12, 13, 14], at: indices)
    #expect(row.values == [14, 10, 14, 12, -1])
  }

  @Test("rows are gathered whole, in the order of the indices")
  func rows() {
    let rows = numbers.filled(5, 2, margin: 1, with: -1)
    rows.gatherRows((0..<10).map(Float.init), at: indices)
    #expect(rows.values == [8, 9, 0, 1, 8, 9, 4, 5, -1, -1])
    #expect(numbers.marginsAreIntact)
  }

  @Test("an embedded row is the table's row of its code", arguments: [1, 3, 17])
  func embedding(dimension: Int) {
    let table = numbers.normal(6, dimension)
    let codes = numbers.codes(130 * 2, below: 6)
    let buffer = CodeBuffer(count: codes.count)
    let matrix = buffer.matrix(rows: 130, columns: 2)
    matrix.gather(codes, at: Array(0..<130)[...])
    for feature in 0..<2 {
      let out = numbers.filled(130, dimension, margin: 2, with: .nan)
      out.gatherEmbedding(table: table, codes: matrix, feature: feature)
      for row in 0..<130 {
        let code = Int(codes[2 * row + feature])
        #expect(out.rows(row..<row + 1).values == table.rows(code..<code + 1).values)
      }
      // The rows of a slice keep their codes.
      let slice = numbers.filled(4, dimension, with: .nan)
      slice.gatherEmbedding(table: table, codes: matrix.rows(100..<104), feature: feature)
      #expect(slice.values == out.rows(100..<104).values)
    }
    #expect(numbers.marginsAreIntact)
  }

  @Test("codes are gathered in the order of the indices")
  func codes() {
    let buffer = CodeBuffer(count: 8)
    let codes = buffer.matrix(rows: 4, columns: 2)
    codes.gather([0, 1, 10, 11, 20, 21, 30, 31, 40, 41], at: indices)
    // A table whose rows say their number shows which code stands where.
    let table = numbers.row((0..<42).map { Float($0) }).reshaped(rows: 42, columns: 1)
    let found = (0..<2).map { feature in
      let out = numbers.filled(4, 1, with: .nan)
      out.gatherEmbedding(table: table, codes: codes, feature: feature)
      return out.values
    }
    #expect(found == [[40, 0, 40, 20], [41, 1, 41, 21]])
  }

  @Test("a table's gradient gains the rows of each code, for each task apart", arguments: [1, 3])
  func embeddingGradient(copies: Int) {
    for (rows, size, dimension) in [(1, 1, 1), (17, 3, 5), (130, 40, 17)] {
      let codes = numbers.codes(rows * 2, below: size)
      let buffer = CodeBuffer(count: codes.count)
      let matrix = buffer.matrix(rows: rows, columns: 2)
      matrix.gather(codes, at: (0..<Int32(rows)).map { $0 }[...])
      for margin in [0, 2] {
        let dx = numbers.normal(rows * copies, dimension, margin: margin)
        let gradient = numbers.filled(copies * size, dimension, with: 3)
        gradient.addEmbeddingGradient(of: dx, codes: matrix, feature: 1, copies: copies)
        var expected = Array(
          repeating: Array(repeating: 3.0, count: dimension), count: copies * size)
        for (row, values) in dx.doubles.enumerated() {
          let code = Int(codes[row / copies * 2 + 1])
          let place = row % copies * size + code
          expected[place] = zip(expected[place], values).map(+)
        }
        #expect(agree(gradient, expected, within: 1e-5))
      }
    }
  }

  @Test("more indices than rows stop the process")
  func tooMany() async {
    await #expect(processExitsWith: .failure) {
      FloatBuffer(count: 2).vector.gather([1, 2, 3], at: [0, 1, 2])
    }
    await #expect(processExitsWith: .failure) {
      FloatBuffer(count: 2).matrix(rows: 2, columns: 1).gatherInputs(
        numbers: [1, 2, 3], numberCount: 1, hot: [], hotCount: 0, at: [0, 1, 2], oneHotEnd: 1)
    }
  }
}
