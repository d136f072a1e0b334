/// Which columns to read.
public enum ColumnSelection: Sendable, Codable, Equatable {
  /// All of them, inferring the types of those not declared. An exact name goes before a pattern
  /// and a later declaration before an earlier one; a declaration that fits no column is an error.
  case all([ColumnDeclaration] = [])
  /// As `all`, but skipping those that no declaration fits.
  case matching([ColumnDeclaration])
  /// Just these, by exact name; a missing one is an error, others are skipped.
  case only([ColumnDeclaration])

  /// What each column of a header is read as, in order.
  ///
  /// - Parameter isFirst: Whether the header is the table's, which every declaration must fit, and
  ///   not that of a later source.
  func resolve(
    header: NameIndex, file: String?, isFirst: Bool
  ) throws(DatasetError) -> [ColumnDeclaration] {
    switch self {
    case .all(let declarations), .matching(let declarations):
      var resolved = header.names.map { ColumnDeclaration($0, as: typeOfOthers) }
      // Exact names come last, to override patterns whatever the order they were given in.
      let patterns = declarations.filter { header.position(of: $0.pattern) == nil }
      let exact = declarations.filter { header.position(of: $0.pattern) != nil }
      for declaration in patterns + exact {
        let matches = NamePattern(declaration.pattern).matches(in: header)
        guard !matches.isEmpty || !isFirst else {
          throw Self.unknown(declaration.pattern, header: header.names, file: file)
        }
        for index in matches {
          resolved[index].type = declaration.type
          resolved[index].isLabel = declaration.isLabel
          resolved[index].isRequired = declaration.isRequired
        }
      }
      return resolved
    case .only(let declarations):
      var resolved = header.names.map { ColumnDeclaration($0, as: typeOfOthers) }
      for declaration in declarations {
        if let index = header.position(of: declaration.pattern) {
          resolved[index] = declaration
        } else if isFirst {
          throw Self.unknown(declaration.pattern, header: header.names, file: file)
        }
      }
      return resolved
    }
  }

  /// The selection without declarations that skip columns which are not there: the table was
  /// prepared without them.
  func skippingOnly(what header: NameIndex) -> ColumnSelection {
    func kept(_ declarations: [ColumnDeclaration]) -> [ColumnDeclaration] {
      declarations.filter {
        $0.type != .skipped || !NamePattern($0.pattern).matches(in: header).isEmpty
      }
    }
    return switch self {
    case .all(let declarations): .all(kept(declarations))
    case .matching(let declarations): .matching(kept(declarations))
    case .only: self
    }
  }

  /// What is made of a column that no declaration fits.
  private var typeOfOthers: ColumnType { if case .all = self { .inferred } else { .skipped } }

  /// The first name or pattern that fits no column of one header, but one of another.
  func firstUnmatched(in header: NameIndex, but other: NameIndex) -> String? {
    func fits(_ declaration: ColumnDeclaration, _ header: NameIndex) -> Bool {
      !NamePattern(declaration.pattern).matches(in: header).isEmpty
    }
    let declarations =
      switch self {
      case .all(let declarations), .matching(let declarations), .only(let declarations):
        declarations
      }
    return declarations.first { !fits($0, header) && fits($0, other) }?.pattern
  }

  /// The error for a name or pattern that fits no column.
  static func unknown(_ pattern: String, header: [String], file: String?) -> DatasetError {
    let problem =
      NamePattern(pattern).isPattern
      ? "no column matches \(quoted(pattern))" : "there is no column \(quoted(pattern))"
    return DatasetError(
      .request, file: file, problem: problem,
      remedy: DatasetError.remedy(for: pattern, among: header))
  }
}
