/// What TensorBoard draws of a step: numbers, each under its tag.
package struct ScalarStep: Equatable, Sendable {
  /// The step's number.
  package let number: Int
  /// When it was taken, in seconds since 1970.
  package let wallTime: Double
  /// The numbers.
  package let scalars: [Scalar]

  /// A number of a step.
  package struct Scalar: Equatable, Sendable {
    /// The name of its curve; curves that agree up to a slash are shown together.
    package let tag: String
    /// The number, of which a file keeps 32 bits.
    package let value: Double

    /// A number and its name.
    package init(_ tag: String, _ value: Double) {
      self.tag = tag
      self.value = value
    }
  }

  /// The numbers of a step.
  package init(number: Int, wallTime: Double, scalars: [Scalar]) {
    self.number = number
    self.wallTime = wallTime
    self.scalars = scalars
  }
}
