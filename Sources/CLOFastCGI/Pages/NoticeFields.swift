import CLOModel

/// The parts of forms that ask how somebody is told (S16).
enum NoticeFields {
    // MARK: Of a publication

    /// Who would be told of a publication, and how.
    struct Choice: Sendable {
        var recipient: NoticeRecipient
        var clientName: String
        /// Of the text message that would go out.
        var smsSegments: Int
    }

    /// « Prévenir le client » beside the text of a publication. Nothing where nobody can be told.
    static func choice(_ choice: Choice?, idPrefix: String) -> HTML? {
        guard let choice else { return nil }
        if choice.recipient.wantsNothing {
            return "<p class=\"indice\">\(choice.clientName) a demandé à ne recevoir ni courriel ni SMS.</p>"
        }
        guard !choice.recipient.reachable.isEmpty else {
            return
                "<p class=\"indice\">Aucun courriel ni mobile n’est connu pour \(choice.clientName)\u{A0}: personne ne sera prévenu.</p>"
        }
        let preferred = choice.recipient.channels(.asPreferred)
        let boxes = NoticeChannel.allCases.filter(choice.recipient.reachable.contains).map { channel -> HTML in
            let name = channel == .email ? "prevenir_courriel" : "prevenir_sms"
            return """
                <label class="case-a-cocher" for="\(idPrefix)-\(name)"><input type="checkbox" id="\(idPrefix)-\(name)" name="\(name)" value="1"\(" checked", if: preferred.contains(channel))> \(label(channel, choice))</label>
                """
        }
        return """
            <fieldset class="champ champ-prevenir"><legend>Prévenir \(choice.clientName)</legend>
            <input type="hidden" name="prevenir" value="1">
            \(boxes)
            \(rhythm(choice.recipient.preferences))
            </fieldset>
            """
    }

    private static func label(_ channel: NoticeChannel, _ choice: Choice) -> String {
        switch channel {
        case .email: return "par courriel"
        case .sms: return "par SMS (\(Parts.counted(choice.smsSegments, "message", "messages")))"
        }
    }

    private static func rhythm(_ preferences: NoticePreferences) -> HTML? {
        guard case .daily(let hour) = preferences.rhythm else { return nil }
        return "<p class=\"indice\">À sa demande, dans son résumé de \(hour)\u{A0}h.</p>"
    }

    // MARK: Of a person

    /// What a person has chosen, and where it would reach him.
    struct Preferences: Sendable {
        var preferences: NoticePreferences
        /// As others may see them; `nil` when unknown.
        var email: String?
        var mobile: String?
        /// Whether this installation sends SMS at all.
        var offersSMS: Bool
    }

    /// Channels and rhythm, inside a form.
    static func preferences(_ model: Preferences) -> HTML {
        let hour: Int
        let isDaily: Bool
        switch model.preferences.rhythm {
        case .atOnce: (hour, isDaily) = (18, false)
        case .daily(let chosen): (hour, isDaily) = (chosen, true)
        }
        let hours = (0...23).map { option -> HTML in
            "<option value=\"\(option)\"\(" selected", if: option == hour)>\(option)\u{A0}h</option>"
        }
        return """
            <fieldset class="champ"><legend>Par quel moyen</legend>
            \(box("courriel", "Par courriel", model.email ?? "aucune adresse connue", model.preferences.channels.contains(.email)))
            \(box("sms", "Par SMS", model.mobile ?? "aucun mobile connu", model.preferences.channels.contains(.sms)), if: model.offersSMS)
            </fieldset>
            <fieldset class="champ"><legend>À quel rythme</legend>
            <label class="case-a-cocher"><input type="radio" name="rythme" value="aussitot"\(" checked", if: !isDaily)> Aussitôt</label>
            <label class="case-a-cocher"><input type="radio" name="rythme" value="resume"\(" checked", if: isDaily)> Une fois par jour, en résumé</label>
            <div class="champ"><label for="heure">Heure du résumé</label> <select id="heure" name="heure">\(hours)</select></div>
            </fieldset>
            """
    }

    private static func box(_ name: String, _ label: String, _ place: String, _ isChecked: Bool) -> HTML {
        """
        <label class="case-a-cocher"><input type="checkbox" name="\(name)" value="1"\(" checked", if: isChecked)> \(label) <span class="indice">\(place)</span></label>
        """
    }
}
