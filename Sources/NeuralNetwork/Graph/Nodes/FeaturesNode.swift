/// The numbers and one-hot slots of a row, as the table was encoded.
struct FeaturesNode: NetworkNode {
  let width: Int
}
