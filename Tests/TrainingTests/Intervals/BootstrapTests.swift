import Testing
import Training

@Suite struct BootstrapTests {
  @Test(
    "of very many labels there are fewer resamples, but never fewer than the least",
    arguments: [
      (0, 1_000), (200_000, 1_000), (250_000, 800), (1_000_000, 200), (1_000_000_000, 200),
    ])
  func bounds(cells: Int, resamples: Int) {
    #expect(Bootstrap().resamples(cells: cells) == resamples)
  }

  @Test("who asks for few resamples gets no more")
  func few() {
    #expect(Bootstrap(resamples: 50).resamples(cells: 100) == 50)
    #expect(Bootstrap(resamples: 50).resamples(cells: 1_000_000_000) == 50)
  }
}
