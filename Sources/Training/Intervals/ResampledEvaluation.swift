extension ScoredTable {
  /// How well each task is predicted, and what its figures lie between.
  ///
  /// A resample has the same rows for all labels and tasks, so that the mean skill has an interval
  /// as well; means over tasks, or over the labels of a task, are of those that have a value in it.
  ///
  /// - Parameters:
  ///   - groups: For each row of the table any number that rows of its group have in common: they
  ///     are drawn together. nil where each row is drawn by itself.
  ///   - threads: How many threads compute. The result does not depend on it.
  public func evaluation(
    _ bootstrap: Bootstrap, groups: [Int32]? = nil, threads: Int
  ) -> Evaluation {
    let measure = TableMeasure(self)
    var tasks = measure.evaluations()
    let cells = labels.reduce(0) { $0 + $1.rows.count }
    let resamples = Resamples(
      bootstrap.resamples(cells: cells), rowCount: rows.count,
      groups: groups.map { groups in rows.map { groups[Int($0)] } }, seed: bootstrap.seed)
    guard resamples.canVary(Array(rows.indices)) else {
      return Evaluation(
        rows: rows.count, tasks: tasks, meanSkillInterval: nil, resampling: nil)
    }
    var figures = resampled(measure, resamples, threads: threads).makeIterator()
    let meanSkill = figures.next()
    var canVary = labels.map { resamples.canVary($0.rows.places) }.makeIterator()
    for index in tasks.indices { tasks[index].take(&figures, canVary: &canVary) }
    return Evaluation(
      rows: rows.count, tasks: tasks,
      meanSkillInterval: tasks.meanSkill == nil ? nil : meanSkill?.interval,
      resampling: Evaluation.Resampling(
        level: Bootstrap.level, resamples: resamples.count, rows: rows.count,
        groups: resamples.groupCount, seed: bootstrap.seed))
  }

  /// What the figures come to over all resamples: the mean skill first, then each task's.
  private func resampled(
    _ measure: TableMeasure, _ resamples: Resamples, threads: Int
  ) -> [ResampledFigure] {
    let samples = resamples.map(threads: threads) { _, counts in
      let evaluations = measure.evaluations(counts)
      let figures = [evaluations.meanSkill] + evaluations.flatMap(\.figures)
      return figures.map { $0 ?? .nan }
    }
    return (samples.first ?? []).indices.map { figure in
      ResampledFigure(samples.map { $0[figure] })
    }
  }
}
