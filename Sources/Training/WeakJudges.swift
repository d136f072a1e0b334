internal import Datasets
internal import Losses
internal import NeuralNetwork
internal import Remedies

/// What is to be said of labels whose validation rows cannot choose an epoch well.
struct WeakJudges {
  /// How many validation rows there are.
  private let rows: Int
  /// Whether a row may have the weight zero.
  private let areWeighted: Bool
  private var unlabelled: [Notice] = []
  private var settled: [Notice] = []
  private var few: [(rows: Int, notice: Notice)] = []
  private var single: [(share: Double, notice: Notice)] = []

  /// With fewer rows a single one can turn the choice.
  private static let fewRows = 10
  /// Beyond this part of what the constant costs, a single row outweighs all others together.
  private static let largeShare = 0.5
  /// As many labels are told of one by one.
  private static let mostNotices = 3

  init(rows: Int, areWeighted: Bool) {
    self.rows = rows
    self.areWeighted = areWeighted
  }

  /// Takes in what a label's constant costs on the validation rows.
  mutating func add(_ constant: ConstantLoss, of label: Label) {
    func notice(_ message: Wording) -> Notice { Notice(message, column: label.name) }
    let having = "\(constant.rows) of the \(rows) validation rows"
    guard constant.rows > 0 else {
      unlabelled.append(
        notice(
          "none of the \(rows) validation rows has this label"
            + "\(areWeighted ? " and a weight above zero" : ""): it has no part in choosing the best "
            + "epoch"))
      return
    }
    guard constant.mean != 0 else {
      settled.append(
        notice(
          "the training labels' best constant is right on all validation rows with this label "
            + "(\(having)): it has no part in choosing the best epoch, and no skill there"))
      return
    }
    // Of few rows in all there is one notice.
    if constant.rows < Self.fewRows, rows >= Self.fewRows {
      let message: Wording =
        "this label is in \(having) only: a single row can decide which epoch is best; give "
        + "validation more rows with it"
      few.append((constant.rows, notice(message)))
    } else if constant.rows >= Self.fewRows, constant.largestShare > Self.largeShare {
      let percent = Int((100 * constant.largestShare).rounded(.down))
      let loss: Wording =
        label.loss.entry.robustAlternative.map {
          """
          , or take a loss that makes less of it: \
          \(.labels, .column(label.name, as: "\(label.kind.rawValue):\($0)"))
          """
        } ?? ""
      let message: Wording =
        "a single one of the \(constant.rows) validation rows with this label makes up \(percent) % of "
        + "what the training labels' best constant costs there, so that it decides which epoch is "
        + "best; give validation more rows\(loss)"
      single.append((constant.largestShare, notice(message)))
    }
  }

  /// A notice for each label; where many have the same to be said, the worst and how many there
  /// are.
  var notices: [Notice] {
    let general =
      rows < Self.fewRows
      ? [
        Notice(
          "there \(rows == 1 ? "is 1 validation row" : "are \(rows) validation rows") only: a single "
            + "row can decide which epoch is best; give validation more rows")
      ] : []
    return general
      + Self.shortened(unlabelled) { "\($0) more labels have no part in it either" }
      + Self.shortened(settled) {
        "of \($0) more labels the best constant is right on validation rows"
      }
      + Self.shortened(few.sorted { $0.rows < $1.rows }.map(\.notice)) {
        "\($0) more labels are in fewer than \(Self.fewRows) validation rows"
      }
      + Self.shortened(single.sorted { $0.share > $1.share }.map(\.notice)) {
        "of \($0) more labels a single validation row decides which epoch is best"
      }
  }

  /// The first notices and how many more there are, unless that is a single one.
  private static func shortened(_ notices: [Notice], rest: (Int) -> String) -> [Notice] {
    let hidden = notices.count - mostNotices
    return hidden > 1 ? notices.prefix(mostNotices) + [Notice(rest(hidden))] : notices
  }
}
