extension LabelTransform {
  /// √y.
  public static let squareRoot = LabelTransform(
    name: "sqrt", formula: "√y",
    summary: "labels of 0 or more whose variance grows with them, such as amounts with zeros",
    source: "Box and Cox 1964, λ = 1/2; Bartlett 1936", domain: .nonNegative,
    forward: { label, _ in label.squareRoot() },
    // No root is below 0, whatever a network says.
    inverse: { transformed, _ in max(transformed, 0) * max(transformed, 0) })
}
