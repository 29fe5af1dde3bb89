import CLOStore

/// Leaves the sending of whole files to the web server, where the host lets us: the process is free at once, and the
/// kernel copies the file.
enum FileHandOver {
    /// - Parameter method: the installation's; see `clo.conf`. Parts of files are still sent by us: not every front
    ///   reads ranges of what it is handed.
    static func applied(to response: Response, _ method: SendFile, dataFolder: String) -> Response {
        guard case .file(let file, let type, let part) = response.body, response.status == .ok,
            part == 0..<file.size, file.path.hasPrefix(dataFolder + "/")
        else { return response }
        var response = response
        switch method {
        case .byUs: return response
        case .xSendfile: response.headers.append(("X-Sendfile", file.path))
        case .xAccelRedirect(let prefix):
            let name = file.path.utf8.dropFirst(dataFolder.utf8.count)
            response.headers.append(("X-Accel-Redirect", PercentEncoding.encode(prefix + String(Substring(name)))))
        }
        response.headers.append(("Content-Type", type))
        response.body = .empty
        return response
    }
}
