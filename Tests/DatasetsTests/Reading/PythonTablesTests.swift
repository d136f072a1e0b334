import Datasets
import Foundation
import PythonReference
import Testing

/// Tables that Python's csv module writes.
struct PythonTablesTests {
  private static let python = PythonInterpreter(importing: "csv")

  private struct Table: Decodable {
    let text: String
    let rows: [[String]]
  }

  private static let script = #"""
    import csv, io, json, random
    random.seed(20)
    alphabet = ['a', 'b', '0', '1', '.', '-', ',', ';', '"', "'", '\n', '\r', '\r\n', ' ', '\t', 'é',
                '猫', '🎈', '\\']
    tables = []
    for draw in range(300):
        width = random.randint(1, 6)
        rows = [['t' + ''.join(random.choices(alphabet, k=random.randint(0, 8))) + '.'
                 for _ in range(width)] for _ in range(random.randint(1, 40))]
        out = io.StringIO()
        # Where little is quoted, Python quotes only the line end it writes itself.
        quoting, line_end = random.choice(
            [(csv.QUOTE_MINIMAL, '\r\n'), (csv.QUOTE_ALL, '\n'), (csv.QUOTE_NONNUMERIC, '\r\n')])
        writer = csv.writer(out, quoting=quoting, lineterminator=line_end)
        writer.writerow(f'c{i}' for i in range(width))
        writer.writerows(rows)
        tables.append({'text': out.getvalue(), 'rows': rows})
    print(json.dumps(tables))
    """#

  @Test("every cell is read as it was", .enabled(if: python != nil))
  func cells() throws {
    let python = try #require(Self.python)
    let tables = try JSONDecoder().decode([Table].self, from: try python.run(Self.script))
    #expect(tables.count == 300)
    let options = ReadingOptions(
      delimiter: UInt8(ascii: ","), columns: .all([ColumnDeclaration("*", as: .categorical)]))
    for table in tables {
      for blockSize in [7, 300, 1 << 18] {
        let (dataset, _) = try read(table.text, options: options, blockSize: blockSize)
        let found = (0..<dataset.rowCount).map(dataset.row)
        #expect(found == table.rows.map { $0.map(Cell.text) }, "\(table.text.debugDescription)")
      }
    }
  }
}
