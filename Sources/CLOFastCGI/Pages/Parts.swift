import CLOModel

/// Small parts that several pages share.
enum Parts {
    /// « 22 novembre 2026 à 14 h 05 », machine-readable too.
    static func time(_ instant: Instant) -> HTML {
        let local = ParisTime(instant)
        return "<time datetime=\"\(instant.iso)\">\(local.date.french) à\u{A0}\(local.clock)</time>"
    }

    static func day(_ day: Day) -> HTML {
        "<time datetime=\"\(day.iso)\">\(day.french)</time>"
    }

    /// « Julie Moreau, CLO »: who is of the house is said each time.
    static func author(_ author: Author) -> HTML {
        author.isEmployee
            ? "<span class=\"auteur\">\(author.name), <b class=\"clo-maison\">CLO</b></span>"
            : "<span class=\"auteur\">\(author.name)</span>"
    }

    /// The sentence under a field that was refused.
    static func error(_ sentence: String?, id: String) -> HTML? {
        sentence.map { "<p class=\"erreur\" role=\"alert\" id=\"\(id)\">\($0)</p>" }
    }

    /// What ties a field to the sentence about it.
    static func describedBy(_ sentence: String?, id: String) -> HTML {
        sentence == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"\(id)\""
    }

    static func milestone(_ milestone: Milestone) -> HTML {
        switch milestone {
        case .finished: return "<p class=\"tampon tampon-termine\">Chantier terminé</p>"
        case .resumed: return "<p class=\"tampon tampon-reprise\">Reprise du chantier</p>"
        }
    }

    static func state(_ state: ProgressSheet.State) -> String {
        switch state {
        case .underway: return "En cours"
        case .finished: return "Chantier terminé"
        case .resumed: return "Reprise du chantier"
        }
    }

    /// « 1 nouveauté », « 3 nouveautés ».
    static func counted(_ count: Int, _ singular: String, _ plural: String) -> String {
        "\(count)\u{A0}\(count < 2 ? singular : plural)"
    }

    /// Date, time and milestone of a publication's form.
    static func publicationFields(_ form: TypedForm, idPrefix: String) -> HTML {
        let options: [(value: String, label: String)] = [
            ("", "Aucune"), (Milestone.finished.rawValue, "Chantier terminé"),
            (Milestone.resumed.rawValue, "Reprise du chantier"),
        ]
        let choices = options.map { option -> HTML in
            "<option value=\"\(option.value)\"\(" selected", if: form["etape"] == option.value)>\(option.label)</option>"
        }
        return """
            <div class="champ champ-date">
            <label for="\(idPrefix)-date">Date et heure <span class="indice">vide\u{A0}: maintenant</span></label>
            <input type="datetime-local" id="\(idPrefix)-date" name="date" value="\(form["date"])"\(describedBy(form.error("date"), id: "\(idPrefix)-date-erreur"))>
            \(error(form.error("date"), id: "\(idPrefix)-date-erreur"))
            </div>
            <div class="champ champ-etape">
            <label for="\(idPrefix)-etape">Étape du chantier</label>
            <select id="\(idPrefix)-etape" name="etape"\(describedBy(form.error("etape"), id: "\(idPrefix)-etape-erreur"))>\(choices)</select>
            \(error(form.error("etape"), id: "\(idPrefix)-etape-erreur"))
            </div>
            """
    }
}
