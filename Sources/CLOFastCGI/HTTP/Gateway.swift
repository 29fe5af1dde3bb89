import CFastCGI
import CLOStore
import Glibc

/// The one place that knows how requests reach us and how answers leave: FastCGI when the web server has given
/// us a listening socket as standard input, plain CGI otherwise. The rest of the program cannot tell which.
enum Gateway {
    /// Of a body. Below what mod_fcgid lets through by default (131,072 bytes), so that every host gives the
    /// same answer.
    static let bodyLimit = 131_072

    /// What a request turned out to be, before anything looked at what it asks.
    enum Arrival {
        case request(Request)
        /// The gateway's own refusal: the request cannot even be read.
        case unreadable(Response.Status)
    }

    /// Plain CGI: the process is started for one request and ends with its answer.
    static var servesOnce: Bool { FCGX_IsCGI() != 0 }

    /// Answers requests until the web server tells the process to end.
    /// - Parameter afterwards: asked after each answer for what is to be done when its visitor waits no longer.
    static func serve(_ answer: (Arrival) -> Response, afterwards: () -> (() -> Void)? = { nil }) {
        // A browser that goes away must not end the process that was writing to it.
        signal(SIGPIPE, SIG_IGN)
        keepFreedMemory()
        if servesOnce {
            serveOneFromEnvironment(answer, afterwards)
        } else {
            serveSocket(answer, afterwards)
        }
    }

    /// The allocator would hand the memory of each page's text back to the kernel and ask for it again, several
    /// times a page: half of the processor time of a large one, measured. Up to 8 MiB stay with the process;
    /// larger blocks, such as those of scrypt, still go back at once.
    private static func keepFreedMemory() {
        mallopt(M_MMAP_THRESHOLD, 8 << 20)
        mallopt(M_TRIM_THRESHOLD, 8 << 20)
    }

    // MARK: FastCGI

    private static func serveSocket(_ answer: (Arrival) -> Response, _ afterwards: () -> (() -> Void)?) {
        guard FCGX_Init() == 0 else { return }
        installShutdownHandler()
        var request = FCGX_Request()
        guard FCGX_InitRequest(&request, 0, Int32(FCGI_FAIL_ACCEPT_ON_INTR)) == 0 else { return }
        while FCGX_Accept_r(&request) == 0 {
            let parameters = request.envp
            let input = request.in
            let arrival = read(
                parameter: { name in FCGX_GetParam(name, parameters).map { String(cString: $0) } },
                body: { place in
                    Int(FCGX_GetStr(place.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(place.count), input))
                })
            let output = request.out
            write(answer(arrival), isHead: arrival.isHead) { bytes in
                FCGX_PutStr(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), output) >= 0
            }
            FCGX_Finish_r(&request)
            afterwards()?()
        }
    }

    /// mod_fcgid ends idle processes with SIGTERM. The request under way is finished; no other is accepted.
    private static func installShutdownHandler() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in FCGX_ShutdownPending() }
        sigaction(SIGTERM, &action, nil)
        sigaction(SIGINT, &action, nil)
        sigaction(SIGUSR1, &action, nil)
    }

    // MARK: CGI

    private static func serveOneFromEnvironment(_ answer: (Arrival) -> Response, _ afterwards: () -> (() -> Void)?) {
        let arrival = read(
            parameter: { name in getenv(name).map { String(cString: $0) } },
            body: { place in
                var filled = 0
                while filled < place.count {
                    let count = Glibc.read(0, place.baseAddress.map { $0 + filled }, place.count - filled)
                    if count < 0 && errno == EINTR { continue }
                    guard count > 0 else { break }
                    filled += count
                }
                return filled
            })
        write(answer(arrival), isHead: arrival.isHead) { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Glibc.write(1, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
        if let rest = afterwards() {
            leaveServer()
            rest()
        }
        // The answer is out; the kernel takes back memory and connection quicker than we could hand them back.
        _exit(0)
    }

    /// Ends the process that the web server started, and goes on in another, of which it knows nothing. For Apache keeps
    /// the end of a short answer back until everything that it gave the process is closed, serves nothing else on that
    /// visitor's connection until the process has ended, and after three seconds ends it by force.
    private static func leaveServer() {
        // Where no other process is to be had, this one goes on, and the visitor may have to wait a moment.
        if clo_fork() > 0 { _exit(0) }
        setsid()
        signal(SIGTERM, SIG_IGN)
        let nowhere = open("/dev/null", O_RDWR)
        for descriptor: Int32 in 0...2 {
            // The numbers stay taken, or the next file to be opened would be written to by mistake.
            if nowhere >= 0 { dup2(nowhere, descriptor) } else { close(descriptor) }
        }
        if nowhere > 2 { close(nowhere) }
    }

    // MARK: Both

    /// - Parameters:
    ///   - parameter: a CGI variable (RFC 3875), with what is not UTF-8 replaced.
    ///   - body: fills the buffer from the body; answers how many bytes there were.
    private static func read(
        parameter: (String) -> String?, body: (UnsafeMutableRawBufferPointer) -> Int
    ) -> Arrival {
        guard let method = parameter("REQUEST_METHOD"), let target = parameter("REQUEST_URI") else {
            return .unreadable(.badRequest)
        }
        let length = parameter("CONTENT_LENGTH") ?? ""
        var bytes: [UInt8] = []
        if !length.isEmpty {
            guard length.utf8.allSatisfy({ (48...57).contains($0) }) else { return .unreadable(.badRequest) }
            // More digits than an Int has is too large as well.
            guard let count = Int(length), count <= bodyLimit else { return .unreadable(.contentTooLarge) }
            if count > 0 {
                bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                    filled = max(0, min(count, body(UnsafeMutableRawBufferPointer(buffer))))
                }
                // The browser, or whoever it was, went away before all had come.
                guard bytes.count == count else { return .unreadable(.badRequest) }
            }
        }
        guard let (path, query) = Request.taken(apart: target) else { return .unreadable(.badRequest) }
        let https = parameter("HTTPS") ?? ""
        return .request(
            Request(
                methodName: method, path: path, query: query, body: bytes,
                contentType: parameter("CONTENT_TYPE") ?? "", cookieHeader: parameter("HTTP_COOKIE") ?? "",
                host: parameter("HTTP_HOST") ?? "", origin: parameter("HTTP_ORIGIN"),
                isSecure: https == "on" || https == "1" || parameter("REQUEST_SCHEME") == "https",
                remoteAddress: parameter("REMOTE_ADDR") ?? "", userAgent: parameter("HTTP_USER_AGENT") ?? "",
                wantsFragment: parameter("HTTP_HX_REQUEST") == "true"
                    || query.pairs.contains { $0 == ("fragment", "1") },
                embedding: parameter("HTTP_CLO_FRAGMENT").flatMap { Embedding(rawValue: $0) },
                ifNoneMatch: parameter("HTTP_IF_NONE_MATCH") ?? "", rangeHeader: parameter("HTTP_RANGE") ?? "",
                ifRange: parameter("HTTP_IF_RANGE") ?? "", tokenHeader: parameter("HTTP_CLO_JETON"),
                forwarded: ForwardedHeaders(parameter), documentRoot: parameter("DOCUMENT_ROOT")))
    }

    /// - Parameter send: answers whether the web server still takes it.
    private static func write(_ response: Response, isHead: Bool, send: (UnsafeRawBufferPointer) -> Bool) {
        var head = "Status: \(response.status.rawValue) \(response.status.reason)\r\n"
        head.reserveCapacity(1_024)
        for header in response.headers {
            // Values are ours or checked; a line break in one would still be a header of its own.
            guard !header.value.utf8.contains(where: { $0 < 32 }) else { continue }
            head += header.name
            head += ": "
            head += header.value
            head += "\r\n"
        }
        switch response.body {
        case .empty:
            head += "\r\n"
            head.withUTF8 { _ = send(UnsafeRawBufferPointer($0)) }
        case .html(let html):
            var text = html.text
            head += "Content-Type: text/html; charset=utf-8\r\nContent-Length: \(text.utf8.count)\r\n\r\n"
            head.withUTF8 { _ = send(UnsafeRawBufferPointer($0)) }
            if !isHead { text.withUTF8 { _ = send(UnsafeRawBufferPointer($0)) } }
        case .bytes(let bytes, let type):
            head += "Content-Type: \(type)\r\nContent-Length: \(bytes.count)\r\n\r\n"
            head.withUTF8 { _ = send(UnsafeRawBufferPointer($0)) }
            if !isHead { bytes.withUnsafeBytes { _ = send($0) } }
        case .file(let file, let type, let part):
            head += "Content-Type: \(type)\r\nContent-Length: \(part.count)\r\n\r\n"
            head.withUTF8 { _ = send(UnsafeRawBufferPointer($0)) }
            // Cut short by a failing disk, the answer is shorter than it said: the browser notices.
            if !isHead { _ = file.forEachPiece(of: part, send) }
        case .pieces(let pieces, let type):
            head += "Content-Type: \(type)\r\n\r\n"
            head.withUTF8 { _ = send(UnsafeRawBufferPointer($0)) }
            guard !isHead else { return }
            do {
                try pieces.forEachPiece(send)
            } catch {
                // The status is out: what came so far is followed by a line that says that it is not all.
                Log.write("answer-cut-short", ["error": "\(error)"])
                var rest = "\r\nInterrompu : la suite n’a pas pu être lue. Recommencez.\r\n"
                rest.withUTF8 { _ = send(UnsafeRawBufferPointer($0)) }
            }
        }
    }
}

extension Gateway.Arrival {
    fileprivate var isHead: Bool {
        switch self {
        case .request(let request): return request.method == .head
        case .unreadable: return false
        }
    }
}
