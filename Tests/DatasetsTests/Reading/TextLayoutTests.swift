import Datasets
import Foundation
import PythonReference
import RandomNumbers
import Testing

/// Files that hold more than a header and records.
struct TextLayoutTests {
  private static let python = PythonInterpreter(importing: "csv")

  /// A table as Python made it: its files, how they are to be read, and what is in them.
  private struct Made: Decodable {
    let files: [String]
    let skipped: Int
    let comment: String?
    let hasHeader: Bool
    let hasUnits: Bool
    let isBlank: Bool
    let unites: Bool
    let header: [String]
    /// The cells; nil where one is missing.
    let rows: [[String?]]
    let delimiter: String?

    var layout: TextLayout {
      TextLayout(
        skippedLineCount: skipped, comment: comment, hasHeader: hasHeader, hasUnits: hasUnits,
        isDelimitedByBlanks: isBlank, unitesColumns: unites)
    }
  }

  /// Rows are drawn first, and written by Python's csv module; all else is put around them.
  private static let script = #"""
    import csv, io, json, random
    random.seed(11)
    alphabet = ['a', 'b', '0', '1', '.', '-', "'", ' ', 'é', '猫', '#', '%', '//', ';', ',']

    def cell(quotes):
        if random.random() < 0.4:
            return f'{random.uniform(-9, 9):.3g}'
        extra = ['\n', '"', '\n#', '\r\n'] if quotes else []
        return 't' + ''.join(random.choices(alphabet + extra, k=random.randint(0, 6))) + '.'

    def record(cells, delimiter, end):
        out = io.StringIO()
        # Where little is quoted, Python quotes only the line end it writes itself.
        must = any(c in cell for cell in cells for c in '\r\n')
        quoting = csv.QUOTE_ALL if must or random.random() < 0.2 else csv.QUOTE_MINIMAL
        csv.writer(out, quoting=quoting, delimiter=delimiter, lineterminator=end).writerow(cells)
        return out.getvalue()

    def spaced(cells, end):
        gap = lambda least: ''.join(random.choices(' \t', k=random.randint(least, 3)))
        words = ['"' + c.replace('"', '""') + '"' if any(s in c for s in ' \t"\n\r') or not c else c
                 for c in cells]
        line = gap(0) + words[0]
        for word in words[1:]:
            line += gap(1) + word
        return line + gap(0) + end

    def made():
        width = random.randint(2, 5)
        blanks = random.random() < 0.2
        end = random.choice(['\n', '\r\n', '\r'])
        quotes = random.random() < 0.5
        delimiter = random.choice(',;\t|')
        comment = random.choice([None, None, '#', '//', '%%', '# '])
        skipped = random.choice([0, 0, 1, 3])
        has_header = random.random() < 0.85
        units = has_header and random.random() < 0.25
        says = not blanks and skipped == 0 and random.random() < 0.25
        unites = not blanks and has_header and random.random() < 0.3
        names = [f'n{i}' for i in range(width)]
        if not blanks and random.random() < 0.2:
            names[0] = 'first name'
        files, rows, union = [], [], []
        for part in range(random.randint(2, 3) if unites else 1):
            own = list(names)
            if unites:
                own = [n for n in names if n == names[0] or random.random() < 0.6]
                own += [f'own{part}'] if random.random() < 0.5 or len(own) < 2 else []
                random.shuffle(own)
            union += [n for n in own if n not in union]
            write = (lambda c: spaced(c, end)) if blanks else (lambda c: record(c, delimiter, end))
            text = ''.join(random.choice(['a "title', 'x,y;z', '', '# "']) + end for _ in range(skipped))
            if says:
                text += f'sep={delimiter}' + end
            note = lambda: (comment or '') + random.choice(['', ' say "no', 'a,b', ' 1;2']) + end
            remarks = lambda: note() if comment and random.random() < 0.2 else ''
            text += remarks()
            if has_header:
                text += write(own)
            if units:
                marks = [f'[u{i}]' for i in range(len(own))]
                text += remarks() + write(marks)
            for _ in range(random.randint(1, 12)):
                text += remarks()
                chance = random.random()
                if chance < 0.1 and has_header:
                    text += write(own)
                    if units and random.random() < 0.5:
                        text += write(marks)
                elif chance < 0.2 and not blanks:
                    text += delimiter.join(random.choice(['', '', ' ']) if delimiter != '\t' else ''
                                           for _ in own) + end
                elif chance < 0.3:
                    text += end
                cells = [cell(quotes) for _ in own]
                text += write(cells)
                rows.append(dict(zip(own, cells)))
            text += remarks()
            files.append(text)
        header = union if has_header else [f'x{i + 1}' for i in range(width)]
        keys = union if has_header else names
        return {'files': files, 'skipped': skipped, 'comment': comment, 'hasHeader': has_header,
                'hasUnits': units, 'isBlank': blanks, 'unites': unites, 'header': header,
                'rows': [[row.get(name) for name in keys] for row in rows],
                'delimiter': None if says else delimiter}

    print(json.dumps([made() for _ in range(400)]))
    """#

  @Test("what was put around rows is told from them", .enabled(if: python != nil))
  func tables() throws {
    let python = try #require(Self.python)
    let tables = try JSONDecoder().decode([Made].self, from: try python.run(Self.script))
    #expect(tables.count == 400)
    for (index, table) in tables.enumerated() {
      let options = ReadingOptions(
        delimiter: table.delimiter?.utf8.first, missingMarkers: [], layout: table.layout,
        columns: .all([ColumnDeclaration("*", as: .categorical)]))
      for (blockSize, threads) in [(7, 2), (64, 3), (1 << 18, 1)] {
        var reader = TableReader(
          sources: table.files.enumerated().map { .bytes(name: "\($0)", Array($1.utf8)) },
          options: options, threads: threads)
        reader.blockSize = blockSize
        let (dataset, description) = try Dataset.read(reader)
        #expect(description.header == table.header)
        let rows = table.rows.map { row in row.map { $0.map(Cell.text) ?? .missing } }
        let found = (0..<dataset.rowCount).map(dataset.row)
        try #require(
          found == rows, "table \(index), blocks of \(blockSize): \(table.files.debugDescription)")
      }
    }
  }

  @Test("a layout is kept with the options")
  func codable() throws {
    let layout = TextLayout(
      skippedLineCount: 2, comment: "//", hasUnits: true, isDelimitedByBlanks: true,
      unitesColumns: true)
    let kept = try JSONEncoder().encode(ReadingOptions(layout: layout))
    #expect(try JSONDecoder().decode(ReadingOptions.self, from: kept).layout == layout)
  }
}
