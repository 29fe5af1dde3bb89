import Foundation

/// What a process may cost before the system ends it: set by the process itself, before it looks at what it was given.
struct ProcessLimits {
    /// In bytes.
    var addressSpace: rlim_t
    var processorSeconds: rlim_t
    /// Of any one file that is written, in bytes.
    var fileSize: rlim_t

    /// A 100-megapixel progressive JPEG or interlaced PNG needs 300 to 600 MB; an ordinary photo under 200. The
    /// largest rendition, were it stored without compression, has a third of the file size.
    static let photo = ProcessLimits(addressSpace: 1 << 30, processorSeconds: 60, fileSize: 64 << 20)

    /// A sheet of 1,000 publications and 2,000 photos takes a tenth of that (`script/bench`). Address space is more
    /// than memory: libraries and font files are mapped.
    static let document = ProcessLimits(addressSpace: 2 << 30, processorSeconds: 600, fileSize: 2 << 30)

    /// A contract is read whole by qpdf, and written again when something was taken out of it.
    static let contract = ProcessLimits(addressSpace: 1 << 30, processorSeconds: 50, fileSize: 256 << 20)

    /// Photos are copied a piece at a time; what fills memory is the directory at the end, some hundred bytes a photo.
    /// A file as large as the photos of all of a client's worksites.
    static let archive = ProcessLimits(addressSpace: 1 << 30, processorSeconds: 1_800, fileSize: 64 << 30)

    func set() throws {
        // Past its limit a write then fails with EFBIG, which has a sentence, instead of ending the process.
        signal(SIGXFSZ, SIG_IGN)
        try Self.lower(RLIMIT_AS, to: addressSpace)
        try Self.lower(RLIMIT_CPU, to: processorSeconds)
        try Self.lower(RLIMIT_FSIZE, to: fileSize)
        try Self.lower(RLIMIT_CORE, to: 0)
    }

    /// Never raises a limit that the host or the parent process has set lower.
    private static func lower(_ resource: __rlimit_resource, to value: rlim_t) throws {
        var limit = rlimit()
        let number = __rlimit_resource_t(resource.rawValue)
        guard getrlimit(number, &limit) == 0 else { throw POSIXError.fromErrno }
        limit.rlim_cur = min(limit.rlim_cur, value)
        limit.rlim_max = min(limit.rlim_max, value)
        guard setrlimit(number, &limit) == 0 else { throw POSIXError.fromErrno }
    }
}

extension POSIXError {
    fileprivate static var fromErrno: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EINVAL) }
}
