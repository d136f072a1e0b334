/// The numbers and one-hot slots of a row, as the table was encoded.
package struct FeaturesNode: NetworkNode {
  package let width: Int

  var words: String? { "\(width) numbers, indicators of missing cells and one-hot slots" }
}
