import CLOModel
import Foundation
import Testing

@testable import CLOFastCGI

/// `Tests/EndToEnd/routes.json`: every address of the site and what stands before it, for the tests that try them all over
/// HTTP (`test_every_route.py`). Written from the routes themselves, so that none is forgotten there.
@Suite("La liste des pages que les essais de bout en bout parcourent")
struct RouteListTests {
    private static let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appending(path: "../EndToEnd/routes.json").standardizedFileURL

    @Test("elle contient toutes les pages, telles qu’elles sont (CLO_WRITE_ROUTES=1 la récrit)")
    func isCurrent() throws {
        let list = Self.list()
        if ProcessInfo.processInfo.environment["CLO_WRITE_ROUTES"] == "1" {
            try list.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: Self.file, encoding: .utf8) == list)
    }

    /// One line a page and door.
    private static func list() -> String {
        let lines = Route.Kind.allCases.filter { ![.office, .account, .installation].contains($0) }.flatMap { kind in
            Area.allCases.compactMap { area in
                Route.samples(of: kind).first { $0.area == area }.map { line("\(kind)", $0) }
            }
        }
        // The client's space and the office have maps of their own.
        let account = AccountRoute.samples.map { line("account.\("\($0)".prefix { $0 != "(" })", .account($0)) }
        let installation = InstallationRoute.allCases.map { line("installation.\($0)", .installation($0)) }
        let office = OfficeRoute.Kind.allCases.compactMap { kind in
            OfficeRoute.samples(of: kind).first.map { line("office.\(kind)", .office($0)) }
        }
        return "[\n\((lines + account + installation + office).joined(separator: ",\n"))\n]\n"
    }

    private static func line(_ kind: String, _ route: Route) -> String {
        let methods = route.methods.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        return """
            {"kind": "\(kind)", "area": "\(route.area.base.dropFirst())", "path": "\(route.path)", "methods": [\(methods)], \
            "access": "\(route.access)", "action": \(action(route).map { "\"\($0)\"" } ?? "null"), \
            "recent": \(route.needsRecentAuthentication)}
            """
    }

    /// The row of the permission matrix that is asked.
    private static func action(_ route: Route) -> Substring? {
        guard let action = route.sheet?.action(nil) ?? route.permission else { return nil }
        return "\(action)".prefix { $0 != "(" }
    }
}
