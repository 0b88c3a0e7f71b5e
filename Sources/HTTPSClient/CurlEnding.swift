internal import CCurl

/// What libcurl's endings are called here. Pure.
enum CurlEnding {
    /// - Parameter words: libcurl's own, which name no more than the host, and nothing that opens a proxy.
    static func error(_ ending: roost_curl_ending, _ words: String, _ origin: String) -> HTTPSError {
        let (code, reason): (HTTPSError.Code, String) =
            switch ending {
            case ROOST_CURL_UNRESOLVED: (.unresolved, "the host has no address")
            case ROOST_CURL_UNREACHABLE: (.unreachable, "no connection")
            case ROOST_CURL_TIMED_OUT: (.timedOut, "no connection in time")
            case ROOST_CURL_UNTRUSTED: (.untrusted, "its certificate is not accepted")
            case ROOST_CURL_NO_TRUST: (.untrusted, "the list of trusted certificates cannot be read")
            case ROOST_CURL_DISCONNECTED, ROOST_CURL_DONE: (.disconnected, "the connection has ended early")
            default: (.malformedAnswer, "the answer is no HTTP")
            }
        return HTTPSError(code, "talk to \(origin): \(reason)\(words.isEmpty ? "" : " (\(words))")")
    }
}
