internal import CKernels

/// Factors that each of several members of a network has of its own, and what it adds: members ×
/// columns each.
package struct MemberAdapter {
  let scale: Matrix
  let bias: Matrix

  /// An adapter of a layer's products.
  package init(scale: Matrix, bias: Matrix) {
    precondition(
      scale.isContiguous && bias.isContiguous && scale.rows == bias.rows
        && scale.columns == bias.columns, "shapes differ")
    (self.scale, self.bias) = (scale, bias)
  }
}

/// What the layer above reads of a layer's outputs: each member's times factors of its own.
package struct MemberReading {
  /// members × columns.
  let scale: Matrix
  /// rows × columns: outputs · factors, or the sums of the factors' gradients: (copies · members) ×
  /// columns.
  let result: Matrix

  /// What the layer above reads, or what it learns of that on the way back.
  package init(scale: Matrix, result: Matrix) {
    precondition(
      scale.isContiguous && result.isContiguous && result.columns == scale.columns,
      "shapes differ")
    (self.scale, self.result) = (scale, result)
  }
}

/// Rows of several members, who read a batch together: row b · members + m is member m's of the
/// batch's row b.
extension Matrix {
  /// One member's of all rows.
  package func rows(of member: Int, among members: Int) -> Matrix {
    everyRow(from: member, by: members)
  }

  /// Fills the rows of all members with those of `x`, times the member's factors if there are any.
  ///
  /// - Parameters:
  ///   - x: rows / members × columns; may have gaps.
  ///   - scale: members × columns.
  package func spread(_ x: Matrix, members: Int, scale: Matrix?) {
    precondition(
      isContiguous && rows == x.rows * members && columns == x.columns
        && scale.map { $0.isContiguous && $0.rows == members && $0.columns == columns } ?? true,
      "shapes differ")
    ek_spread(x.base, x.stride, scale?.base, base, x.rows, members, columns)
  }

  /// From the gradients of what `spread` filled, this matrix, back to those of x at some of the
  /// columns; adds those of the factors.
  ///
  /// - Parameters:
  ///   - x: What was spread: rows × columns.
  ///   - dx: (rows · copies) × the columns; nil where none are wanted.
  ///   - factors: The factors, and the sums of their gradients, a member's row for each of copies;
  ///     nil if there were none.
  package func leaveSpread(
    _ x: Matrix, into dx: Matrix?, at wanted: Range<Int>, members: Int, copies: Int,
    factors: MemberReading?
  ) {
    precondition(
      isContiguous && rows == x.rows * members * copies && columns == x.columns
        && wanted.lowerBound >= 0 && wanted.upperBound <= columns, "shapes differ")
    precondition(
      dx.map { $0.isContiguous && $0.rows == x.rows * copies && $0.columns == wanted.count }
        ?? wanted.isEmpty, "shapes differ")
    check(factors, members: members, resultRows: members * copies)
    ek_leave_spread(
      base, x.base, x.stride, factors?.scale.base, dx?.base ?? base, factors?.result.base, x.rows,
      members,
      copies, columns, wanted.lowerBound, wanted.count)
  }

  /// From the gradients of what `spread` filled, this matrix, back to those of x where each member
  /// is a task; adds those of the tasks' factors.
  ///
  /// - Parameters:
  ///   - x: What was spread: rows × columns.
  ///   - dx: rows × the columns for the sum of the tasks' gradients times their shares, or
  ///     (rows · tasks) × the columns for each task's; nil where none are wanted.
  ///   - factors: The factors, and the sums of their gradients, a row for each task.
  ///   - shares: A task of share 0 leaves no trace in the sum; nil for each task's gradients.
  package func leaveTaskSpread(
    _ x: Matrix, into dx: Matrix?, at wanted: Range<Int>, factors: MemberReading,
    shares: [Double]?
  ) {
    let tasks = factors.scale.rows
    precondition(
      isContiguous && rows == x.rows * tasks && columns == x.columns && wanted.lowerBound >= 0
        && wanted.upperBound <= columns && shares.map { $0.count == tasks } ?? true,
      "shapes differ")
    precondition(
      dx.map {
        $0.isContiguous && $0.rows == (shares == nil ? rows : x.rows)
          && $0.columns == wanted.count
      } ?? wanted.isEmpty, "shapes differ")
    check(factors, members: tasks, resultRows: tasks)
    func leave(_ shares: UnsafePointer<Double>?) {
      ek_leave_task_spread(
        base, x.base, x.stride, factors.scale.base, shares, dx?.base ?? base, factors.result.base,
        x.rows, tasks, columns, wanted.lowerBound, wanted.count)
    }
    guard let shares else { return leave(nil) }
    shares.withUnsafeBufferPointer { leave($0.baseAddress) }
  }

  /// x · scale + bias with each member's own.
  package func adapt(_ x: Matrix, by adapter: MemberAdapter) {
    check(adapter)
    precondition(
      isContiguous && x.isContiguous && rows == x.rows && columns == x.columns, "shapes differ")
    ek_adapt(
      x.base, adapter.scale.base, adapter.bias.base, base, rows, adapter.scale.rows, columns)
  }

  /// From the gradients of x · scale + bias, in their place, to those of x; adds those of scale and
  /// bias: (copies · members) × columns each.
  package func leaveAdapter(
    of x: Matrix, by adapter: MemberAdapter, copies: Int, sums: MemberAdapter
  ) {
    check(adapter)
    let members = adapter.scale.rows
    precondition(
      isContiguous && x.isContiguous && rows == x.rows * copies && columns == x.columns
        && sums.scale.rows == copies * members && sums.scale.columns == columns, "shapes differ")
    ek_leave_adapter(
      base, x.base, adapter.scale.base, sums.scale.base, sums.bias.base, x.rows, members, copies,
      columns)
  }

  /// y = max(z, 0), masked, of these products' z = x · scale + bias, or x itself without an
  /// adapter.
  ///
  /// - Parameters:
  ///   - slopes: Receives the slopes at each entry.
  ///   - reading: Receives what the layer above reads.
  package func activateReLU(
    _ adapter: MemberAdapter?, members: Int, into y: Matrix, slopes: Matrix,
    reading: MemberReading?, dropout: DropoutMask?
  ) {
    check(adapter, members: members, y, slopes, reading)
    ek_activate_members_relu(
      base, adapter?.scale.base, adapter?.bias.base, reading?.scale.base, y.base, slopes.base,
      reading?.result.base, rows, members, columns, dropout.kernel)
  }

  /// y = z Φ(z) likewise.
  package func activateGELU(
    _ adapter: MemberAdapter?, members: Int, into y: Matrix, slopes: Matrix,
    reading: MemberReading?, dropout: DropoutMask?
  ) {
    check(adapter, members: members, y, slopes, reading)
    ek_activate_members_gelu(
      base, adapter?.scale.base, adapter?.bias.base, reading?.scale.base, y.base, slopes.base,
      reading?.result.base, rows, members, columns, dropout.kernel)
  }

  /// From the gradients of what the layer above reads, in their place, to those before the
  /// activation, where `slopes` are the slopes; adds those of the factors.
  ///
  /// - Parameters:
  ///   - y: The activation's outputs.
  ///   - reading: The factors, and the sums of their gradients; nil where outputs are read as they
  ///     are.
  package func leaveActivation(
    _ y: Matrix, slopes: Matrix, members: Int, copies: Int, reading: MemberReading?
  ) {
    precondition(
      isContiguous && y.isContiguous && slopes.isContiguous && rows == y.rows * copies
        && columns == y.columns && slopes.rows == y.rows && slopes.columns == columns,
      "shapes differ")
    check(reading, members: members, resultRows: members * copies)
    ek_leave_activation(
      base, y.base, reading?.scale.base, reading?.result.base, slopes.base, y.rows, members,
      copies, columns)
  }

  /// Adds to each member's rows its biases: entry c · members + m is member m's for column c. This
  /// matrix may have gaps.
  package func addToRows(_ biases: Matrix, members: Int) {
    precondition(
      biases.isContiguous && biases.count == columns * members && rows % members == 0,
      "shapes differ")
    ek_add_member_bias(base, biases.base, rows, members, columns, stride)
  }

  /// Adds the sums of each member's rows of `x`, which may have gaps, in the order of biases.
  package func addColumnSums(of x: Matrix, members: Int) {
    precondition(
      isContiguous && count == x.columns * members && x.rows % members == 0, "shapes differ")
    ek_add_member_sums(x.base, base, x.rows, members, x.columns, x.stride)
  }

  private func check(_ adapter: MemberAdapter) {
    precondition(
      adapter.scale.columns == columns && rows % adapter.scale.rows == 0, "shapes differ")
  }

  private func check(_ reading: MemberReading?, members: Int, resultRows: Int) {
    guard let reading else { return }
    precondition(
      reading.scale.rows == members && reading.scale.columns == columns
        && reading.result.rows == resultRows, "shapes differ")
  }

  private func check(
    _ adapter: MemberAdapter?, members: Int, _ y: Matrix, _ slopes: Matrix,
    _ reading: MemberReading?
  ) {
    precondition(
      rows == y.rows && columns == y.columns && isContiguous && y.isContiguous
        && rows == slopes.rows && columns == slopes.columns && slopes.isContiguous,
      "shapes differ")
    if let adapter {
      check(adapter)
      precondition(adapter.scale.rows == members, "shapes differ")
    }
    check(reading, members: members, resultRows: rows)
  }
}
