import CLOMessaging
import CLOModel
import CLOStore
import Foundation

/// The address that messages lead to: reached under HTTPS, with a certificate that holds for some time yet.
struct CertificateCheck {
    let site: SiteAddress

    private static let subject = "Certificat"

    func findings() -> [Finding] {
        guard site.description.hasPrefix("https://") else {
            return [
                .warning(
                    Self.subject, "\(site) n’est pas chiffré\u{A0}: mots de passe et photos passent en clair.",
                    remedy: "Activez le certificat du domaine chez l’hébergeur, puis mettez https:// dans CLO_URL.")
            ]
        }
        let end: Instant
        do {
            end = try SiteClient(timeout: .seconds(8)).certificateEnd(
                of: "\(site)\(SitePaths.installed.base(of: .client))/sante")
        } catch {
            return [
                .bad(
                    Self.subject, "\(site) n’est pas atteint en HTTPS\u{A0}: \(error).",
                    remedy: "Vérifiez l’adresse (CLO_URL) et le certificat du domaine.")
            ]
        }
        let days = Int(end.since(.now()) / .hours(24))
        guard days >= 14 else {
            return [
                .warning(
                    Self.subject, "le certificat de \(site) expire dans \(days) jour\(days > 1 ? "s" : "").",
                    remedy: "Il devrait se renouveler de lui-même\u{A0}: voyez le panneau de l’hébergeur.")
            ]
        }
        return [.good(Self.subject, "\(site), certificat valable encore \(days) jours.")]
    }
}
