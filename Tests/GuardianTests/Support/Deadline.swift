import Glibc

/// A moment by which something must have happened.
struct Deadline {
    private let end: ContinuousClock.Instant

    init(within duration: Duration) {
        end = ContinuousClock.now + duration
    }

    var hasPassed: Bool { ContinuousClock.now >= end }

    var millisecondsLeft: Int32 {
        let left = ContinuousClock.now.duration(to: end)
        return Int32(clamping: max(0, left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000))
    }
}

/// Asks again and again, a few milliseconds apart, until the condition holds; false when the time is over first.
func eventually(within duration: Duration = .seconds(5), _ condition: () -> Bool) -> Bool {
    let deadline = Deadline(within: duration)
    while !condition() {
        if deadline.hasPassed { return false }
        poll(nil, 0, 5)
    }
    return true
}
