extension Duration {
    /// Nanoseconds between 0 and about 290 years.
    package var clampedNanoseconds: UInt64 {
        let parts = components
        guard parts.seconds >= 0, parts.attoseconds >= 0 else { return 0 }
        guard parts.seconds < 9_000_000_000 else { return 9_000_000_000_000_000_000 }
        return UInt64(parts.seconds) * 1_000_000_000 + UInt64(parts.attoseconds / 1_000_000_000)
    }
}
