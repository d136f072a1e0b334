internal import CKernels

/// The matrix of inner products G = J Jᵀ of the rows of a Jacobian: entry (i, j) is ⟨gᵢ, gⱼ⟩.
/// Symmetric and positive semi-definite, in Double whatever the gradients were held in.
public struct Gramian: Sendable, Equatable {
  /// The number of tasks n.
  public private(set) var count: Int
  /// The n × n entries, row by row.
  package var entries: [Double]

  /// An n × n matrix of zeros.
  public init(count: Int) {
    self.count = count
    entries = Array(repeating: 0, count: count * count)
  }

  /// A matrix from its rows, which must be as many as each is long.
  public init(rows: [[Double]]) {
    precondition(rows.allSatisfy { $0.count == rows.count }, "a Gramian is square")
    count = rows.count
    entries = Array(rows.joined())
  }

  /// The inner product of gradients `i` and `j`. Setting one entry leaves its mirror as it is.
  public subscript(i: Int, j: Int) -> Double {
    get { entries[i * count + j] }
    set { entries[i * count + j] = newValue }
  }

  /// The squared norm of gradient `i`.
  public func squaredNorm(_ i: Int) -> Double {
    self[i, i]
  }

  /// Computes G x and the sums of its terms' magnitudes, row by row; the time is in proportion to
  /// the entries of x that are not zero.
  ///
  /// - Parameters:
  ///   - x: As many entries as rows.
  ///   - product: Its first entries, as many as rows, become G x.
  ///   - magnitudes: Likewise Σⱼ |Gᵢⱼ xⱼ|.
  package func multiply(
    _ x: [Double], into product: inout [Double], magnitudes: inout [Double]
  ) {
    precondition(x.count == count && product.count >= count && magnitudes.count >= count)
    entries.withUnsafeBufferPointer { entries in
      guard let base = entries.baseAddress else { return }
      for i in 0..<count { (product[i], magnitudes[i]) = (0, 0) }
      for j in 0..<count where x[j] != 0 {
        ek_add_product(base + j * count, x[j], &product, &magnitudes, count)
      }
    }
  }

  /// Adds a row times a factor: what G x changes by where xᵢ grows by the factor.
  package func addRow(_ i: Int, times factor: Double, to product: inout [Double]) {
    precondition(i >= 0 && i < count && product.count >= count, "there is no such row")
    entries.withUnsafeBufferPointer { entries in
      guard let base = entries.baseAddress else { return }
      ek_add_multiple(base + i * count, factor, &product, count)
    }
  }

  /// Becomes the matrix of the given tasks only, in their order, within the storage at hand.
  package mutating func assign(_ source: Gramian, tasks: [Int]) {
    count = tasks.count
    entries.removeAll(keepingCapacity: true)
    for i in tasks {
      for j in tasks { entries.append(source[i, j]) }
    }
  }

  /// Becomes that of the gradients over the given lengths: entry (i, j) is Gᵢⱼ/(sᵢ sⱼ).
  package mutating func assign(_ source: Gramian, over lengths: [Double]) {
    precondition(lengths.count >= source.count, "one length for each gradient")
    count = source.count
    entries.removeAll(keepingCapacity: true)
    for i in 0..<count {
      for j in 0..<count { entries.append(source[i, j] / lengths[i] / lengths[j]) }
    }
  }

  /// Becomes G + r I, within the storage at hand.
  package mutating func assign(_ source: Gramian, plusDiagonal ridge: Double) {
    count = source.count
    entries.removeAll(keepingCapacity: true)
    for i in 0..<count {
      for j in 0..<count { entries.append(source[i, j] + (i == j ? ridge : 0)) }
    }
  }

  /// Becomes the inner products of some of a Jacobian's rows, in their order.
  package mutating func assign(_ jacobian: Jacobian, tasks: [Int]) {
    count = tasks.count
    entries.removeAll(keepingCapacity: true)
    for i in tasks {
      for j in tasks { entries.append(jacobian.dot(i, j, of: jacobian)) }
    }
  }
}
