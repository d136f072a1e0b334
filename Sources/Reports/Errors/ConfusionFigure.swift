internal import Charts
internal import Datasets
internal import Diagnosis
internal import Training

extension ErrorFigure {
  /// Which class was taken for which.
  static let confusion = ErrorFigure { label, rows in
    ConfusionMatrix(rows).map { matrix in
      let names =
        matrix.classes.map { label.classes[$0] }
        + (matrix.otherCount > 0 ? ["\(matrix.otherCount) others"] : [])
      let shares = names.indices.map(matrix.shares)
      let cells = names.indices.map { line in
        names.indices.map { column in
          HeatMap.Cell(
            value: shares[line]?[column], text: matrix.weights[line][column].rowText,
            detail: "\(matrix.weights[line][column].rowText) rows"
              + (shares[line].map { ", \($0[column].percentage) of the line" } ?? ""))
        }
      }
      let recalls = names.indices.map { line in
        "\(names[line]) \(shares[line].map { $0[line].percentage } ?? "–")"
      }
      return HeatMap(
        title: "\(label.name): true class (lines) and predicted class",
        summary:
          "Rows of each class of \(label.name) by the class predicted, coloured by the share "
          + "of the true class's rows; found of each: \(recalls.joined(separator: ", ")).",
        rowNames: names, columnNames: names, cells: cells, limit: 1)
    }
  }
}
