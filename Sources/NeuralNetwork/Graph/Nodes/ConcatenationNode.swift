/// The columns of several nodes side by side.
struct ConcatenationNode: NetworkNode {
  let width: Int

  init(widths: [Int]) {
    width = widths.reduce(0, +)
  }
}
