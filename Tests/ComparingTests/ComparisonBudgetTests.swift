import Comparing
import Testing
import Training

struct ComparisonBudgetTests {
  @Test(
    "small tables get a model's own epochs, large ones those within the budget, the largest a few",
    arguments: [
      (82, 334, 334), (10_000, 60, 60), (41_000, 60, 60), (250_000, 60, 10), (268_636, 60, 9),
      (100_000_000, 60, 3), (100_000, 2, 2),
    ])
  func epochs(rows: Int, alone: Int, epochs: Int) {
    var model = TrainingConfiguration()
    model.epochs = alone
    #expect(ComparisonBudget.epochs(of: model, rows: rows) == epochs)
  }

  @Test(
    "a quick comparison has a quarter of the rows, and as many epochs at least",
    arguments: [(10_000, 6), (104_167, 5), (125_000, 5), (1_000_000, 3)])
  func quick(rows: Int, epochs: Int) {
    var model = TrainingConfiguration()
    model.epochs = 6
    #expect(ComparisonBudget.epochs(of: model, rows: rows, pace: .quick) == epochs)
  }
}
