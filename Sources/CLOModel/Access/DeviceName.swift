/// A browser as a person would name it: « Firefox sur Windows », « Safari sur iPhone ».
///
/// Read out of what the browser says of itself, which is a hint and no proof.
public enum DeviceName {
    public static func french(userAgent: String) -> String {
        switch (browser(userAgent), system(userAgent)) {
        case (let browser?, let system?): return "\(browser) sur \(system)"
        case (let browser?, nil): return browser
        case (nil, let system?): return "Navigateur sur \(system)"
        case (nil, nil): return "Navigateur inconnu"
        }
    }

    /// The first that is found counts: most browsers also name those that they want to be taken for.
    private static func browser(_ text: String) -> String? {
        let names: [(mark: String, name: String)] = [
            ("SamsungBrowser/", "Samsung Internet"), ("OPR/", "Opera"), ("EdgiOS/", "Edge"), ("EdgA/", "Edge"),
            ("Edg/", "Edge"), ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"),
            ("Chrome/", "Chrome"), ("Safari/", "Safari"),
        ]
        return names.first { contains(text, $0.mark) }?.name
    }

    private static func system(_ text: String) -> String? {
        let names: [(mark: String, name: String)] = [
            ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
            ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Macintosh", "Mac"), ("Linux", "Linux"),
        ]
        return names.first { contains(text, $0.mark) }?.name
    }

    private static func contains(_ text: String, _ mark: String) -> Bool {
        text.firstRange(of: mark) != nil
    }
}
