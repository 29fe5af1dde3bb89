import CLOModel
import CLOSecurity
import CLOStore

// What the pages of access show, as plain values.

extension ForgottenPage {
    struct Model: Sendable {
        var area: Area
        var formTokens: HTML
        var typed: String = ""
        var error: String?
        /// The same whether or not anything was sent.
        var isSent = false
    }
}

extension ChoosePasswordPage {
    struct Model: Sendable {
        var area: Area
        var formTokens: HTML
        var way: Way
        /// Fields `identifiant`, `code`; errors of `nouveau_mot_de_passe`. Passwords are never shown again.
        var form = TypedForm()
        /// About the form as a whole.
        var error: String?

        enum Way: Sendable {
            /// Identifier and code are typed.
            case typedCode
            /// The link says who it is. `isFirst`: no password was ever chosen.
            case link(token: String, name: String, fullName: String, isFirst: Bool, minimumLength: Int)
        }
    }
}

extension SecondFactorPage {
    struct Model: Sendable {
        var area: Area
        var formTokens: HTML
        var error: String?
        var returnTo: String?
        var kept: KeptForm?
    }
}

extension OneTimeCodesPage {
    struct Model: Sendable {
        var area: Area
        /// `nil` in the middle of a sign-in.
        var viewer: Viewer?
        var formTokens: HTML
        var offer: Offer
        var error: String?
        var action: Route
        /// One does not get in without.
        var isRequired: Bool
        var returnTo: String?
        var kept: KeptForm?

        struct Offer: Sendable {
            /// Sent back by the form.
            var nonce: String
            /// To be typed where there is no camera.
            var text: String
            /// `nil` when the names are too long for a picture, which then have to be typed.
            var picture: QRCode?

            init(_ offer: CodeOffer, issuer: String, account: String) {
                nonce = offer.nonce
                text = offer.secret.text
                picture = QRCode(offer.secret.address(issuer: issuer, account: account))
            }
        }
    }
}

extension RecoveryCodesPage {
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer
        var formTokens: HTML
        /// Shown once: the database knows only their hashes.
        var codes: [String]
        /// A path of ours.
        var next: String
    }
}

extension IdentityPage {
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer
        var formTokens: HTML
        var error: String?
        var returnTo: String?
        var kept: KeptForm?
    }
}

extension SecurityPage {
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer
        var formTokens: HTML
        var passwordChangedAt: Instant?
        var codes: OneTimeCodeStore.State
        /// They cannot be taken away.
        var codesAreRequired: Bool
        var sessions: [SessionStore.Own]
    }
}
