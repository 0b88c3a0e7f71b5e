internal import CUV

/// Owns the bytes of one libuv write until its callback.
final class PendingWrite {
    let request = UnsafeMutablePointer<uv_write_t>.allocate(capacity: 1)
    let bytes: UnsafeMutableRawBufferPointer

    init(_ source: ArraySlice<UInt8>) {
        bytes = .allocate(byteCount: source.count, alignment: 1)
        bytes.copyBytes(from: source)
    }

    deinit {
        request.deallocate()
        bytes.deallocate()
    }
}
