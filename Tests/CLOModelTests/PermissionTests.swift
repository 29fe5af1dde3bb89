import CLOModel
import Testing

/// The matrix « Who may do what » of the specification, cell by cell.
@Suite("Qui peut faire quoi")
struct PermissionTests {
    private static let yes = Decision.allowed
    /// 403.
    private static let no = Decision.forbidden
    /// 404: the refusal does not tell whether the thing exists.
    private static let unseen = Decision.notFound

    /// The table as it stands in the specification: own sheet, another client's sheet, any employee,
    /// administrator; then anybody, when there is no such sheet.
    ///
    /// « Own only » is two rows: one's own comment, and somebody else's.
    private static let matrix = [
        Row("voir la fiche, les photos, le PDF", { .seeSheet($0.owner) }, yes, unseen, yes, yes, missing: unseen),
        Row("ajouter une publication", { .addPublication($0.owner) }, no, unseen, yes, yes, missing: unseen),
        Row("modifier une publication", { .editPublication($0.owner) }, no, unseen, yes, yes, missing: unseen),
        Row("annuler une publication", { .cancelPublication($0.owner) }, no, unseen, yes, yes, missing: unseen),
        Row("rétablir une publication", { .restorePublication($0.owner) }, no, unseen, yes, yes, missing: unseen),
        Row("supprimer une publication", { .deletePublication($0.owner) }, no, unseen, yes, yes, missing: unseen),
        Row("commenter, répondre", { .comment($0.owner) }, yes, unseen, yes, yes, missing: unseen),
        Row(
            "supprimer son commentaire", { .deleteComment($0.owner, author: $0.viewer.account) },
            yes, unseen, yes, yes, missing: unseen),
        Row(
            "supprimer le commentaire d’un autre", { .deleteComment($0.owner, author: somebodyElse) },
            no, unseen, no, no, missing: unseen),
        Row("voir les contrats", { .seeContracts(of: $0.owner ?? somebodyElse) }, yes, unseen, yes, yes),
        Row("avoir un espace client", { _ in .useClientSpace }, yes, yes, no, no),
        Row("emporter ses données", { .takeData(of: $0.owner ?? somebodyElse) }, yes, unseen, no, yes),
        Row("gérer clients, chantiers, fiches et contrats", { _ in .manageWorksites }, no, no, yes, yes),
        Row("administrer employés, réglages, journal et RGPD", { _ in .administer }, no, no, no, yes),
    ]

    @Test("chaque case du tableau", arguments: matrix.flatMap(\.cells))
    private func cell(_ cell: Cell) {
        #expect(cell.viewer.decision(on: cell.action) == cell.expected)
        #expect(cell.viewer.may(cell.action) == (cell.expected == .allowed))
    }

    @Test("aucune action n’échappe au tableau")
    func everyActionIsInTheMatrix() {
        #expect(Set(Self.matrix.flatMap(\.cells).map { Kind($0.action) }) == Set(Kind.allCases))
    }

    @Test("un refus ne dit pas si la fiche existe", arguments: matrix.filter(\.isAboutASheet).map(\.name))
    private func refusalTellsNothing(_ name: String) {
        for row in Self.matrix where row.name == name {
            let other = row.action(Scene(viewer: Self.client, owner: Self.otherClient))
            let missing = row.action(Scene(viewer: Self.client, owner: nil))
            #expect(Self.client.decision(on: other) == Self.client.decision(on: missing))
        }
    }

    // MARK: The people

    private static let client = Viewer(account: .init(1), role: .client, name: "Martin Dupont")
    private static let otherClient = Account.ID(2)
    private static let employee = Viewer(
        account: .init(3), role: .employee(isAdministrator: false), name: "Julie Moreau")
    private static let administrator = Viewer(
        account: .init(4), role: .employee(isAdministrator: true), name: "Administrateur")
    private static let somebodyElse = Account.ID(5)

    // MARK: The table

    /// Who asks, and whose the sheet is. No owner: there is no such sheet.
    private struct Scene {
        let viewer: Viewer
        let owner: Account.ID?
    }

    private struct Cell: Sendable, CustomTestStringConvertible {
        let viewer: Viewer
        let action: Action
        let expected: Decision
        let testDescription: String
    }

    private struct Row: Sendable {
        let name: String
        let action: @Sendable (Scene) -> Action
        let isAboutASheet: Bool
        let cells: [Cell]

        init(
            _ name: String, _ action: @escaping @Sendable (Scene) -> Action, _ clientOwn: Decision,
            _ clientOthers: Decision, _ ofEmployee: Decision, _ ofAdministrator: Decision, missing: Decision? = nil
        ) {
            func cell(_ column: String, _ viewer: Viewer, _ owner: Account.ID?, _ expected: Decision) -> Cell {
                Cell(
                    viewer: viewer, action: action(Scene(viewer: viewer, owner: owner)), expected: expected,
                    testDescription: "\(name) – \(column)")
            }
            var cells = [
                cell("client, sa fiche", client, client.account, clientOwn),
                cell("client, fiche d’un autre", client, otherClient, clientOthers),
                cell("employé", employee, client.account, ofEmployee),
                cell("administrateur", administrator, client.account, ofAdministrator),
            ]
            if let missing {
                cells += [client, employee, administrator].map {
                    cell("\($0.name), fiche inexistante", $0, nil, missing)
                }
            }
            self.name = name
            self.action = action
            isAboutASheet = missing != nil
            self.cells = cells
        }
    }

    /// The cases of `Action` without their values. The switch has no default: a new action does not compile
    /// before it stands here, and does not pass before it stands in the table.
    private enum Kind: CaseIterable {
        case seeSheet, addPublication, editPublication, cancelPublication, restorePublication, deletePublication
        case comment, deleteComment, seeContracts, useClientSpace, takeData
        case manageWorksites, administer

        init(_ action: Action) {
            switch action {
            case .seeSheet: self = .seeSheet
            case .addPublication: self = .addPublication
            case .editPublication: self = .editPublication
            case .cancelPublication: self = .cancelPublication
            case .restorePublication: self = .restorePublication
            case .deletePublication: self = .deletePublication
            case .comment: self = .comment
            case .deleteComment: self = .deleteComment
            case .seeContracts: self = .seeContracts
            case .useClientSpace: self = .useClientSpace
            case .takeData: self = .takeData
            case .manageWorksites: self = .manageWorksites
            case .administer: self = .administer
            }
        }
    }
}
