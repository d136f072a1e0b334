package import Datasets
package import LinearAlgebra

/// A batch's way through a network, forwards to the task losses and backwards to the gradients.
///
/// The work is cut into parts that depend on the shapes alone, and threads compute parts side by
/// side: the same batch gives the same bits whatever the number of threads.
///
/// Of a network of several members the losses are the means of theirs where gradients are asked
/// for: members learn apart. Otherwise the outputs and losses are those of their mean prediction.
package final class BatchPass {
  /// The rows at hand, after `gather`.
  package private(set) var batch: Batch
  /// Each task's loss over the labelled cells, NaN where there is none.
  package private(set) var losses: [Double]
  /// For each label the sum of weight · loss over the labelled rows at hand.
  package private(set) var lossSums: [Double]
  /// Each label's mean loss over its labelled rows, NaN where there is none.
  package private(set) var labelLosses: [Double]
  /// The gradient of Σ weight · loss after `backward` or `combine`, in the order of the parameters.
  package let gradient: Matrix
  /// The inner products of the tasks' gradients after `backwardPerTask`.
  package internal(set) var gramian: Gramian
  /// Whether `combine` can compute the update from what the last `backwardPerTask` left; if not,
  /// `backward` does.
  package internal(set) var canCombine = false
  /// The tasks' gradients over all shared parameters after `backwardPerTask`, where they are held
  /// whole; `combine` combines what its owner makes of them.
  package private(set) lazy var jacobian = taskGradients.jacobian

  let network: MultiTaskNetwork
  var schedule: NetworkSchedule { network.schedule }
  let activations: Activations
  private let towers: TowerRooms
  private let ownExperts: TowerRooms
  private let slices: [BatchSlice]
  private let slicePlan: SlicePlan
  private let planned: PlannedMaps
  private let branchWeights: BranchWeights
  /// For each thread.
  private let rooms: [FloatBuffer]
  // Gathered while this batch's gradients are computed, once its rows are announced.
  private lazy var next = makeBatch()
  private var announced = Announced.nothing
  /// The threads, for others' use between the calls of this pass.
  package let workers: Workers
  private let purpose: Gradients
  private let weighted: Matrix
  private let weightedForHeads: Matrix
  private let weightedForPaths: [Matrix]
  private let memory: [FloatBuffer]
  private let adapters: AdapterGradients
  /// Where tasks adapt the layers, 1 for each task whose gradients are wanted, otherwise 0.
  private var passing: [Double]
  private lazy var layered = LayeredBackward(
    schedule, workers: workers, copies: 1, plan: slicePlan, slicesPerRound: slicePlan.count,
    adapters: adapters)
  private lazy var sliced = SlicedBackward(
    schedule, parameterCount: network.layout.count, workers: workers, plan: slicePlan,
    adapters: adapters)
  private lazy var stacked = LayeredBackward(
    schedule, workers: workers, copies: losses.count, plan: slicePlan,
    slicesPerRound: LayeredBackward.slicesPerRound(
      schedule, slicePlan, copies: losses.count, isWhole: taskGradients.isWhole,
      bytes: stackedBytes), adapters: adapters)
  private let stackedBytes: Int
  private(set) lazy var taskGradients = TaskGradients(
    network, workers: workers, most: jacobianBytes)
  private let jacobianBytes: Int
  private(set) lazy var sketch = makeSketch()
  private let precision: FactorPrecision

  /// Which gradients will be asked for; they take memory, when they first are.
  package enum Gradients: Sendable, Equatable {
    /// None: losses and outputs only.
    case none
    /// That of a weighted sum of the losses.
    case weighted
    /// Those of single tasks besides.
    case perTask
    /// Besides that of a weighted sum estimates of the single tasks' inner products, from
    /// projections of each layer's gradients on so many columns.
    case sketched(columns: Int)
  }

  /// The gradients of all tasks are held whole up to so many bytes, a gibibyte.
  package static let mostJacobianBytes = 1 << 30
  /// All tasks' gradients at two layers' units are held for as many rows of the batch at a time as
  /// take so many bytes, a quarter of a gibibyte; for all rows where those of the parameters are
  /// not held whole.
  package static let mostStackedBytes = 1 << 28

  /// - Parameters:
  ///   - capacity: The most rows of a batch.
  ///   - gradients: Which gradients will be asked for.
  ///   - threads: How many threads compute side by side, if there are no workers yet.
  ///   - jacobianBytes: Up to how many bytes the gradients of all tasks are held whole.
  ///   - stackedBytes: Up to how many bytes those at the layers' units are held.
  ///   - precision: Of the factors of what is only estimated.
  ///   - sliceRows: How many rows a thread carries through the network at a time, if not what suits
  ///     most processors; it decides how sums are rounded.
  ///   - workers: The threads, if they serve other passes as well, between their calls.
  package init(
    network: MultiTaskNetwork, capacity: Int, gradients: Gradients, threads: Int,
    jacobianBytes: Int = BatchPass.mostJacobianBytes,
    stackedBytes: Int = BatchPass.mostStackedBytes, precision: FactorPrecision = .fastest,
    sliceRows: Int? = nil, workers: Workers? = nil
  ) {
    let tasks = network.tasks.count
    let outputs = network.schedule.branch.width
    let hasGradients = gradients != .none
    self.network = network
    self.jacobianBytes = jacobianBytes
    self.stackedBytes = stackedBytes
    self.precision = precision
    purpose = gradients
    let workers = workers ?? Workers(count: threads)
    self.workers = workers
    let plan = SlicePlan(
      capacity: capacity, members: network.schedule.members, rows: sliceRows)
    slicePlan = plan
    batch = Batch(
      capacity: capacity, rooms: plan.totalBatchRows, layout: network.inputs,
      heads: network.schedule.heads)
    let schedule = network.schedule
    let activations = Activations(schedule, rows: plan.totalRows)
    self.activations = activations
    let towers = TowerRooms(schedule.towers, plan, hasGradients: hasGradients)
    let ownExperts = TowerRooms(
      schedule.ownExperts?.experts ?? [], plan, hasGradients: hasGradients)
    self.towers = towers
    self.ownExperts = ownExperts
    slices = (0..<plan.count).map {
      BatchSlice(
        schedule, activations: activations, towers: towers, ownExperts: ownExperts, index: $0,
        capacity: plan.range($0), averages: !hasGradients)
    }
    branchWeights = BranchWeights(schedule.branch)
    planned = PlannedMaps(
      forward: schedule, rows: plan.rows, packs: !plan.hasFewSlices, lanes: workers.count)
    rooms = (0..<workers.count).map { _ in FloatBuffer(count: plan.rows * schedule.widestBlock) }
    let total = FloatBuffer(count: hasGradients ? network.layout.count : 0)
    adapters = AdapterGradients(schedule, slices: hasGradients ? plan.count : 0)
    passing = Array(repeating: 0, count: tasks)
    let rows = hasGradients ? schedule.branchRows(0..<plan.totalRows).count : 0
    let slopes = FloatBuffer(count: 2 * rows * outputs)
    let pathRows = hasGradients ? plan.totalBatchRows : 0
    let paths = schedule.weightedPathWidths.map { FloatBuffer(count: pathRows * $0) }
    memory = [total, slopes] + paths
    weightedForPaths = zip(paths, schedule.weightedPathWidths).map {
      $0.matrix(rows: pathRows, columns: $1)
    }
    gradient = total.vector
    weighted = slopes.matrix(rows: rows, columns: outputs)
    weightedForHeads = slopes.matrix(at: slopes.count / 2, rows: rows, columns: outputs)
    losses = Array(repeating: .nan, count: tasks)
    lossSums = Array(repeating: 0, count: network.labels.count)
    labelLosses = Array(repeating: .nan, count: network.labels.count)
    gramian = Gramian(count: tasks)
  }

  /// Room for another batch like the present one.
  private func makeBatch() -> Batch {
    Batch(
      capacity: batch.capacity, rooms: slicePlan.totalBatchRows, layout: network.inputs,
      heads: schedule.heads)
  }

  private func makeSketch() -> GramianSketch {
    guard case .sketched(let columns) = purpose else {
      preconditionFailure("estimates have to be asked for")
    }
    return GramianSketch(
      schedule, workers: workers, plan: slicePlan, columns: columns, precision: precision)
  }

  /// The slices that hold rows of the present batch.
  private var activeSlices: ArraySlice<BatchSlice> {
    slices.prefix(slicePlan.count(of: batch.rowCount))
  }

  /// Gathers the rows of a table that the next computations are about, unless they are there
  /// already because they were announced.
  package func gather(_ table: TrainingTable, at indices: ArraySlice<Int32>) {
    gatherShard(table, at: indices)
    batch.settle()
  }

  /// Gathers rows of a batch of which others are elsewhere: `settle` says what it has of labels.
  func gatherShard(_ table: TrainingTable, at indices: ArraySlice<Int32>) {
    let isThere = announced == .gathered && next.indices == indices
    announced = .nothing
    if isThere {
      swap(&batch, &next)
    } else {
      batch.begin(table, at: indices)
      gatherSlices()
    }
    batch.countLabels()
  }

  /// Gathers rows without labels, as prediction needs.
  package func gather(_ features: EncodedFeatures, at indices: ArraySlice<Int32>) {
    announced = .nothing
    batch.begin(features, at: indices)
    gatherSlices()
  }

  /// Lets go of the table that rows were gathered from, so that its owner can change it in place.
  package func releaseTable() { batch.releaseTable() }

  private func gatherSlices() {
    let gathering = Gathering(batch: BatchView(batch), plan: slicePlan)
    workers.perform(gathering.partCount, gathering)
  }

  /// Announces rows that will be gathered from the same table after these: it is done beside the
  /// next backward pass.
  package func announce(_ table: TrainingTable, at indices: ArraySlice<Int32>) {
    next.begin(table, at: indices)
    announced = .begun
  }

  /// Computes the outputs of the batch; dropout acts if a key is given.
  package func forward(parameters: FloatBuffer, dropout: DropoutKey? = nil) {
    let forward = prepareForward(parameters, dropout)
    workers.perform(forward.slices.count, forward)
  }

  /// Packs the weights, and says what is to be computed of each slice.
  private func prepareForward(_ parameters: FloatBuffer, _ dropout: DropoutKey?) -> Forward {
    planned.pack(parameters: parameters.vector, workers: workers)
    branchWeights.take(parameters.vector, workers: workers)
    return Forward(
      slices: activeSlices, batch: BatchView(batch), planned: planned, branch: branchWeights,
      parameters: parameters.vector, dropout: dropout, rooms: rooms)
  }

  /// Computes the outputs of the batch, the losses, and their gradients at the outputs; dropout
  /// acts if a key is given.
  package func forwardToLosses(parameters: FloatBuffer, dropout: DropoutKey? = nil) {
    let forward = prepareForward(parameters, dropout)
    workers.perform(
      forward.slices.count,
      ForwardToLosses(forward: forward, leavesTowers: purpose != .none))
    for index in lossSums.indices {
      var sum = 0.0
      for slice in forward.slices { sum += slice.lossSums[index] }
      lossSums[index] = sum
    }
    settle(lossSums: lossSums)
  }

  /// Takes the sums of weight · loss over the labelled rows of the whole batch, one for each label.
  func settle(lossSums sums: [Double]) {
    for (task, head) in schedule.heads.enumerated() {
      losses[task] = batch.isPresent[task] ? 0 : .nan
      for index in head.labels {
        let sum = sums[index]
        let (weight, divisor) = (batch.labelWeights[index], batch.divisors[index])
        labelLosses[index] = weight > 0 ? sum / weight : .nan
        if weight > 0 { losses[task] += sum / divisor }
      }
    }
  }

  /// Hands each slice's outputs (rows × all outputs) to `body`, in the order of the rows.
  package func forEachOutput(_ body: (_ outputs: Matrix) -> Void) {
    precondition(
      purpose == .none || schedule.outputMembers == 1, "outputs that members have in common")
    for slice in activeSlices { body(slice.outputs) }
  }

  /// Computes the gradient of Σ weight · loss, in one backward pass. A task of weight 0 leaves no
  /// trace, even where its loss is not finite.
  ///
  /// - Parameters:
  ///   - weights: For the shared parameters.
  ///   - headWeights: For each task's own parameters: its tower's and its head's.
  package func backward(
    weights: [Double], headWeights: [Double], parameters: FloatBuffer
  ) {
    backward(weights: weights, headWeights: headWeights, parameters: parameters, telling: nil)
  }

  /// The same, and tells of gradients of layers that are complete.
  func backward(
    weights: [Double], headWeights: [Double], parameters: FloatBuffer,
    telling listener: (any GradientListener)?
  ) {
    precondition(purpose != .none && batch.rowCount > 0, "gradients of some rows")
    let (slices, weighted) = (activeSlices, weighted)
    if schedule.adapts {
      // What is shared is weighed where tasks' rows meet, what is a task's own when it is complete.
      for task in passing.indices {
        passing[task] = weights[task] != 0 || headWeights[task] != 0 ? 1 : 0
      }
    }
    let weighing = Weighing(
      slices: slices, weights: schedule.adapts ? passing : weights, target: weighted,
      paths: weightedForPaths, pathWeights: schedule.adapts ? weights : nil)
    let source = source(
      weighted, paths: weightedForPaths, parameters, shares: schedule.adapts ? weights : nil)
    let headsFollow = weights == headWeights && !schedule.adapts
    defer { weighOwn(headWeights) }
    if slicePlan.hasFewSlices {
      sliced.run(
        source, weighing: weighing,
        headWeighing: headsFollow
          ? nil : Weighing(slices: slices, weights: headWeights, target: weightedForHeads),
        into: gradient, beside: sideWork(paths: pathGradients))
      return
    }
    workers.perform(slices.count, weighing)
    layered.run(
      source, into: .vector(gradient, listener),
      beside: sideWork(
        branch: branchGradient(headsFollow ? nil : headWeights), paths: pathGradients))
  }

  /// Weighs the gradients of a task's own parameters that have not been weighted yet: those of the
  /// towers and own experts, which the way forward to the losses has left, of adapters, and of
  /// paths.
  private func weighOwn(_ headWeights: [Double]) {
    for path in schedule.paths { path.weigh(gradient, by: headWeights) }
    adapters.write(
      weights: headWeights, slices: activeSlices.count, to: gradient, workers: workers)
    towers.add(
      weights: headWeights, slices: activeSlices.count, to: gradient, workers: workers)
    ownExperts.add(
      weights: headWeights, slices: activeSlices.count, to: gradient, workers: workers)
    guard let own = activations.mixture?.own, let experts = schedule.ownExperts?.experts else {
      return
    }
    workers.perform(
      experts.count,
      OwnBranchGradient(
        branch: schedule.branch, experts: experts, weights: headWeights,
        mixed: activations.branch.slopes.rows(rows), slopes: own.slopes.rows(rows),
        activations: activations, gradient: gradient))
  }

  /// The gradients of the paths' parameters, to be computed.
  private var pathGradients: PathGradients {
    PathGradients(
      paths: schedule.paths, inputs: batch.inputs, slopes: activations.pathSlopes,
      gradient: gradient)
  }

  /// The members' rows of the batch.
  private var rows: Range<Int> { 0..<batch.rowCount * schedule.members }

  /// The gradients of the branch's parameters, to be computed; nil where the towers have them.
  ///
  /// - Parameter weights: Nil for those that `weighted` has been weighed by.
  private func branchGradient(_ weights: [Double]?) -> BranchGradient? {
    guard !schedule.branch.hasAdapters else { return nil }
    let (slices, target) = (activeSlices, weights == nil ? weighted : weightedForHeads)
    if let weights {
      workers.perform(slices.count, Weighing(slices: slices, weights: weights, target: target))
    }
    return BranchGradient(
      branch: schedule.branch,
      inputs: activations.inputs(
        of: schedule.top, top: schedule.top, batch: batch.inputRoom, rows: rows
      ).sides(schedule.branch.experts),
      outputs: target.rows(schedule.branchRows(rows)), gradient: gradient)
  }

  /// What is done beside a backward pass: the gradients of the branch and of paths, if they are
  /// wanted, and what the next step will read.
  private func sideWork(
    branch: BranchGradient? = nil, paths: PathGradients? = nil
  ) -> SideWork {
    guard announced == .begun else {
      return SideWork(branch: branch, paths: paths, gathering: nil)
    }
    announced = .gathered
    return SideWork(
      branch: branch, paths: paths,
      gathering: Gathering(batch: BatchView(next), plan: slicePlan))
  }

  func source(
    _ outputs: Matrix, paths: [Matrix], _ parameters: FloatBuffer, shares: [Double]? = nil
  ) -> BackwardSource {
    BackwardSource(
      outputs: outputs, pathOutputs: paths, inputs: batch.inputRoom,
      embedded: batch.embedded,
      branchWeights: branchWeights.all(parameters.vector),
      parameters: parameters.vector, shares: shares, activations: activations,
      slices: activeSlices)
  }

  /// Computes every task's own gradient in one stacked backward pass, and their inner products over
  /// the scope.
  package func backwardPerTask(parameters: FloatBuffer, scope: GradientScope) {
    precondition(
      purpose != .none && purpose != .weighted && batch.rowCount > 0, "single tasks' gradients")
    canCombine = false
    if scope == .representation { return multiplyRepresentations(parameters: parameters) }
    taskGradients.clearProducts()
    walkStacked(parameters, into: .tasks(taskGradients, scope))
    taskGradients.writeProducts(to: &gramian)
    canCombine = scope == .shared && taskGradients.isWhole
  }

  /// Computes the inner products of the tasks' gradients at the representations.
  func multiplyRepresentations(parameters: FloatBuffer) {
    schedule.branch.writeProducts(
      slopes: activations.leaving.rows(schedule.branchRows(rows)),
      weights: branchWeights.all(parameters.vector), to: &gramian)
  }

  func walkStacked(_ parameters: FloatBuffer, into goal: LayeredBackward.Goal) {
    precondition(goal.scope == .shared || !schedule.blocks.isEmpty, "a shared layer")
    stacked.run(
      source(activations.leaving, paths: activations.pathSlopes, parameters), into: goal,
      beside: goal.scope == .shared ? sideWork() : nil)
  }

  /// Estimates the inner products of the tasks' gradients of all shared parameters; see
  /// `GramianSketch`.
  ///
  /// - Parameter key: What the projections follow from; fresh each step.
  package func sketchGramian(parameters: FloatBuffer, key: UInt64) {
    precondition(batch.rowCount > 0, "gradients of some rows")
    guard schedule.isSketched else {
      return backwardPerTask(parameters: parameters, scope: .shared)
    }
    canCombine = false
    let source = source(activations.leaving, paths: activations.pathSlopes, parameters)
    sketch.project(source, key: key)
    sketch.multiply(source, into: &gramian)
  }

  /// Computes the gradient of Σ weight · loss from what the last `backwardPerTask` left.
  ///
  /// - Parameters:
  ///   - weights: For the shared parameters.
  ///   - headWeights: For each task's own parameters: its tower's and its head's.
  package func combine(weights: [Double], headWeights: [Double]) {
    combineOwn(headWeights)
    combineShared(weights)
  }

  /// Computes the gradients of the tasks' own parameters.
  func combineOwn(_ headWeights: [Double]) {
    let own = SideWork(
      branch: branchGradient(headWeights), paths: pathGradients, gathering: nil)
    workers.perform(own.partCount, own)
    weighOwn(headWeights)
  }

  /// Combines the gradients of the shared parameters.
  func combineShared(_ weights: [Double]) {
    precondition(canCombine, "only gradients of all shared parameters are combined")
    taskGradients.combine(weights: weights, into: gradient)
  }
}

/// Whether the rows of the next batch are known, and there.
private enum Announced {
  case nothing, begun, gathered
}
