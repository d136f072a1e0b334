import Comparison
import Testing

struct ComparisonBudgetTests {
  @Test(
    "small tables get all epochs, large ones those within the budget, the largest a few",
    arguments: [(1, 60), (10_000, 60), (41_000, 60), (250_000, 10), (268_636, 9), (100_000_000, 3)])
  func epochs(rows: Int, epochs: Int) {
    #expect(ComparisonBudget.epochs(rows: rows) == epochs)
  }
}
