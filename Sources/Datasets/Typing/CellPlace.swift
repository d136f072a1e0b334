/// A cell to remember for an error that may come later.
struct CellPlace: Codable, Sendable {
  var file: String
  var line: Int
  var value: String
}
