internal import LinearAlgebra

/// Where the network branches into its tasks: the first product of each task's own, all computed
/// together from what they read. Without towers these are the heads.
///
/// Several members have weights of their own here: row o · members + m of all weights is member m's
/// for product o. A head's lie so among the parameters (`HeadNode`); those of a tower's first layer
/// are its weight times the member's input factors (`BranchWeights`).
///
/// Where tasks adapt the layers, each head reads rows of its task: row b · tasks + t is task t's of
/// the batch's row b, and all its products are in one row.
struct BranchStep: Sendable {
  /// For each task its part of the products.
  let branches: [Branch]
  /// The products of all weights; of one member they are planned.
  let map: LinearMap
  /// The number of all products of a row.
  let width: Int
  /// How many members there are.
  let members: Int
  /// Whether each task reads rows of its own.
  let isAdapted: Bool
  /// How many experts' outputs lie side by side in what is read: row b · experts + e of the
  /// products is expert e's of row b.
  let experts: Int

  /// The heads' biases; nil where layers follow, which add their own.
  private let bias: TensorPlace?

  /// One task's part.
  struct Branch: Sendable {
    let weight: TensorPlace
    /// A tower's factors of what each member reads; nil where there is one, or no tower.
    let adapter: TensorPlace?
    /// Its columns among all products.
    let columns: Range<Int>
  }

  /// - Parameters:
  ///   - weights: For each task the place of its weight.
  ///   - biases: Those of its biases; nil where layers follow.
  ///   - adapters: Those of its factors of what each of several members reads; nil without.
  ///   - isAdapted: Whether each task reads rows of its own.
  ///   - experts: How many experts' outputs lie side by side in what is read.
  ///   - propagated: The columns of what an expert's are whose gradients are wanted.
  init(
    _ weights: [TensorPlace], biases: [TensorPlace]?, adapters: [TensorPlace]?, members: Int,
    isAdapted: Bool, experts: Int, propagated: Range<Int>
  ) {
    self.members = members
    self.experts = experts
    self.isAdapted = isAdapted
    let perProduct = adapters == nil ? members : 1
    var column = 0
    branches = weights.enumerated().map { task, weight in
      let count = weight.rows / perProduct
      defer { column += count }
      return Branch(
        weight: weight, adapter: adapters?[task], columns: column..<column + count)
    }
    width = column
    let (offset, rows) = (weights[0].offset, column * perProduct)
    map = LinearMap(
      weight: TensorPlace(offset: offset, rows: rows, columns: weights[0].columns),
      propagated: propagated, repeats: experts)
    bias = biases.map { TensorPlace(offset: $0[0].offset, rows: 1, columns: rows) }
  }

  /// Whether the weights of several members have to be made of towers' weights and factors.
  var hasAdapters: Bool { branches[0].adapter != nil }

  /// The rows of x that a task reads where each has its own.
  private func rows(of task: Int, in x: Matrix) -> Matrix {
    x.rows(of: task, among: branches.count)
  }

  /// Computes the products of some rows member by member, or task by task.
  ///
  /// - Parameter weights: Those of all members.
  func forward(_ x: Matrix, into products: Matrix, weights: Matrix) {
    guard !isAdapted else {
      for (task, branch) in branches.enumerated() {
        products.columns(branch.columns).assignProduct(
          rows(of: task, in: x).plain, weights.rows(branch.columns).transposed)
      }
      return
    }
    for member in 0..<members {
      products.rows(of: member, among: members).assignProduct(
        x.rows(of: member, among: members).plain,
        weights.rows(of: member, among: members).transposed)
    }
  }

  /// Adds the biases to the products: rows × width.
  func addBiases(to products: Matrix, parameters: Matrix) {
    guard let bias else { return }
    if members > 1 {
      products.addToRows(parameters.tensor(bias), members: members)
    } else {
      products.addToRows(parameters.tensor(bias))
    }
  }

  /// The gradients of the biases only, in a vector of all parameters.
  func sumBiases(_ outputs: Matrix, gradient: Matrix) {
    guard let bias else { return }
    let sums = gradient.tensor(bias)
    sums.clear()
    if members > 1 {
      sums.addColumnSums(of: outputs, members: members)
    } else {
      sums.addColumnSums(of: outputs)
    }
  }

  /// Those of a task's biases where the gradients above are not all there are at its products, from
  /// its gradients at all of them, times its weight.
  func sumBiases(of task: Int, _ outputs: Matrix, times weight: Double, gradient: Matrix) {
    guard let bias else { return }
    let columns = branches[task].columns
    let sums = gradient.tensor(bias).columns(columns)
    sums.clear()
    sums.addColumnSums(of: outputs.columns(columns))
    sums.scaleColumns(by: Float(weight))
  }

  /// In how many parts the gradients of its weights are had: a part is a member, or a task that
  /// reads rows of its own.
  var partCount: Int { isAdapted ? branches.count : members }

  /// The gradients of one part's weights, in a vector of all parameters, which has them.
  func backwardWeights(of part: Int, _ x: Matrix, dy: Matrix, gradient: Matrix) {
    let weights = gradient.tensor(map.weight)
    guard !isAdapted else {
      let columns = branches[part].columns
      return weights.rows(columns).assignProduct(
        dy.columns(columns).transposed, rows(of: part, in: x).plain)
    }
    weights.rows(of: part, among: members)
      .assignProduct(
        dy.rows(of: part, among: members).transposed, x.rows(of: part, among: members).plain)
  }

  /// The gradients of what is read, member by member or task by task: rows × inputs.
  func backwardInputs(_ dy: Matrix, into dx: Matrix, weights: Matrix) {
    guard !isAdapted else {
      for (task, branch) in branches.enumerated() {
        rows(of: task, in: dx).assignProduct(
          dy.columns(branch.columns).plain, weights.rows(branch.columns).plain)
      }
      return
    }
    for member in 0..<members {
      dx.rows(of: member, among: members).assignProduct(
        dy.rows(of: member, among: members).plain, weights.rows(of: member, among: members).plain)
    }
  }

  /// The gradients of what is read for each task apart: (rows · tasks) × inputs, row
  /// b · tasks + i for task i.
  func backwardInputsPerTask(_ dy: Matrix, into dx: Matrix, weights: Matrix) {
    let tasks = branches.count
    guard experts == 1 else {
      let all = dx.sides(experts)
      for expert in 0..<experts {
        let own = dy.rows(of: expert, among: experts)
        for (task, branch) in branches.enumerated() {
          all.everyRow(from: task * experts + expert, by: tasks * experts)
            .assignProduct(own.columns(branch.columns).plain, weights.rows(branch.columns).plain)
        }
      }
      return
    }
    for member in 0..<members {
      let (dy, weights) = (
        dy.rows(of: member, among: members), weights.rows(of: member, among: members)
      )
      for (task, branch) in branches.enumerated() {
        dx.everyRow(from: member * tasks + task, by: members * tasks)
          .assignProduct(dy.columns(branch.columns).plain, weights.rows(branch.columns).plain)
      }
    }
  }

  /// The inner products of the tasks' gradients at what is read, over all rows and units.
  ///
  /// Task i's gradient at row b is Σ s_bo v_o over its products o, with slopes s and weights v; so
  /// the product with task j's is Σ (SᵀS)_op (VVᵀ)_op over the products o of i and p of j, and no
  /// gradient need be formed. Members add theirs. Tasks that read rows of their own have no
  /// product.
  func writeProducts(slopes: Matrix, weights: Matrix, to gramian: inout Gramian) {
    for i in branches.indices {
      for j in branches.indices { gramian[i, j] = 0 }
    }
    for member in 0..<members {
      let ofSlopes = GramianParts(partCount: 1, count: width)
      let ofWeights = GramianParts(partCount: 1, count: width)
      ofSlopes.add(columns: slopes.rows(of: member, among: members), to: 0)
      ofWeights.add(rows: weights.rows(of: member, among: members), to: 0)
      var (s, v) = (Gramian(count: width), Gramian(count: width))
      ofSlopes.sum(into: &s)
      ofWeights.sum(into: &v)
      for (i, first) in branches.enumerated() {
        for (j, second) in branches.enumerated() where i == j || !isAdapted {
          var sum = 0.0
          for o in first.columns {
            for p in second.columns { sum += s[o, p] * v[o, p] }
          }
          gramian[i, j] += sum
        }
      }
    }
  }
}
