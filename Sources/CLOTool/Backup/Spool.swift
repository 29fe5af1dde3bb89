import Foundation

/// Lines on the disk, to be written and then read once: a list that may be longer than the memory. Nothing is left of
/// it when the process ends, however it does.
final class Spool {
    private let file: UnsafeMutablePointer<FILE>
    private(set) var byteCount = 0

    init(besides path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        var template = Array("\(folder.isEmpty ? "." : folder)/.clo-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { throw POSIXError.ofSystem }
        unlink(template)
        guard let file = fdopen(descriptor, "w+") else {
            let error = POSIXError.ofSystem
            close(descriptor)
            throw error
        }
        self.file = file
    }

    deinit {
        fclose(file)
    }

    /// - Parameter line: without its end, which it does not contain.
    func append(_ line: String) throws {
        guard fputs(line, file) >= 0, fputc(10, file) == 10 else { throw POSIXError.ofSystem }
        byteCount += line.utf8.count + 1
    }

    /// Starts reading at the beginning.
    func rewindToStart() throws {
        guard fflush(file) == 0, fseek(file, 0, SEEK_SET) == 0 else { throw POSIXError.ofSystem }
    }

    /// - Returns: `nil` after the last.
    func nextLine() throws -> String? {
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        let count = getline(&line, &capacity, file)
        guard count > 0, let line else {
            guard ferror(file) == 0 else { throw POSIXError.ofSystem }
            return nil
        }
        let bytes = UnsafeRawBufferPointer(start: line, count: count)
        return String(decoding: bytes.last == 10 ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }
}

extension POSIXError {
    /// What the system call that has just failed says.
    static var ofSystem: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
