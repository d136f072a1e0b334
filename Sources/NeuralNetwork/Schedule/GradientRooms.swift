/// Which room holds the gradients of what a map reads on the way back: from when the map has
/// computed them until the map below has read them. Rooms whose gradients have been read are used
/// again.
struct GradientRooms: Sendable {
  /// For each map its room.
  let ofMap: [Int]
  /// For each room the most columns it is to hold.
  let widths: [Int]

  /// The columns of all rooms.
  var width: Int { widths.reduce(0, +) }
  /// Those of the widest.
  var widest: Int { widths.max() ?? 0 }

  init(_ maps: [LinearMap]) {
    var (ofMap, widths) = (maps.map { _ in 0 }, [Int]())
    var free: [Int] = []
    var read: Int?
    for (index, map) in maps.enumerated().reversed() where !map.propagated.isEmpty {
      let room = free.popLast() ?? widths.count
      if room == widths.count { widths.append(0) }
      widths[room] = max(widths[room], map.gradientWidth)
      ofMap[index] = room
      if let read { free.append(read) }
      read = room
    }
    (self.ofMap, self.widths) = (ofMap, widths)
  }
}
