/// Builds records of a file as bytes, cell by cell in the order of the columns.
package protocol RecordBuilder: Sendable {
  /// Begins records of some columns.
  ///
  /// - Parameter names: The columns' names, no two the same.
  init(columns names: [String])

  /// What stands in a file before its first record.
  var heading: [UInt8] { get }
  /// The records so far.
  var bytes: [UInt8] { get }

  /// Makes room for so many bytes more.
  mutating func reserve(_ byteCount: Int)
  /// Appends a text as the record's next cell.
  mutating func append(text: String)
  /// Appends a number as the next cell.
  mutating func append(number: WrittenNumber)
  /// Appends several texts as the next cell.
  mutating func append(texts: [String])
  /// Ends a record that has a cell for each column.
  mutating func endRecord()
}
