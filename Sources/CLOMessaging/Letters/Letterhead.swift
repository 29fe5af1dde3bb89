import CLOModel

/// Whose paper a letter is written on: what the administrators have set of the company.
public struct Letterhead: Sendable {
    public let name: String
    /// Address and telephone in one line; may be empty.
    public let imprint: String
    /// A whole address, to the page that says who answers for the site.
    public let legalNotice: String
    public let accent: Colour
    public let ink: Colour
    public let paper: Colour

    /// - Parameter site: where a page of the site lies that the settings name by its path.
    public init(_ settings: Settings, site: SiteAddress) {
        name = settings.companyName
        let phone = settings[.companyPhone]
        imprint = (settings.companyAddress + (phone.isEmpty ? [] : [DetailField.phone.shown(phone)]))
            .joined(separator: ", ")
        let notice = settings[.legalNotice]
        legalNotice = notice.hasPrefix("/") ? "\(site)\(notice)" : notice
        accent = settings.colour(.accent)
        ink = settings.colour(.ink)
        paper = settings.colour(.paper)
    }
}
