/// Σ aⱼ bⱼ over j < count as if in twice the precision (Ogita, Rump and Oishi 2005, "Dot2"): the
/// gradients' sum may be short because long ones nearly cancel.
func compensatedProduct(count: Int, _ factors: (Int) -> (Double, Double)) -> Double {
  var sum = 0.0
  var error = 0.0
  for j in 0..<count {
    let (a, b) = factors(j)
    let term = a * b
    let total = sum + term
    let part = total - sum
    error += (sum - (total - part)) + (term - part)
    error += (-term).addingProduct(a, b)
    sum = total
  }
  return sum + error
}
