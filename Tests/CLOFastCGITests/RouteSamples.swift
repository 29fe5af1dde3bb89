import CLOModel

@testable import CLOFastCGI

extension Route {
    /// The cases of `Route` without their values.
    enum Kind: CaseIterable {
        case signIn, signOut, password, home, openWorksite, worksiteSuggestions
        case forgotten, firstSignIn, accessLink, secondFactor, identity, security, endSessions, oneTimeCodes
        case removeOneTimeCodes, recoveryCodes
        case sheet, news, order, publications, editPublication, cancelPublication, restorePublication
        case deletePublication, draft, preview, versions, gallery, search, comments, deleteComment, photo, pdf, account
        case uploads, upload, abandonUpload
        case place, preferences, deliver, messages, resendMessage, templates, template
        case appearance, logo, office, sendFileTrial, installation, health
    }

    /// No default: a new route does not compile before it stands here, and has samples.
    var kind: Kind {
        switch self {
        case .signIn: return .signIn
        case .signOut: return .signOut
        case .password: return .password
        case .access(_, .forgotten): return .forgotten
        case .access(_, .firstSignIn): return .firstSignIn
        case .access(_, .link): return .accessLink
        case .access(_, .secondFactor): return .secondFactor
        case .access(_, .identity): return .identity
        case .access(_, .security): return .security
        case .access(_, .endSessions): return .endSessions
        case .access(_, .oneTimeCodes): return .oneTimeCodes
        case .access(_, .removeOneTimeCodes): return .removeOneTimeCodes
        case .access(_, .recoveryCodes): return .recoveryCodes
        case .home: return .home
        case .openWorksite: return .openWorksite
        case .worksiteSuggestions: return .worksiteSuggestions
        case .sheet: return .sheet
        case .news: return .news
        case .order: return .order
        case .publications: return .publications
        case .editPublication: return .editPublication
        case .cancelPublication: return .cancelPublication
        case .restorePublication: return .restorePublication
        case .deletePublication: return .deletePublication
        case .uploads: return .uploads
        case .upload: return .upload
        case .abandonUpload: return .abandonUpload
        case .draft: return .draft
        case .preview: return .preview
        case .versions: return .versions
        case .gallery: return .gallery
        case .search: return .search
        case .comments: return .comments
        case .deleteComment: return .deleteComment
        case .photo: return .photo
        case .account: return .account
        case .pdf: return .pdf
        case .place: return .place
        case .preferences: return .preferences
        case .deliver: return .deliver
        case .messages: return .messages
        case .resendMessage: return .resendMessage
        case .templates: return .templates
        case .template: return .template
        case .sendFileTrial: return .sendFileTrial
        case .installation: return .installation
        case .health: return .health
        case .appearance: return .appearance
        case .logo: return .logo
        case .office: return .office
        }
    }

    private static let numbers = [1, 12, 999_999_999]

    /// Addresses of one kind: every choice that it has, and the ends of every range.
    static func samples(of kind: Kind) -> [Route] {
        let texts = ["", "CH 2026", "longère d’Été & fils", "a=b&c=d+e%20?#/\\\"<>'", "日本", "/compte-client/?x=1"]
        switch kind {
        case .signIn:
            return doors { area in [.signIn(area, returnTo: nil)] + texts.map { .signIn(area, returnTo: $0) } }
        case .signOut: return doors { [.signOut($0)] }
        case .password: return doors { [.password($0)] }
        case .forgotten: return doors { [.access($0, .forgotten)] }
        case .firstSignIn: return doors { [.access($0, .firstSignIn)] }
        case .accessLink:
            return doors { area in
                ["abcd_-09", String(repeating: "Z", count: 64)].map { .access(area, .link(token: $0)) }
            }
        case .secondFactor: return doors { [.access($0, .secondFactor)] }
        case .identity:
            return doors { area in
                [.access(area, .identity(returnTo: nil))] + texts.map { .access(area, .identity(returnTo: $0)) }
            }
        case .security: return doors { [.access($0, .security)] }
        case .endSessions: return doors { [.access($0, .endSessions)] }
        case .oneTimeCodes: return doors { [.access($0, .oneTimeCodes)] }
        case .removeOneTimeCodes: return doors { [.access($0, .removeOneTimeCodes)] }
        case .recoveryCodes: return doors { [.access($0, .recoveryCodes)] }
        case .home: return doors { [.home($0)] }
        case .openWorksite: return texts.map { .openWorksite(typed: $0) }
        case .worksiteSuggestions: return texts.map { .worksiteSuggestions(typed: $0) }
        case .sheet:
            let windows: [SheetWindow] =
                [.first, .everything] + numbers.map { .startingWith(number: $0) } + numbers.map { .after(number: $0) }
            return sheets { area, code in windows.map { .sheet(area, code, $0) } }
        case .news:
            return sheets { area, code in [0, 41, UInt64(Int.max)].map { .news(area, code, since: $0) } }
        case .order:
            return sheets { area, code in ProgressSheet.Order.allCases.map { .order(area, code, $0) } }
        case .publications: return sheets { [.publications($0, $1)] }
        case .editPublication:
            return sheets { area, code in numbers.map { .editPublication(area, code, number: $0) } }
        case .cancelPublication:
            return sheets { area, code in numbers.map { .cancelPublication(area, code, number: $0) } }
        case .restorePublication:
            return sheets { area, code in numbers.map { .restorePublication(area, code, number: $0) } }
        case .deletePublication:
            return sheets { area, code in numbers.map { .deletePublication(area, code, number: $0) } }
        case .uploads: return sheets { [.uploads($0, $1)] }
        case .upload:
            return sheets { area, code in uploadNames.map { .upload(area, code, name: $0) } }
        case .abandonUpload:
            return sheets { area, code in uploadNames.map { .abandonUpload(area, code, name: $0) } }
        case .draft:
            return sheets { area, code in
                ([Int?.none] + numbers).flatMap { number in
                    [true, false].map { .draft(area, code, number: number, erases: $0) }
                }
            }
        case .preview:
            return sheets { area, code in ([Int?.none] + numbers).map { .preview(area, code, number: $0) } }
        case .versions:
            return sheets { area, code in
                numbers.flatMap { number in
                    [Int?.none, 1, 999_999_999].map { .versions(area, code, number: number, version: $0) }
                }
            }
        case .gallery:
            return sheets { area, code in
                [Month?.none, Month(iso: "2026-01"), Month(iso: "1999-12")].map { .gallery(area, code, from: $0) }
            }
        case .search:
            return sheets { area, code in
                texts.flatMap { typed in
                    [Int?.none, 12].map { .search(area, code, typed: typed, after: $0) }
                }
            }
        case .comments:
            return sheets { area, code in
                numbers.flatMap { number in
                    [Int?.none, 1, 999_999_999].map {
                        .comments(area, code, publication: number, replyTo: $0)
                    }
                }
            }
        case .deleteComment:
            return sheets { area, code in
                numbers.map { .deleteComment(area, code, publication: $0, number: 1_000_000_000 - $0) }
            }
        case .appearance: return doors { [.appearance($0)] }
        case .logo: return doors { [.logo($0)] }
        case .office: return OfficeRoute.samples.map { .office($0) }
        case .account: return AccountRoute.samples.map { .account($0) }
        case .pdf:
            return sheets { area, code in pdfChoices.map { .pdf(area, code, $0) } }
        case .photo:
            return doors { area in
                ["abcd_-09", String(repeating: "Z", count: 64)].flatMap { name in
                    Photo.FileExtension.allCases.flatMap { kind in
                        [1, 1_600].map { .photo(area, name: name, size: $0, kind) }
                    }
                }
            }
        case .place:
            return sheets { area, code in
                [.place(area, code, publication: nil, comment: nil)]
                    + numbers.flatMap { number in
                        [Int?.none, 1, 999_999_999].map {
                            .place(area, code, publication: number, comment: $0)
                        }
                    }
            }
        case .preferences: return ["1-abc_-", "x"].map { .preferences(token: $0) }
        case .deliver: return [.deliver(secret: "abc_-09")]
        case .sendFileTrial: return [.sendFileTrial(name: "abcd_-09")]
        case .installation: return InstallationRoute.allCases.map { .installation($0) }
        case .health: return [.health]
        case .messages: return [.messages]
        case .resendMessage: return [1, 999_999_999].map { .resendMessage($0) }
        case .templates: return [.templates]
        case .template: return NoticeTemplate.Name.allCases.map { .template($0) }
        }
    }

    /// Every part of a choice, alone and with the others.
    private static let pdfChoices: [PDFChoice] = {
        let days = [Day(iso: "1900-01-01"), Day(iso: "2026-11-22"), nil]
        var choices = [.everything, PDFChoice(isWaiting: true)] + numbers.map { PDFChoice(number: $0) }
        for from in days.prefix(2) { choices.append(PDFChoice(from: from, to: days[1])) }
        choices.append(PDFChoice(to: days[1], includesComments: false))
        choices.append(PDFChoice(from: days[1], includesPhotos: false))
        choices.append(PDFChoice(number: 12, includesComments: false, includesPhotos: false, isWaiting: true))
        return choices
    }()

    private static let uploadNames = ["abcd_-09", String(repeating: "Z", count: 64)]

    static let samples = Kind.allCases.flatMap { samples(of: $0) }

    private static func doors(_ routes: (Area) -> [Route]) -> [Route] {
        Area.allCases.flatMap(routes)
    }

    private static func sheets(_ routes: (Area, WorksiteCode) -> [Route]) -> [Route] {
        let codes = [WorksiteCode("CH-2026-014"), WorksiteCode("A1B"), WorksiteCode("ABCDEFGHIJKL-1234567890A")]
        return doors { area in codes.compactMap { $0 }.flatMap { routes(area, $0) } }
    }
}

extension AccountRoute {
    /// One of each kind, and both uses of a contract.
    static let samples: [AccountRoute] = [
        .details, .notices, .contracts, .contract(name: "abcd_-09", .read),
        .contract(name: String(repeating: "Z", count: 64), .save), .myData, .dataArchive, .erasure, .withdrawErasure,
    ]
}

extension OfficeRoute {
    /// The cases of `OfficeRoute` without their values.
    enum Kind: CaseIterable {
        case clients, newClient, client, editClient, suspendClient, reopenClient, acknowledgeDetails
        case worksites, newWorksite, editWorksite, moveWorksite
        case newContract, editContract, deleteContract, contractFile, contractUpload
        case administration, employees, newEmployee, editEmployee, suspendEmployee, reopenEmployee
        case fieldPolicy, settings, logo, journal, journalExport, erasures, eraseClient, refuseErasure
        case exportClient, clientArchive, clientNotices, contracts, outbox, inviteClient, inviteEmployee
        case removeClientCodes, removeEmployeeCodes
    }

    /// No default: a new page does not compile before it stands here, and has samples.
    var kind: Kind {
        switch self {
        case .clients: return .clients
        case .newClient: return .newClient
        case .client: return .client
        case .editClient: return .editClient
        case .suspendClient: return .suspendClient
        case .reopenClient: return .reopenClient
        case .acknowledgeDetails: return .acknowledgeDetails
        case .worksites: return .worksites
        case .newWorksite: return .newWorksite
        case .editWorksite: return .editWorksite
        case .moveWorksite: return .moveWorksite
        case .newContract: return .newContract
        case .editContract: return .editContract
        case .deleteContract: return .deleteContract
        case .contractFile: return .contractFile
        case .contractUpload: return .contractUpload
        case .administration: return .administration
        case .employees: return .employees
        case .newEmployee: return .newEmployee
        case .editEmployee: return .editEmployee
        case .suspendEmployee: return .suspendEmployee
        case .reopenEmployee: return .reopenEmployee
        case .fieldPolicy: return .fieldPolicy
        case .settings: return .settings
        case .logo: return .logo
        case .journal: return .journal
        case .journalExport: return .journalExport
        case .erasures: return .erasures
        case .eraseClient: return .eraseClient
        case .refuseErasure: return .refuseErasure
        case .exportClient: return .exportClient
        case .clientArchive: return .clientArchive
        case .clientNotices: return .clientNotices
        case .contracts: return .contracts
        case .outbox: return .outbox
        case .inviteClient: return .inviteClient
        case .inviteEmployee: return .inviteEmployee
        case .removeClientCodes: return .removeClientCodes
        case .removeEmployeeCodes: return .removeEmployeeCodes
        }
    }

    static func samples(of kind: Kind) -> [OfficeRoute] {
        let ids = [1, 12, 999_999_999].map { Account.ID($0) }
        let names = ["abcd_-09", String(repeating: "Z", count: 64)]
        let codes = [WorksiteCode("CH-2026-014"), WorksiteCode("A1B")].compactMap { $0 }
        let lists = [
            ListQuery(), ListQuery(text: "Le Guen & fils 100 %", filter: "suspendu", page: 2),
            ListQuery(page: ListQuery.pages.upperBound),
        ]
        let day = Day(year: 2026, month: 2, day: 28)
        let journals =
            [JournalQuery(), JournalQuery(text: "192.0.2.7", from: day, until: day, page: 3)]
            + JournalKind.Group.allCases.map { JournalQuery(group: $0) }
        switch kind {
        case .clients: return lists.map { .clients($0) }
        case .newClient: return [.newClient]
        case .client: return ids.map { .client($0) }
        case .editClient: return ids.map { .editClient($0) }
        case .suspendClient: return ids.map { .suspendClient($0) }
        case .reopenClient: return ids.map { .reopenClient($0) }
        case .acknowledgeDetails: return ids.map { .acknowledgeDetails($0) }
        case .worksites: return lists.map { .worksites($0) }
        case .newWorksite: return [.newWorksite(client: nil), .newWorksite(client: ids[1])]
        case .editWorksite: return codes.map { .editWorksite($0) }
        case .moveWorksite: return codes.map { .moveWorksite($0) }
        case .newContract: return ids.map { .newContract($0) }
        case .editContract: return names.map { .editContract(name: $0) }
        case .deleteContract: return names.map { .deleteContract(name: $0) }
        case .contractFile: return names.map { .contractFile(name: $0) }
        case .contractUpload: return [.contractUpload]
        case .administration: return [.administration]
        case .employees: return lists.map { .employees($0) }
        case .newEmployee: return [.newEmployee]
        case .editEmployee: return ids.map { .editEmployee($0) }
        case .suspendEmployee: return ids.map { .suspendEmployee($0) }
        case .reopenEmployee: return ids.map { .reopenEmployee($0) }
        case .fieldPolicy: return [.fieldPolicy]
        case .settings: return [.settings]
        case .logo: return [.logo]
        case .journal: return journals.map { .journal($0) }
        case .journalExport: return journals.map { .journalExport($0) }
        case .erasures: return lists.map { .erasures($0) }
        case .eraseClient: return ids.map { .eraseClient($0) }
        case .refuseErasure: return ids.map { .refuseErasure($0) }
        case .exportClient: return ids.map { .exportClient($0) }
        case .clientArchive: return ids.map { .clientArchive($0) }
        case .contracts: return lists.map { .contracts($0) }
        case .outbox: return lists.map { .outbox($0) }
        case .clientNotices: return ids.map { .clientNotices($0) }
        case .inviteClient: return ids.map { .inviteClient($0) }
        case .inviteEmployee: return ids.map { .inviteEmployee($0) }
        case .removeClientCodes: return ids.map { .removeClientCodes($0) }
        case .removeEmployeeCodes: return ids.map { .removeEmployeeCodes($0) }
        }
    }

    static let samples = Kind.allCases.flatMap { samples(of: $0) }
}
