/// The inner products A = J₁ J₂ᵀ of the tasks' gradients on two independent parts of a batch: entry
/// (i, j) is ⟨gᵢ, hⱼ⟩. In expectation the Gramian of the expected gradients, which a Gramian of one
/// part is not; but neither symmetric nor positive semi-definite. In Double.
public struct CrossGramian: Sendable, Equatable {
  /// The number of tasks n.
  public private(set) var count: Int
  private var entries: [Double]

  /// An n × n matrix of zeros.
  public init(count: Int) {
    self.count = count
    entries = Array(repeating: 0, count: count * count)
  }

  /// A matrix from its rows, which must be as many as each is long.
  public init(rows: [[Double]]) {
    precondition(rows.allSatisfy { $0.count == rows.count }, "the matrix is square")
    count = rows.count
    entries = Array(rows.joined())
  }

  /// The inner product of gradient `i` of the first part and gradient `j` of the second.
  public subscript(i: Int, j: Int) -> Double {
    get { entries[i * count + j] }
    set { entries[i * count + j] = newValue }
  }

  /// Becomes the matrix of the given tasks only, in their order, within the storage at hand.
  package mutating func assign(_ source: CrossGramian, tasks: [Int]) {
    count = tasks.count
    entries.removeAll(keepingCapacity: true)
    for i in tasks {
      for j in tasks { entries.append(source[i, j]) }
    }
  }

  /// Becomes the products of two parts' gradients.
  package mutating func assign(_ first: Jacobian, _ second: Jacobian) {
    precondition(first.taskCount == count && second.taskCount == count, "shapes differ")
    for i in 0..<count {
      for j in 0..<count { self[i, j] = first.dot(i, j, of: second) }
    }
  }
}
