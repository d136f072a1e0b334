import Datasets
import Testing

struct ColumnReaderTests {
  @Test("numbers and missing cells make a numeric column")
  func numeric() throws {
    let (dataset, description) = try read("x\n1\n+2.5\nNA\n\"\"\n-3e-2\n\" 4 \"\n.5\n7.\n")
    let column = try #require(dataset["x"])
    let expected: [Cell] = [
      .number(1), .number(2.5), .missing, .missing, .number(-0.03), .number(4), .number(0.5),
      .number(7),
    ]
    #expect((0..<expected.count).map { column.cell($0) } == expected)
    #expect(description.columns[0].missingCount == 2)
    #expect(description.notices.isEmpty)
  }

  @Test("every usual spelling of a missing cell is one, and only those")
  func missing() throws {
    let markers = ["NA", "N/A", "NaN", "null", "NULL", "None", "?", "n/a", "nan", "#N/A"]
    let text = "x,k\n1,a\n" + markers.map { "\($0),a\n" }.joined()
    let (dataset, _) = try read(text)
    #expect(dataset["x"]?.numbers?.count(where: \.isNaN) == markers.count)
    let (others, _) = try read("k\nna\nNone\nnone\n")
    #expect(others["k"]?.categories == ["na", "none"])
    let custom = ReadingOptions(missingMarkers: ["-", "-999"])
    let (replaced, _) = try read("x\n1\n-\n-999\n-99\n", options: custom)
    #expect(replaced["x"]?.cell(1) == .missing)
    #expect(replaced["x"]?.cell(2) == .missing)
    #expect(replaced["x"]?.cell(3) == .number(-99))
    #expect(readingError("x\n1\n2\nNA\n", options: custom)?.value == "NA")
  }

  @Test("a cell of nothing but blanks is missing, quoted or not, whatever the markers")
  func blanks() throws {
    for options in [ReadingOptions(), ReadingOptions(missingMarkers: [])] {
      let text = "x,k,z\n1,a,1\n ,\t,1\n\"  \",\" \t \",1\n\"\",,1\n"
      let (dataset, description) = try read(text, options: options)
      #expect(dataset.row(0) == [.number(1), .text("a"), .number(1)])
      #expect((1...3).allSatisfy { dataset.row($0) == [.missing, .missing, .number(1)] })
      #expect(description.columns.map(\.missingCount) == [3, 3, 0])
    }
  }

  @Test("categories are ordered as numbers if all are, else by their bytes")
  func order() throws {
    let categorical = ReadingOptions(columns: .all([ColumnDeclaration("x", as: .categorical)]))
    let numbers = try read("x\n10\n9\n-1\n100000000\n99999999\n", options: categorical)
    #expect(numbers.dataset["x"]?.categories == ["-1", "9", "10", "99999999", "100000000"])
    #expect((0..<5).map { numbers.dataset["x"]?.cell($0) }.first == .text("10"))
    let texts = try read("x\nb\nÄ\n10\n9\na\nB\n")
    #expect(texts.dataset["x"]?.categories == ["10", "9", "B", "a", "b", "Ä"])
  }

  @Test("a declared category is kept to the letter")
  func declared() throws {
    let options = ReadingOptions(columns: .all([ColumnDeclaration("z*", as: .categorical)]))
    let (dataset, _) = try read(
      "zip,z2\n00123,9223372036854775808\n123,9223372036854775807\n", options: options)
    #expect(dataset["zip"]?.cell(0) == .text("00123"))
    #expect(dataset["zip"]?.cell(1) == .text("123"))
    #expect(dataset["z2"]?.cell(0) == .text("9223372036854775808"))
    #expect(dataset["z2"]?.cell(1) == .text("9223372036854775807"))
  }

  @Test("a mixed column with few numbers is categorical, with a notice")
  func mixture() throws {
    let (dataset, description) = try read("x\na\n1\nb\nc\n2\n")
    #expect(dataset["x"]?.categories == ["1", "2", "a", "b", "c"])
    #expect(
      description.notices.map(\.description) == [
        "t.csv:2: column \"x\": read as categories: 2 of 5 cells are numbers, the others are not, "
          + "the first of them \"a\""
      ])
  }

  @Test("a word after more texts than are kept is an error at once")
  func lateWord() throws {
    let numbers = (0..<1000).map { "\($0)\n" }.joined()
    let error = try #require(readingError("x\n\(numbers)word\nother\n"))
    #expect(error.line == 1002)
    #expect(error.value == "word")
  }

  @Test("a numeric column has the same numbers before and after its texts are given up")
  func manyNumbers() throws {
    let values = (0..<2000).map { Float($0 % 900) / 8 }
    let (dataset, _) = try read("x\n" + values.map { "\($0)\n" }.joined())
    #expect(dataset["x"]?.numbers == values)
  }

  @Test("many categories keep their identity through the growth of the table")
  func manyCategories() throws {
    let texts = (0..<5000).map { "k\($0 * 7919 % 3001)" }
    let (dataset, _) = try read("x\n" + texts.map { "\($0)\n" }.joined())
    #expect((0..<5000).map { dataset["x"]?.cell($0) } == texts.map { .text($0) })
    #expect(dataset["x"]?.categories == Set(texts).sorted())
  }

  @Test("a column without any cell is numeric, with a notice")
  func allMissing() throws {
    let (dataset, description) = try read("x,y\n,1\nNA,2\n")
    #expect(dataset["x"]?.numbers?.allSatisfy(\.isNaN) == true)
    #expect(description.notices.map(\.description) == ["column \"x\": every cell is missing"])
  }

  @Test("a skipped column is not looked at")
  func skipped() throws {
    let options = ReadingOptions(columns: .all([ColumnDeclaration("x", as: .skipped)]))
    var bytes = Array("x,y\n".utf8)
    bytes += [0xFF, 0x00] + Array(",1\ninf,2\n".utf8)
    let (dataset, description) = try read(bytes, options: options)
    #expect(dataset.columns.map(\.name) == ["y"])
    #expect(description.header == ["x", "y"])
  }

  static let messages: [(text: String, message: String)] = [
    (
      "x\n1\n2\n12 min\n",
      "t.csv:4: column \"x\": \"12 min\" is not a number; "
        + "set missingMarkers to \"12 min\" to read it as missing, or set categorical to \"x\""
    ),
    (
      "x\n\"1,234.5\"\n",
      "t.csv:2: column \"x\": \"1,234.5\" is not a number as it stands: it has separators between "
        + "groups of digits; set groupMark to \",\" to read it as a number, or set categorical to \"x\""
    ),
    (
      "x;y\n1,5;2\n",
      "t.csv:2: column \"x\": \"1,5\" is not a number as it stands: it has a decimal comma; "
        + "set decimalMark to \",\" to read it as a number, or set categorical to \"x\""
    ),
    (
      "x\n$5\n$7.50\n",
      "t.csv:2: column \"x\": \"$5\" is not a number as it stands: it has a currency sign; "
        + "set strippedSigns to \"$\" to read the number, or set categorical to \"x\""
    ),
    (
      "x y\n12 %\n7%\n",
      "t.csv:2: column \"x y\": \"12 %\" is not a number as it stands: it has a percent sign; "
        + "set strippedSigns to \"%\" to read the number, or set categorical to \"x y\""
    ),
    (
      "x\n1\ninf\n",
      "t.csv:3: column \"x\": \"inf\" is infinite; "
        + "set missingMarkers to \"inf\" to read it as missing, or set ignored to \"x\""
    ),
    (
      "x\n1\n-1e39\n",
      "t.csv:3: column \"x\": \"-1e39\" is beyond the largest number of 32 bits, about 3.4e38; "
        + "rescale the column, set missingMarkers to \"-1e39\", or set ignored to \"x\""
    ),
    (
      "x\n1\n9007199254740993\n",
      "t.csv:3: column \"x\": \"9007199254740993\" is an integer with more digits than a number "
        + "keeps; set categorical to \"x\" to keep every digit, or set ignored to \"x\""
    ),
    (
      "x,y\n1,2\n3\n",
      "t.csv:3: the record has 1 field, the header has 2; give every record as many fields as the "
        + "header, quoting those with delimiters"
    ),
    (
      "x,y,x\n",
      "t.csv:1: column \"x\": the header has this name for columns 1 and 3; rename one of them"
    ),
    (
      "", "t.csv: the file is empty: it has no header; its first line must name the columns"
    ),
    (
      "\u{FEFF}\n\n",
      "t.csv: the file is empty: it has no header; its first line must name the columns"
    ),
    (
      "  \n \n", "t.csv: the file is empty: it has no header; its first line must name the columns"
    ),
    (
      "x\0,\0y\0\n",
      "t.csv:1: the header contains NUL bytes: it is UTF-16, or no text at all; "
        + "if it is UTF-16, convert it: iconv -f UTF-16 -t UTF-8 t.csv > utf8.csv"
    ),
    (
      "x\na\0b\n",
      "t.csv:2: column \"x\": the cell contains a NUL byte; "
        + "the file is damaged or not text in UTF-8"
    ),
  ]

  @Test("an error says where, what and how to go on", arguments: messages)
  func message(text: String, message: String) throws {
    #expect(readingError(text)?.description == message)
  }

  @Test("a label's error names the label's remedy")
  func labelMessage() throws {
    let specification = try LabelSpecification(parsing: "y_*")
    let options = ReadingOptions(columns: .all([specification.declaration]))
    let error = try #require(readingError("x,y_delay\n1,2\n1,3\n1,12 min\n", options: options))
    #expect(
      error.description
        == "t.csv:4: column \"y_delay\": \"12 min\" is not a number; set missingMarkers to \"12 min\" "
        + "to read it as missing, or set labels of \"y_delay\" to \"multiclass\"")
  }

  @Test("signs that only some numbers have are told of, however the text is cut")
  func someSigns() throws {
    let cells = (0..<700).map { row in
      row % 3 == 0 ? "$\(row % 400)" : row % 3 == 1 ? "\(row)%" : "7"
    }
    let text = "x,z\n" + cells.map { "\($0),1\n" }.joined()
    let options = ReadingOptions(notation: NumberNotation(strippedSigns: "$%"))
    for blockSize in [40, 333, 1 << 18] {
      let notices = try read(text, options: options, blockSize: blockSize).description.notices
      #expect(
        notices.filter { $0.column == "x" }.map(\.message) == [
          "of 700 numbers, \"$\" was left out in 234, \"%\" was left out in 233: make sure that all mean "
            + "the same unit"
        ])
    }
  }

  @Test("numbers with one unit or with several are told of, ordinals and names are not")
  func units() throws {
    func notices(_ cells: [String]) throws -> [String] {
      try read("x,z\n" + cells.map { "\($0),1\n" }.joined()).description.notices
        .filter { $0.message.contains("unit") }.map(\.description)
    }
    let numbers = 1...8
    #expect(
      try notices(numbers.map { "\($0) kg" }) == [
        "column \"x\": read as 8 categories, but 8 of 8 cells are numbers with a unit, such as \"1 kg\"; "
          + "set units of \"x\" to \"kg\" to read the number, or set categorical to \"x\""
      ])
    let sizes = numbers.map { "\($0)GB" } + numbers.map { "\(64 * $0)MB" }
    #expect(
      try notices(sizes) == [
        "column \"x\": read as 16 categories, but 16 of 16 cells are numbers with several units, such as "
          + "\"1GB\" and \"64MB\"; bring them to one unit in the file to read them as numbers, or set "
          + "categorical to \"x\""
      ])
    #expect(try notices(["1st", "2nd", "3rd", "1st", "2nd"]).isEmpty)
    #expect(try notices(numbers.map { "A\($0)" }).isEmpty)
  }
}
