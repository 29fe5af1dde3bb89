/// The addresses that messages carry. Pages and messages are made by different programs; both print these.
public enum NoticeLink {
    /// Whose door the link opens: after signing in one is there. Where the doors are, ``SitePaths`` says.
    public enum Door: Hashable, Sendable {
        case client
        case office
    }

    /// A short way to a publication or to the very comment: `/compte-client/v/CH-2026-014/12.3`. It leads on to the
    /// sheet's own address, whose anchor a browser would lose on the way through the sign-in page.
    public static func place(_ door: Door, _ code: WorksiteCode, publication: Int?, comment: Int?) -> String {
        var path = "\(SitePaths.installed.base(of: door))/v/\(code)"
        if let publication { path += "/\(publication)" }
        if publication != nil, let comment { path += ".\(comment)" }
        return path
    }

    /// Where preferences are changed without signing in (B12).
    /// - Parameter token: signed, see `SignedAccount`.
    public static func preferences(token: String) -> String {
        "\(SitePaths.installed.client)/preferences/\(token)"
    }

    public static func home(_ door: Door) -> String {
        "\(SitePaths.installed.base(of: door))/"
    }

    /// For panels whose cron only fetches pages.
    public static func deliver(secret: String) -> String {
        "\(SitePaths.installed.client)/envoi/\(secret)"
    }
}
