import CLOModel

@testable import CLOFastCGI

extension Route {
    /// The cases of `Route` without their values.
    enum Kind: CaseIterable {
        case signIn, signOut, password, home, openWorksite, worksiteSuggestions
        case sheet, news, order, publications, editPublication, cancelPublication, restorePublication
        case deletePublication, draft, preview, versions, gallery, search, comments, deleteComment, photo, pdf
        case uploads, upload, abandonUpload
        case place, preferences, deliver, messages, resendMessage, templates, template, sendFileTrial
    }

    /// No default: a new route does not compile before it stands here, and has samples.
    var kind: Kind {
        switch self {
        case .signIn: return .signIn
        case .signOut: return .signOut
        case .password: return .password
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
        case .pdf: return .pdf
        case .place: return .place
        case .preferences: return .preferences
        case .deliver: return .deliver
        case .messages: return .messages
        case .resendMessage: return .resendMessage
        case .templates: return .templates
        case .template: return .template
        case .sendFileTrial: return .sendFileTrial
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
