import Balancing
import Datasets
import NeuralNetwork
import Optimizers
import Testing
import Training

struct RecipeTests {
  @Test("a quick training differs from the standard one in its pace, its dropout and crosses alone")
  func quick() {
    for rows in [1, 640, 2048, 9944, 1_000_000] {
      for batchSize in [nil, 48] {
        var quick = Recipe.quick.training(rows: rows, batchSize: batchSize)
        let standard = Recipe.standard.training(rows: rows, batchSize: batchSize)
        #expect(quick.epochs * 2 < standard.epochs)
        #expect(quick.learningRate == (rows < 2048 ? 1 : 3) * standard.learningRate)
        (quick.epochs, quick.patience) = (standard.epochs, standard.patience)
        quick.learningRate = standard.learningRate
        #expect(quick.network.dropout == (rows < 2048 ? 0.2 : 0.1))
        quick.network.dropout = standard.network.dropout
        #expect(quick == standard)
      }
    }
    #expect(Recipe.quick.modifiers == Recipe.standard.modifiers)
    // Looking for crosses takes as long as a quick training.
    for numbers in [7, 257] {
      var encoding = Recipe.quick.encoding(numbers: numbers)
      #expect(!encoding.findsCrosses)
      encoding.findsCrosses = true
      #expect(encoding == Recipe.standard.encoding(numbers: numbers))
    }
  }

  @Test("a step as long as the gradient is not lengthened")
  func descent() {
    let optimizer = OptimizerConfiguration.sgd(momentum: 0)
    #expect(
      Recipe.quick.training(rows: 9944, optimizer: optimizer).learningRate
        == Recipe.standard.training(rows: 9944, optimizer: optimizer).learningRate)
  }

  @Test("a plain training has nothing of the others")
  func plain() {
    #expect(Recipe.plain.training(rows: 9944) == TrainingConfiguration())
    #expect(Recipe.plain.modifiers == BalanceModifiers())
    #expect(Recipe.plain.encoding(numbers: 7).numericEmbedding == .none)
  }
}
