import CLOModel
import CLOStore
import Glibc

/// The archive of one's own data: made in the background, fetched when it is there, resumed when the line breaks.
enum FetchData {
    /// Most archives are ready by then, and the page that follows offers them at once.
    private static let patience = Duration.seconds(2)

    static func prepare(_ person: SignedIn) throws -> Response {
        try person.require(.takeData(of: person.viewer.account))
        let archive = DataArchive(of: person.viewer.account, configuration: person.responder.configuration)
        if let child = try archive.begin(tool: person.responder.configuration.toolFile) {
            try person.store.journal.record(
                .init(.dataExported, by: person.viewer.account, on: person.viewer.account), at: person.now)
            wait(for: child, person)
            if case .failed = archive.state(at: person.now) {
                Log.write(
                    "archive-failed",
                    ["account": "\(person.viewer.account.rawValue)", "reason": archive.complaint])
            }
        }
        return .redirect(to: Route.account(.myData).path)
    }

    private static func wait(for child: pid_t, _ person: SignedIn) {
        let pause = Duration.milliseconds(20)
        var waited = Duration.zero
        while waited < patience {
            usleep(UInt32(pause.wholeMilliseconds) * 1_000)
            waited += pause
            if ChildProcess.hasEnded(child) { return }
        }
        person.responder.children.adopt(child)
    }

    static func send(_ person: SignedIn) throws -> Response {
        try person.require(.takeData(of: person.viewer.account))
        let archive = DataArchive(of: person.viewer.account, configuration: person.responder.configuration)
        guard case .ready(let file) = archive.state(at: person.now) else {
            return .redirect(to: Route.account(.myData).path)
        }
        if person.request.rangeHeader.isEmpty {
            Log.write(
                "archive-sent",
                ["account": "\(person.viewer.account.rawValue)", "address": person.request.remoteAddress])
        }
        let name = "CLO - données de \(person.viewer.name) - \(ParisTime(file.writtenAt).date.iso).zip"
        return FileAnswer(
            file: file, type: "application/zip", tag: archive.tag(of: file),
            headers: [
                ("Cache-Control", "private, no-store"),
                ("Content-Disposition", ContentDisposition(kind: .attachment, fileName: name).header),
                ("Content-Security-Policy", SecurityHeaders.documentPolicy),
            ]
        ).response(to: person.request)
    }
}
