/// The « fiche d'avancement »: the page of one worksite. Not a publication.
public enum ProgressSheet {
    public typealias ID = Identifier<ProgressSheet>

    /// S6: what the header of a sheet shows, and the state of the works (S18).
    public struct Header: Hashable, Sendable {
        public var code: WorksiteCode
        public var title: String
        public var clientName: String
        /// The lines of the client's postal address, none empty.
        public var clientAddress: [String]
        public var startsOn: Day?
        public var plannedEndOn: Day?
        public var state: State

        public init(
            code: WorksiteCode, title: String, clientName: String, clientAddress: [String], startsOn: Day?,
            plannedEndOn: Day?, state: State
        ) {
            self.code = code
            self.title = title
            self.clientName = clientName
            self.clientAddress = clientAddress
            self.startsOn = startsOn
            self.plannedEndOn = plannedEndOn
            self.state = state
        }
    }

    /// S18: a sheet is never closed; its works may be finished, and resume.
    public enum State: Hashable, Sendable {
        case underway
        case finished
        case resumed

        public init(lastMilestone: Milestone?) {
            switch lastMilestone {
            case nil: self = .underway
            case .finished: self = .finished
            case .resumed: self = .resumed
            }
        }
    }

    /// S8: changes of a sheet are numbered without hole or repeat, beginning at 1; 0 is a sheet without history.
    public typealias Revision = UInt64

    /// B5: newest first by default; the choice is remembered.
    public enum Order: String, Hashable, Sendable, CaseIterable {
        case newestFirst = "recent"
        case chronological = "chronologique"
    }
}

/// What a publication can say of the works as a whole (S18).
public enum Milestone: String, Hashable, Sendable, CaseIterable {
    /// « Chantier terminé »
    case finished = "termine"
    /// « Reprise du chantier »
    case resumed = "reprise"
}
