import CLOModel
import CLOStore
import Glibc

/// A sheet as a printable document (S17).
///
/// Made by the tool in a process of its own. What takes longer than some seconds is prepared while a page tells how
/// far it is: no connection is silent for long, and the visitor may go away and come back.
enum ShowPDF {
    /// How long a request waits for a document before the page that tells so is sent. Most are ready by then.
    static let patience = Duration.seconds(3)

    static func show(_ here: OnSheet, _ choice: PDFChoice) throws -> Response {
        if here.area != here.ownArea {
            return .redirect(to: Route.pdf(here.ownArea, here.code, choice).path)
        }
        if let number = choice.number {
            guard try here.store.publications.find(number: number, in: here.sheet.id, visibleTo: here.viewer) != nil
            else { throw Refusal.notFound }
        }
        let overview = try here.overview(since: nil)
        let file = try ExportFile(
            choice, of: here.sheet, header: overview.header, for: here.viewer, at: here.now,
            here.responder)
        switch file.state() {
        case .ready(let open): return send(open, file, choice, here)
        case .underway(let percent): return wait(percent, choice.waiting(true), overview.header, here)
        case .absent: break
        }
        if choice.isWaiting { return failed(file, choice, here) }
        return try make(file, choice, overview.header, here)
    }

    private static func make(
        _ file: ExportFile, _ choice: PDFChoice, _ header: ProgressSheet.Header, _ here: OnSheet
    ) throws -> Response {
        let name = here.viewer.name
        let author = here.viewer.role.isEmployee ? "\(name), \(here.responder.settings().companyName)" : name
        guard
            let child = try file.begin(
                choice, of: here.code, by: author, tool: here.responder.configuration.toolFile)
        else {
            // Somebody else's request has just begun it, or all places are taken: then this one asks again.
            if case .underway(let percent) = file.state() { return wait(percent, choice.waiting(true), header, here) }
            return wait(nil, choice.waiting(false), header, here)
        }
        log("export-begun", choice, here)
        let hasEnded = here.responder.children.hasEnded(child, within: patience)
        switch file.state() {
        case .ready(let open): return send(open, file, choice, here)
        case .underway(let percent) where !hasEnded: return wait(percent, choice.waiting(true), header, here)
        case .underway, .absent: return failed(file, choice, here)
        }
    }

    // MARK: Answers

    private static func send(_ open: OpenFile, _ file: ExportFile, _ choice: PDFChoice, _ here: OnSheet) -> Response {
        // The page that waits asks by script: the browser then goes to the document itself.
        if here.request.wantsFragment {
            let address = Route.pdf(here.ownArea, here.code, choice.waiting(false)).path
            return Response(status: .ok, headers: [("HX-Redirect", address)])
        }
        log("export-sent", choice, here)
        let answer = FileAnswer(
            file: open, type: "application/pdf", tag: "\"\(file.tag)\"",
            headers: [
                ("Cache-Control", "private, no-cache"),
                ("Content-Disposition", "inline; filename=\"Fiche-\(here.code).pdf\""),
                ("Content-Security-Policy", SecurityHeaders.printedPolicy),
            ])
        return answer.response(to: here.request)
    }

    /// - Parameter percent: `nil` when others come first.
    private static func wait(
        _ percent: Int?, _ choice: PDFChoice, _ header: ProgressSheet.Header, _ here: OnSheet
    ) -> Response {
        here.page(
            PDFProgressPage.page(
                .init(
                    area: here.ownArea, viewer: here.viewer, formTokens: here.signedIn.formTokens(), code: here.code,
                    title: header.title, percent: percent, choice: choice)))
    }

    private static func failed(_ file: ExportFile, _ choice: PDFChoice, _ here: OnSheet) -> Response {
        Log.write(
            "export-failed",
            ["account": "\(here.viewer.account.rawValue)", "sheet": here.code.description, "reason": file.complaint])
        return here.page(
            MessagePage.page(
                .init(
                    area: here.ownArea, viewer: here.viewer, formTokens: here.signedIn.formTokens(),
                    title: "Le PDF n’a pas pu être préparé",
                    sentences: [
                        "La fiche elle-même n’a rien perdu. Recommencez dans un moment\u{A0}; si cela se répète, exportez"
                            + " une période plus courte ou sans les photos, et prévenez CLO."
                    ],
                    links: [
                        .init(
                            label: "Recommencer", route: .pdf(here.ownArea, here.code, choice.waiting(false))),
                        .init(label: "Revenir à la fiche", route: .sheet(here.ownArea, here.code, .first)),
                    ])), status: .internalError)
    }

    /// Who took what out, and when: a document leaves the house with all that the sheet says.
    private static func log(_ event: StaticString, _ choice: PDFChoice, _ here: OnSheet) {
        Log.write(
            event,
            [
                "account": "\(here.viewer.account.rawValue)", "address": here.request.remoteAddress,
                "sheet": here.code.description, "revision": "\(here.sheet.revision)",
                "choice": choice.waiting(false).arguments.joined(separator: " "),
            ])
    }
}
