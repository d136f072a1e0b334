internal import Foundation
internal import Safetensors

/// The row groups of a prepared table as tables, each with the categories of the whole one.
package struct PreparedGroups: Sendable {
  private let table: PreparedTable
  private let columns: [PreparedColumnReading]
  /// The columns as `Dataset.read` describes them.
  package let description: TableDescription

  /// The row groups of a table.
  ///
  /// - Parameter options: Which columns are read, and as what.
  package init(_ table: PreparedTable, _ options: ReadingOptions) throws(DatasetError) {
    self.table = table
    columns = try table.selected(by: options, .ofTable)
    description = table.description(of: columns, byteCount: 0)
  }

  /// The number of groups.
  package var count: Int { table.index.groups.count }

  /// The number of rows of each group.
  package var rowCounts: [Int] { table.index.groups.map(\.rows) }

  /// What tells these files from others: for each its checksum.
  package var checksums: [String] { table.index.groups.map(\.checksum) }

  /// The rows of one group.
  ///
  /// - Parameter names: Which of the columns; nil for all.
  package func dataset(
    _ group: Int, columns names: Set<String>? = nil
  ) throws(DatasetError) -> Dataset {
    let chosen = zip(columns, description.columns).filter { column, _ in
      names?.contains(column.column.name) ?? true
    }
    let (stored, _) = try table.cells(
      of: chosen.map(\.0.column), in: table.index.groups[group])
    return dataset(of: chosen, stored, rowCount: table.index.groups[group].rows)
  }

  /// Some rows of one group, as bytes of which `dataset(excerpt:)` makes a table without reading the
  /// group.
  package func excerpt(_ group: Int, rows: [Int32]) throws(DatasetError) -> [UInt8] {
    let (stored, _) = try table.cells(
      of: columns.map(\.column), in: table.index.groups[group])
    do throws(SafetensorsError) {
      let tensors = zip(columns, stored).map { $1.rows(rows).tensor(named: $0.column.name) }
      return [UInt8](try SafetensorsFile(tensors: tensors).encoded())
    } catch {
      throw DatasetError(.data, file: table.path, problem: "\(error)")
    }
  }

  /// The rows of an excerpt of these groups.
  package func dataset(excerpt: [UInt8]) throws(DatasetError) -> Dataset {
    do throws(SafetensorsError) {
      let file = try SafetensorsFile(decoding: Data(excerpt))
      let cells = try columns.map { reading throws(SafetensorsError) -> StoredCells in
        guard let tensor = file[reading.column.name] else {
          preconditionFailure("an excerpt has all columns")
        }
        return try StoredCells(tensor)
      }
      return dataset(
        of: Array(zip(columns, description.columns)), cells, rowCount: cells.first?.count ?? 0)
    } catch {
      throw DatasetError(.data, file: table.path, problem: "\(error)")
    }
  }

  private func dataset(
    of chosen: [(PreparedColumnReading, ColumnDescription)], _ stored: [StoredCells],
    rowCount: Int
  ) -> Dataset {
    Dataset(
      rowCount: rowCount,
      columns: zip(chosen, stored).map { reading, cells in
        var store = ColumnStore(keepsDoubles: reading.0.column.isLabel)
        store.append(reading.0.cells(cells), expected: nil)
        return store.takeColumn(reading.1)
      })
  }
}

extension Dataset {
  /// The rows of several tables that have the same columns, one after the other.
  package init(joining parts: [Dataset]) {
    let columns = (parts.first?.columns ?? []).indices.map { index in
      Column(joining: parts.map { $0.columns[index] })
    }
    self.init(rowCount: parts.reduce(0) { $0 + $1.rowCount }, columns: columns)
  }
}

extension Column {
  /// Cells of one column, with the same categories, one after the other.
  fileprivate init(joining parts: [Column]) {
    let first = parts[0]
    switch first.values {
    case .numeric:
      let numbers = parts.compactMap { part -> Numbers? in
        if case .numeric(let numbers) = part.values { numbers } else { nil }
      }
      self.init(name: first.name, values: .numeric(Numbers(joining: numbers)))
    case .categorical(let cells):
      let codes = parts.flatMap { part -> [Int32] in
        if case .categorical(let cells) = part.values { cells.codes } else { [] }
      }
      self.init(
        name: first.name,
        values: .categorical(
          Categorical(
            codes: codes, categories: cells.categories, decimalMark: cells.decimalMark)))
    }
  }
}
