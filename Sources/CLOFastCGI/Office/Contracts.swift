import CLOModel
import CLOSecurity
import CLOStore
import Glibc

/// A contract for a client to read (S4): the signed PDF, checked and made harmless by the tool.
enum NewContract {
    static func show(_ person: SignedIn, _ client: Account.ID) throws -> Response {
        let profile = try person.profile(client, .client)
        return try page(person, profile, TypedForm(), upload: ContractUpload.newName(), status: .ok)
    }

    static func submit(_ person: SignedIn, _ client: Account.ID) throws -> Response {
        let profile = try person.profile(client, .client)
        let form = try person.request.form()
        var typed = try TypedForm(form, ContractForm.names)
        let upload = try ContractUpload(form.required("envoi_fichier"), by: person)
        var errors: [String: String] = [:]
        let content = ContractForm.content(typed, &errors)
        let sent = try person.request.file("fichier")
        do {
            if let sent, !sent.bytes.isEmpty { try upload.replace(with: sent.bytes) }
        } catch let failure as DataFile.WriteFailure {
            Log.write("contract-unstored", ["error": "\(failure)"])
            errors["fichier"] = "Le fichier n’a pas pu être enregistré sur le serveur. Réessayez plus tard."
        }
        let size = upload.received
        if size == 0 {
            errors["fichier"] = "Choisissez le PDF du contrat."
        } else if size > person.responder.settings().contractLimit {
            errors["fichier"] = ContractForm.tooLarge(person)
        }
        guard errors.isEmpty, let content else {
            typed.errors = errors
            return try page(person, profile, typed, upload: upload.name, status: .unprocessable)
        }
        let name = SecretToken().text
        switch try upload.check(name, person) {
        case .refused(let sentence):
            typed.errors["fichier"] = sentence
            upload.forget()
            return try page(person, profile, typed, upload: ContractUpload.newName(), status: .unprocessable)
        case .accepted(let file, let removed):
            switch try person.store.contracts.add(content, file, of: client, by: person.viewer.account, at: person.now)
            {
            case .done:
                upload.forget()
                if removed.isEmpty { return person.done(.contractAdded, then: .office(.client(client))) }
                return OfficeScreen(
                    title: "Contrat ajouté", trail: ContractForm.trail(profile),
                    content: """
                        <p role="status">Le contrat est enregistré et le client peut le lire. Ce PDF contenait\u{A0}: \(removed.joined(separator: ", ")). Par sécurité, c’est retiré\u{A0}; le texte est le même.</p>
                        <p><a class="bouton" href="\(Route.office(.contractFile(name: file.name)))">Relire le contrat</a> <a class="bouton" href="\(Route.office(.client(client)))">Continuer</a></p>
                        """
                ).response(person)
            case .gone:
                typed.errors["chantier"] = "Ce chantier n’est pas celui de ce client."
                return try page(person, profile, typed, upload: upload.name, status: .unprocessable)
            }
        }
    }

    private static func page(
        _ person: SignedIn, _ profile: AccountStore.Profile, _ form: TypedForm, upload: String,
        status: Response.Status
    ) throws -> Response {
        let fields = try ContractForm.fields(person, profile.id)
        let file = FormParts.Field(
            "fichier", "PDF du contrat", .file(accept: "application/pdf"),
            hint: "\(person.responder.settings()[.contractMegabytes])\u{A0}Mo au plus", isRequired: true)
        let isThere = ContractUpload.isWaiting(upload, by: person)
        return OfficeScreen(
            title: "Ajouter un contrat", trail: ContractForm.trail(profile),
            content: """
                <p>Le client pourra le lire et le télécharger.</p>
                \(FormParts.summary(fields + [file], form))
                <form method="post" action="\(Route.office(.newContract(profile.id)))" enctype="multipart/form-data" class="form-bureau" novalidate data-envoi="\(Route.office(.contractUpload))">
                \(person.formTokens())<input type="hidden" name="envoi_fichier" value="\(upload)">
                \(FormParts.field(file, form))
                \(isThere ? "<p class=\"indice\">Le fichier que vous avez choisi est conservé\u{A0}; choisissez-en un autre pour le remplacer.</p>" as HTML? : nil)
                <noscript><p class="indice">Sans JavaScript, seuls les fichiers de moins de 120\u{A0}ko peuvent être envoyés.</p></noscript>
                \(fields.map { FormParts.field($0, form) })
                <div class="barre-choix"><button type="submit" class="bouton principal">Ajouter le contrat</button> <a class="bouton" href="\(Route.office(.client(profile.id)))">Ne rien ajouter</a></div>
                </form>
                """
        ).response(person, status: status)
    }
}

/// Title, date and worksite of a contract; the file stays what it is.
enum EditContract {
    static func show(_ person: SignedIn, _ name: String) throws -> Response {
        let contract = try person.contract(name)
        let form = TypedForm(values: [
            "titre": contract.title, "signe_le": contract.signedOn.iso,
            "chantier": contract.worksite?.description ?? "",
        ])
        return try page(person, contract, form, status: .ok)
    }

    static func submit(_ person: SignedIn, _ name: String) throws -> Response {
        let contract = try person.contract(name)
        var typed = try TypedForm(try person.request.form(), ContractForm.names)
        var errors: [String: String] = [:]
        guard let content = ContractForm.content(typed, &errors) else {
            typed.errors = errors
            return try page(person, contract, typed, status: .unprocessable)
        }
        switch try person.store.contracts.change(name, to: content, by: person.viewer.account, at: person.now) {
        case .done: return person.done(.saved, then: .office(.client(contract.client)))
        case .gone:
            typed.errors["chantier"] = "Ce chantier n’est pas celui de ce client."
            return try page(person, contract, typed, status: .unprocessable)
        }
    }

    private static func page(
        _ person: SignedIn, _ contract: Contract, _ form: TypedForm, status: Response.Status
    ) throws -> Response {
        let profile = try person.profile(contract.client, .client)
        return OfficeScreen(
            title: "Modifier le contrat", trail: ContractForm.trail(profile),
            content: FormParts.form(
                .office(.editContract(name: contract.name)), tokens: person.formTokens(),
                try ContractForm.fields(person, contract.client), form, button: "Enregistrer",
                back: .office(.client(contract.client)))
        ).response(person, status: status)
    }
}

enum DeleteContract {
    static func respond(_ person: SignedIn, _ name: String) throws -> Response {
        guard let contract = try person.store.contracts.find(name: name, visibleTo: person.viewer) else {
            // Deleted already, by a double tap or by a colleague: that is what was wanted.
            guard person.isPost else { throw Refusal.notFound }
            return person.done(.contractDeleted, then: .office(.clients(ListQuery())))
        }
        guard person.isPost else {
            let profile = try person.profile(contract.client, .client)
            return person.confirmation(
                .deleteContract(name: name), question: "Supprimer ce contrat\u{A0}?",
                consequences: [
                    "1\u{A0}contrat («\u{A0}\(contract.title)\u{A0}», signé le \(contract.signedOn.french), \(Parts.counted(contract.pageCount, "page", "pages"))) sera supprimé, définitivement.",
                    "\(profile.details.fullName) ne pourra plus le lire. Un contrat se conserve dix ans\u{A0}: gardez-en un exemplaire.",
                ],
                button: "Supprimer définitivement", isDestructive: true, back: .client(contract.client))
        }
        _ = try person.store.contracts.delete(name, by: person.viewer.account, at: person.now)
        // The file goes 30 days after its row, however old it is.
        DataFile.touch("\(person.responder.configuration.dataFolder)/\(contract.path)")
        return person.done(.contractDeleted, then: .office(.client(contract.client)))
    }
}

enum ShowContract {
    static func send(_ person: SignedIn, _ name: String) throws -> Response {
        let contract = try person.contract(name)
        guard let file = OpenFile("\(person.responder.configuration.dataFolder)/\(contract.path)") else {
            Log.write("contract-missing", ["contract": "\(contract.id.rawValue)"])
            throw Refusal.notFound
        }
        return FileAnswer(
            file: file, type: "application/pdf", tag: "\"\(contract.name)\"",
            headers: [
                ("Cache-Control", "private, no-cache"),
                (
                    "Content-Disposition",
                    ContentDisposition(kind: .inline, fileName: contract.fileName).header
                ),
                ("Content-Security-Policy", SecurityHeaders.printedPolicy),
            ]
        ).response(to: person.request)
    }
}

extension SignedIn {
    func contract(_ name: String) throws -> Contract {
        guard let contract = try store.contracts.find(name: name, visibleTo: viewer) else { throw Refusal.notFound }
        return contract
    }
}

enum ContractForm {
    static let names = ["titre", "signe_le", "chantier"]

    static func fields(_ person: SignedIn, _ client: Account.ID) throws -> [FormParts.Field] {
        let worksites = try person.store.worksites.list(
            .of(client), like: "", PageRequest(page: 1, size: 200), visibleTo: person.viewer
        ).items
        return [
            .init(
                "titre", "Titre", .text(limit: Contract.titleLength), hint: "par exemple Devis signé", isRequired: true),
            .init("signe_le", "Date de signature", .text(type: "date"), isRequired: true),
            .init(
                "chantier", "Chantier",
                .choice([("", "Aucun")] + worksites.map { ($0.code.description, "\($0.code) – \($0.title)") })),
        ]
    }

    static func content(_ typed: TypedForm, _ errors: inout [String: String]) -> ContractStore.Content? {
        let title = WorksiteForm.line(typed, "titre", Contract.titleLength, &errors)
        if title?.isEmpty == true { errors["titre"] = "Indiquez le titre du contrat." }
        let signedOn = WorksiteForm.day(typed, "signe_le", &errors)
        if signedOn == nil, errors["signe_le"] == nil { errors["signe_le"] = "Indiquez la date de signature." }
        let code = WorksiteCode(typed["chantier"])
        if code == nil, !typed["chantier"].isEmpty { errors["chantier"] = "Ce chantier n’existe pas." }
        guard errors.isEmpty, let title, let signedOn else { return nil }
        return .init(title: title, signedOn: signedOn, worksite: code)
    }

    static func tooLarge(_ person: SignedIn) -> String {
        "Ce fichier dépasse \(person.responder.settings()[.contractMegabytes])\u{A0}Mo. Réduisez-le, ou coupez-le en deux contrats."
    }

    static func trail(_ profile: AccountStore.Profile) -> [(label: String, route: Route)] {
        [("Clients", .office(.clients(ListQuery()))), (profile.details.fullName, .office(.client(profile.id)))]
    }
}
