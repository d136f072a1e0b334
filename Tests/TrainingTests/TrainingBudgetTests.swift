import Testing
import Training

struct TrainingBudgetTests {
  @Test(
    "what the numbers of rows of some tables ask for, by hand",
    arguments: [
      // The rows, the batch; ⌈rows / batch⌉ steps an epoch, of which these epochs are 4000 or more,
      // and these 1500 or more; from 2048 rows on, 2000 and 750.
      (1, 1, 4000, 1500), (15, 15, 4000, 1500), (16, 16, 4000, 1500), (17, 16, 2000, 750),
      (82, 16, 667, 250), (500, 16, 125, 47), (853, 16, 75, 28), (2047, 16, 60, 12),
      (2048, 32, 60, 12), (4096, 64, 60, 12), (8191, 64, 60, 10), (8192, 128, 60, 12),
      (9944, 128, 60, 10), (1_000_000, 128, 60, 10),
    ])
  func budget(rows: Int, batchSize: Int, epochs: Int, patience: Int) {
    let budget = TrainingBudget(rows: rows)
    #expect(budget.batchSize == batchSize)
    #expect(budget.epochs == epochs)
    #expect(budget.patience == patience)
  }

  @Test("no table gets fewer steps than it needs or is given up before, and no more than it takes")
  func steps() {
    for rows in 1...20_000 {
      let budget = TrainingBudget(rows: rows)
      let (least, patient) = rows < 2048 ? (4000, 1500) : (2000, 750)
      let steps = (rows + budget.batchSize - 1) / budget.batchSize
      #expect(budget.batchSize <= rows)
      #expect(budget.learningRateFactor == (rows < 2048 ? 0.5 : 1))
      #expect(steps * budget.epochs >= least && steps * budget.patience >= patient)
      #expect(budget.epochs == 60 || steps * (budget.epochs - 1) < least)
      #expect(budget.patience == 10 || steps * (budget.patience - 1) < patient)
    }
  }

  @Test(
    "a quick training has fewer epochs and less patience, by hand",
    arguments: [
      // The rows, the batch; ⌈rows / batch⌉ steps an epoch, of which these epochs are 1600 or more,
      // and these 400 or more; from 2048 rows on, at three times the rate, 267 and 67.
      (82, 16, 267, 67), (640, 16, 40, 10), (2047, 16, 13, 4), (2048, 32, 6, 3),
      (9944, 128, 6, 3), (1_000_000, 128, 6, 3),
    ])
  func quick(rows: Int, batchSize: Int, epochs: Int, patience: Int) {
    let budget = TrainingBudget(rows: rows, pace: .quick)
    #expect(budget.batchSize == batchSize)
    #expect((budget.epochs, budget.patience) == (epochs, patience))
    #expect(budget.learningRateFactor == (rows < 2048 ? 0.5 : 3))
    #expect(budget.weightDecay == TrainingBudget(rows: rows).weightDecay)
  }

  @Test("a batch that is given is kept, and the epochs follow from it")
  func given() {
    let whole = TrainingBudget(rows: 82, batchSize: 128)
    #expect((whole.batchSize, whole.epochs, whole.patience) == (128, 4000, 1500))
    let single = TrainingBudget(rows: 82, batchSize: 1)
    #expect((single.batchSize, single.epochs, single.patience) == (1, 60, 19))
  }

  @Test("few rows hold weights tight, and ever less so as there are more")
  func weightDecay() {
    #expect(TrainingBudget(rows: 1).weightDecay == 1.5)
    #expect(TrainingBudget(rows: 668).weightDecay == 1.5)
    #expect(TrainingBudget(rows: 1024).weightDecay == 0.64)
    #expect(TrainingBudget(rows: 2048).weightDecay == 0.16)
    #expect(TrainingBudget(rows: 4096).weightDecay == 0.04)
    #expect(TrainingBudget(rows: 8192).weightDecay == 0.01)
    #expect(TrainingBudget(rows: 50_000_000).weightDecay == 0.01)
  }

  @Test("where there are enough rows, what follows is what a configuration begins with")
  func large() {
    let (budget, usual) = (TrainingBudget(rows: 10_000), TrainingConfiguration())
    #expect(budget.batchSize == usual.batchSize && budget.epochs == usual.epochs)
    #expect(budget.patience == usual.patience && budget.weightDecay == usual.weightDecay)
  }
}
