/// A parameter of the library that messages name. Its raw value is what the library calls it.
public enum Parameter: String, CaseIterable, Codable, Sendable {
  // How a table is read.
  case missingMarkers, skippedLineCount, comment, hasHeader, hasUnits, unitesColumns
  case groupMark, decimalMark, strippedSigns, parenthesesNegate, units
  case foldedColumns, dates, categorical
  /// The columns that are read.
  case columns
  /// The columns whose text is handed on.
  case kept
  /// The most memory that may be taken.
  case bytes

  // What is learnt of a table.
  case labels, ignored, weightColumn
  /// The shares of the rows for training, validation and test.
  case fractions
  /// Whether rows with the same features are kept in one part.
  case repeatsTogether
  /// A table of test rows.
  case test

  // How it is learnt.
  case hidden, sharing, towers, members, dropout
  case epochs, batchSize, sliceRows, shards, learningRate, weightDecay, optimizer, clip, averaging
  case patience

  // How tasks are balanced.
  case scheme, primary, logLosses, scope, gramian, rescaling, every

  // What is told of predictions.
  /// The probability with which intervals, and sets of classes, hold the label.
  case interval
  /// Which features are permuted together where it is measured what each is worth.
  case importanceGroups

  // Where a run is kept.
  case path, overwriting
  /// The checkpoint that a run goes on from.
  case checkpoint
}
