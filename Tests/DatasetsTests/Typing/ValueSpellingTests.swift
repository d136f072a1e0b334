import Datasets
import Foundation
import PythonReference
import Testing

private let python = PythonInterpreter(importing: "json")

/// A table whose cells are written in many ways, with what they mean.
private struct SpelledTable: Decodable {
  let text: String
  let missing: [String]
  let thousands: String?
  let strip: String?
  let accounting: Bool
  let unit: String?
  let decimal: String
  /// What the column `x` holds, nil where a cell is missing.
  let numbers: [Double?]
  /// What the column `c` holds: equal words are one category.
  let categories: [String?]

  var options: ReadingOptions {
    let mark = DecimalMark(rawValue: decimal) ?? .point
    return ReadingOptions(
      delimiter: UInt8(ascii: "|"), missingMarkers: ReadingOptions.defaultMissingMarkers + missing,
      notation: NumberNotation(
        decimalMark: mark, groupMark: thousands, strippedSigns: strip ?? "",
        parenthesesNegate: accounting),
      units: unit.map { [ColumnUnit("x", unit: $0)] } ?? [],
      columns: .all([
        ColumnDeclaration("x", as: .numeric, isLabel: true),
        ColumnDeclaration("c", as: .categorical),
      ]))
  }
}

@Suite(.enabled(if: python != nil, "needs Python"))
struct ValueSpellingTests {
  /// Draws values, then writes each in one of the ways that mean it. What is expected is what was
  /// drawn.
  private static let script = #"""
    import json, random
    from decimal import Decimal

    def plain(value, random):
      """A decimal number in one of its plain spellings."""
      text = format(value, "f")
      digits = text.lstrip("-")
      sign = "-" if text.startswith("-") else ""
      kind = random.randrange(5)
      if kind == 1 and "." in digits: digits += "0" * random.randrange(1, 4)
      if kind == 1 and "." not in digits: digits += "." + "0" * random.randrange(0, 3)
      if kind == 2: digits = format(value.copy_abs(), "E").replace("E+", "e").replace("E", "e")
      if kind == 3 and digits.startswith("0."): digits = digits[1:]
      if kind == 4 and not sign: sign = "+"
      return sign + digits

    def grouped(digits, mark):
      whole, _, fraction = digits.partition(".")
      whole = format(int(whole), ",").replace(",", mark)
      return whole + ("." + fraction if fraction else "")

    def draw(seed):
      r = random.Random(seed)
      table = dict(missing=[], thousands=None, strip=None, accounting=False, unit=None, decimal=".")
      kind = seed % 4
      comma = r.random() < 0.3
      if comma: table["decimal"] = ","
      marker = r.choice([Decimal("-999"), Decimal("-200"), Decimal("9999.5"), Decimal("0.1")])
      has_marker = r.random() < 0.7
      if has_marker: table["missing"].append(plain(marker, r).replace(".", table["decimal"]))
      if kind == 1: table["thousands"] = r.choice(["'", " "] + (["."] if comma else [","]))
      if kind == 2: table.update(strip="$%€", accounting=True)
      if kind == 3: table["unit"] = r.choice(["kmpl", "GB", "m³", "km/h"])
      words = [Decimal(r.randrange(-5, 20)) / r.choice([1, 2, 4]) for _ in range(4)]
      words += ["true", "false", "yes", "no", "02", "red", "Red", "a b"]
      numbers, categories, lines = [], [], []
      for _ in range(r.randrange(5, 300)):
        value = Decimal(r.randrange(-10**6, 10**7)).scaleb(-r.randrange(0, 4))
        chance = r.random()
        if chance < 0.1:
          text, value = r.choice(["", "NA", "<NA>", "#N/A", "NaN", r"\N"]), None
        elif chance < 0.2 and has_marker:
          text, value = plain(marker, r).replace(".", table["decimal"]), None
        else:
          if has_marker and value == marker: value += 1
          text = plain(value, r)
          digits = format(value.copy_abs(), "f")
          sign = "-" if value < 0 else ""
          if kind == 1 and r.random() < 0.7:
            text = sign + grouped(digits, "_")
          if kind == 2 and r.random() < 0.7:
            money = r.choice(["$", "€ ", ""])
            text = r.choice([sign + money + digits, money + sign + digits, sign + digits + " %"])
            if value < 0 and r.random() < 0.5: text = "(" + money + digits + ")"
          if kind == 3: text += r.choice([table["unit"], " " + table["unit"]])
          text = text.replace(".", table["decimal"]).replace("_", table["thousands"] or "_")
        word = r.choice(words)
        if r.random() < 0.1:
          cell, meaning = "", None
        elif has_marker and word == marker:
          cell, meaning = plain(word, r).replace(".", table["decimal"]), None
        elif isinstance(word, Decimal):
          cell = plain(word, r).replace(".", table["decimal"])
          meaning = str(word.normalize() + 0)
        elif word in ("true", "false", "yes", "no"):
          cell, meaning = r.choice([word, word.upper(), word.capitalize()]), word
        else:
          cell = meaning = word
        numbers.append(None if value is None else float(value))
        categories.append(meaning)
        lines.append(f"{text}|{cell}|1")
      table.update(text="x|c|z\n" + "\n".join(lines) + "\n", numbers=numbers, categories=categories)
      return table

    print(json.dumps([draw(seed) for seed in range(200)]))
    """#

  @Test("numbers and categories of 200 tables are what was drawn, however they are written")
  func spellings() throws {
    let output = try #require(python).run(Self.script)
    let tables = try JSONDecoder().decode([SpelledTable].self, from: output)
    #expect(tables.count == 200)
    for (index, table) in tables.enumerated() {
      for blockSize in [64, 1 << 18] {
        let (dataset, _) = try read(table.text, options: table.options, blockSize: blockSize)
        guard case .numeric(let numbers) = dataset["x"]?.values,
          case .categorical(let cells) = dataset["c"]?.values
        else {
          Issue.record("table \(index)")
          continue
        }
        let found = numbers.doubles.map { $0.isNaN ? nil : $0 }
        #expect(found == table.numbers, "table \(index)")
        // Categories are the same where what was drawn is the same, and nowhere else.
        let pairs = zip(cells.codes, table.categories)
        #expect(pairs.allSatisfy { ($0 < 0) == ($1 == nil) }, "table \(index)")
        let named = pairs.compactMap { code, word in word.map { "\(code) \($0)" } }
        let words = Set(table.categories.compactMap(\.self))
        #expect(Set(named).count == words.count, "table \(index): \(cells.categories)")
        #expect(cells.categories.count == words.count, "table \(index): \(cells.categories)")
      }
    }
  }
}
