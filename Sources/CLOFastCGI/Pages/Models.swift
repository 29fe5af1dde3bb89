import CLOModel
import CLOStore

// What each page shows, as plain values: a page is one of these and a function from it to HTML, testable
// without a database. The views stand in `…Page.swift` beside this file.

extension SignInPage {
    struct Model: Sendable {
        var area: Area
        var formTokens: HTML
        var typedName: String = ""
        /// A refusal, or why one has to sign in (again).
        var error: String?
        var returnTo: String?
        /// What was being sent when the session turned out to have expired.
        var kept: KeptForm?
    }
}

extension PasswordPage {
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer
        var formTokens: HTML
        /// Fields `mot_de_passe`, `nouveau_mot_de_passe`. Values are never shown again, errors are.
        var form = TypedForm()
        /// In characters: 12, administrators 16.
        var minimumLength: Int
        var isDone = false
    }
}

extension HomePage {
    /// A client's list of his sheets (S9), and the rest of his space at a glance.
    struct Model: Sendable {
        var viewer: Viewer
        var formTokens: HTML
        var sheets: [Sheet]
        /// The latest ones.
        var contracts: [Contract]
        /// Of all.
        var contractCount: Int
        var policy: FieldPolicy
        var details: Details

        struct Sheet: Sendable {
            var code: WorksiteCode
            var title: String
            var state: ProgressSheet.State
            var publicationCount: Int
            /// Publications and comments by others since his last visit.
            var newCount: Int
            var latest: Latest?
        }

        struct Latest: Sendable {
            var number: Int
            var datedAt: Instant
            var isCancelled: Bool
            /// Its first words; empty when it is photos alone.
            var excerpt: String
        }
    }
}

extension OfficeHomePage {
    /// Where an employee types a worksite code (S9).
    struct Model: Sendable {
        var viewer: Viewer
        var formTokens: HTML
        var typedCode: String = ""
        /// « Aucune fiche d'avancement ne porte l'identifiant … »
        var error: String?
        /// Worksites near what was typed.
        var suggestions: [Worksite] = []
        /// Those this employee opened last.
        var recent: [Worksite]
        /// What waits for somebody of CLO; not while a code is being looked for.
        var board: Board?

        struct Board: Sendable {
            var unanswered: [BoardStore.WaitingSheet]
            var quiet: [WorksiteStore.ListEntry]
            /// Of all, not only those that are shown.
            var quietCount: Int
            var quietDays: Int
            var changes: [DetailStore.Waiting]
            /// Requests of erasure that wait; administrators only.
            var erasureCount: Int
        }

        struct Worksite: Hashable, Sendable {
            var code: WorksiteCode
            var title: String
            var clientName: String
        }
    }
}

extension SheetPage {
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer
        var header: ProgressSheet.Header
        var revision: ProgressSheet.Revision
        var order: ProgressSheet.Order
        /// In the order of the page, each rendered by ``PublicationView``.
        var publications: [Personalised]
        var reader: Reader
        /// Of the whole sheet.
        var publicationCount: Int
        /// The page before and after this one, in the order of the page.
        var previous: Route.SheetWindow?
        var next: Route.SheetWindow?
        var showsEverything: Bool
        /// Publications and comments by others since the last visit, on the whole sheet.
        var newCount: Int
        /// B6, for employees: when the client last opened the sheet, and how many of his comments wait.
        var clientLastVisit: Instant?
        var unansweredCount: Int
        var now: Instant
        /// An act that has just been done: « Publication n° 12 supprimée. »
        var notice: String?
        /// Employees only: the form of a new publication, with what was typed so far.
        var publicationForm: PublicationForm.Model?
    }
}

extension PublicationView {
    /// All that is shown of one publication, whoever reads it.
    struct Model: Sendable {
        var area: Area
        var code: WorksiteCode
        /// Employees get the links to modify, cancel and delete; unanswered comments are marked for them.
        var readerIsEmployee: Bool
        var publication: Publication
        var photos: [Photo]
        var thread: CommentThread
    }
}

extension EditPublicationPage {
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer
        var formTokens: HTML
        var code: WorksiteCode
        var number: Int
        var form: PublicationForm.Model
        /// Somebody saved another version in the meantime (B2). The form then holds what the two make together.
        var conflict: Conflict?

        struct Conflict: Sendable {
            var saved: PublicationStore.Version
            /// Since the version that both began with.
            var savedChanges: PublicationChanges
            /// What the second one wanted to save.
            var written: Publication.Face
            var writtenPhotos: [Photo]
            var writtenChanges: PublicationChanges
        }
    }
}

extension CommentPage {
    /// The form of one comment on a page of its own: for those without JavaScript who answer, and
    /// whenever a comment was refused.
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer
        var formTokens: HTML
        var code: WorksiteCode
        var publicationNumber: Int
        /// What is being answered: the number of a comment under the publication, its author and an excerpt.
        var parent: Parent?
        /// Fields `texte`, `parent`.
        var form: TypedForm

        struct Parent: Sendable {
            var number: Int
            var author: Author
            var excerpt: String
        }
    }
}

extension ConfirmPage {
    /// Says exactly what an act will do before it is done.
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer
        var formTokens: HTML
        var action: Route
        /// « Supprimer la publication n° 12 ? »
        var question: String
        /// « 1 publication, 4 commentaires et 2 photos seront supprimés. »
        var consequences: [String]
        /// An optional line of text to send along: the reason of a cancellation.
        var reason: Reason?
        var button: String
        /// Something is lost for good: the red that is used for nothing else.
        var isDestructive: Bool
        /// Where « Ne rien faire » leads.
        var back: Route
        var backAnchor: String

        struct Reason: Sendable {
            var field: String
            var label: String
            var typed: String
            var maximumLength: Int
            var error: String?
        }
    }
}

extension MessagePage {
    /// A refusal, a failure, or a pause: said in plain kind French, with a way on.
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer?
        var formTokens: HTML
        var title: String
        var sentences: [String]
        /// What to quote on the telephone when something failed.
        var reference: String?
        /// Kept so that it can be sent again: shown, with a button « Envoyer ».
        var kept: KeptForm?
        var links: [Link]

        struct Link: Sendable {
            var label: String
            var route: Route
        }
    }
}
