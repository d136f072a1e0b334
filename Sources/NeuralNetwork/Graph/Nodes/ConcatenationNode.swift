/// The columns of several nodes side by side.
package struct ConcatenationNode: NetworkNode {
  package let width: Int

  init(widths: [Int]) {
    width = widths.reduce(0, +)
  }
}
