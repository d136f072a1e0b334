import Datasets
import Exporting
import Foundation
import Runs
import Testing
import Training

/// A history as a run would leave it.
func exampleHistory() throws -> History {
  let json = """
    {"tasks": ["price", "a, \\"b\\""], "bestEpoch": 2, "epochs": [
      {"number": 1, "rate": 0.001, "seconds": 1.5, "validationScore": 0.75, "weights": [1, 0.25],
       "trainingLosses": [12.5, 0.1], "validationLosses": [11, 0.2]},
      {"number": 2, "rate": 1e-05, "seconds": 0.5, "weights": [0.3333333333333333, 2],
       "trainingLosses": [null, 0.09], "validationLosses": [10.25, null]}]}
    """
  return try JSONDecoder().decode(History.self, from: Data(json.utf8))
}

struct HistoryTableTests {
  @Test("the table read back has each epoch's numbers, and nothing where there were none")
  func readBack() throws {
    let history = try exampleHistory()
    let dataset = try Dataset.read(
      TableReader(
        sources: [.bytes(name: "history.csv", Array(history.csv.utf8))],
        options: ReadingOptions(columns: .all([ColumnDeclaration("*", as: .numeric)])))
    ).dataset
    let columns = Dictionary(
      uniqueKeysWithValues: dataset.columns.map { column in
        guard case .numeric(let numbers) = column.values else { return (column.name, [Float?]()) }
        return (column.name, numbers.floats.map { $0.isNaN ? nil : $0 })
      })
    let expected: [String: [Float?]] = [
      "epoch": [1, 2], "learning_rate": [0.001, 1e-5], "seconds": [1.5, 0.5],
      "val_score": [0.75, nil], "best": [0, 1],
      "price_train_loss": [12.5, nil], "price_val_loss": [11, 10.25],
      "price_weight": [1, 1 / 3],
      "a, \"b\"_train_loss": [0.1, 0.09], "a, \"b\"_val_loss": [0.2, nil],
      "a, \"b\"_weight": [0.25, 2],
    ]
    #expect(columns == expected)
    #expect(dataset.columns.prefix(6).map(\.name).last == "price_train_loss")
  }

  @Test("a run of no epoch has a header only")
  func empty() throws {
    let json = #"{"tasks": ["y"], "bestEpoch": 0, "epochs": []}"#
    let history = try JSONDecoder().decode(History.self, from: Data(json.utf8))
    #expect(
      history.csv
        == "epoch,learning_rate,seconds,val_score,best,y_train_loss,y_val_loss,y_weight\n")
  }

  @Test("under a scheme that reads gradients there are their lengths, cosines and conflicts")
  func gradients() throws {
    let json = """
      {"tasks": ["a", "b"], "bestEpoch": 1, "epochs": [
        {"number": 1, "rate": 0.5, "seconds": 1, "weights": [1, 2], "trainingLosses": [3, 4],
         "validationLosses": [5, 6], "gradients": {"norms": [7, 8], "pairs": [
           {"first": 0, "second": 1, "cosine": -0.25, "conflictShare": 0.75, "steps": 4}]}}]}
      """
    let history = try JSONDecoder().decode(History.self, from: Data(json.utf8))
    let header =
      "epoch,learning_rate,seconds,val_score,best,a_train_loss,a_val_loss,a_weight,"
      + "a_gradient_norm,b_train_loss,b_val_loss,b_weight,b_gradient_norm"
    #expect(history.csv == "\(header)\n1,0.5,1.0,,1,3.0,5.0,1.0,7.0,4.0,6.0,2.0,8.0\n")
    #expect(
      history.gradientCSV == """
        epoch,task,other_task,mean_cosine,conflict_share,steps
        1,a,b,-0.25,0.75,4

        """)
    #expect(try exampleHistory().gradientCSV == nil)
  }
}
