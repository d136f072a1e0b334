/// How the numbers of an axis are written.
package enum TickStyle: Sendable {
  /// As they are: 0.25.
  case number
  /// Shares of one as percentages: 25 %.
  case percent
  /// As they are, and only whole numbers are marked.
  case integer
}
