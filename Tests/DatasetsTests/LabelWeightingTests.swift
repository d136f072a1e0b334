import Datasets
import Losses
import Remedies
import Testing

@Suite("Weights of labels and classes as people write them")
struct LabelWeightingTests {
  @Test("the last column that matches holds; weights of classes hold together")
  func rules() throws {
    let weighting = try LabelWeighting(
      columns: ["y_*=w", "y_b=v"],
      classes: ["y_*=balanced", "y_c=a:2,b:0.5", "y_c=c: d:3"])
    #expect(weighting.column(of: "y_a") == "w" && weighting.column(of: "y_b") == "v")
    #expect(weighting.column(of: "x") == nil)
    #expect(weighting.classWeighting(of: "y_a") == .balanced)
    #expect(
      weighting.classWeighting(of: "y_c") == .weights(["a": 2, "b": 0.5, "c: d": 3]))
    #expect(weighting.columnNames == ["v", "w"])
  }

  @Test("balanced classes count as scikit-learn's do: n / (K n_k)")
  func balanced() {
    let weights = ClassWeighting.balanced.resolved(["a", "b", "c"], counted: [6, 3, 0])
    #expect(weights == [9.0 / 18, 9.0 / 9, 1])
    #expect(ClassWeighting.weights(["b": 4]).resolved(["a", "b"], counted: [1, 1]) == [1, 4])
  }

  @Test(
    "what cannot be read is told of with a way out",
    arguments: [
      (["y"], [String](), "is not for a label"), (["=w"], [], "is not for a label"),
      (["y="], [], "is not for a label"), ([], ["y=a"], "is no class with a positive weight"),
      ([], ["y=a:0"], "is no class with a positive weight"),
      ([], ["y=a:1,"], "is no class with a positive weight"),
    ])
  func malformed(columns: [String], classes: [String], problem: String) throws {
    let error = try #require(throws: DatasetError.self) {
      _ = try LabelWeighting(columns: columns, classes: classes)
    }
    #expect(error.problem.contains(problem), "\(error)")
    #expect(error.remedy?.text()?.contains("LABEL=") == true)
  }

  @Test("weights of what is no label are refused, with the near miss")
  func unknown() throws {
    let labels = [try LabelSpecification("y_rain"), try LabelSpecification("y_temp")]
    let error = try #require(throws: DatasetError.self) {
      _ = try LabelWeighting(classes: ["y_rian=balanced"]).applied(to: labels)
    }
    #expect("\(error)".contains("did you mean \"y_rain\"?"), "\(error)")
  }
}
