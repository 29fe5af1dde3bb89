import CLOModel
import Foundation
import Testing

@testable import CLOStore

/// A database of its own on the server that the environment names, made by the files of `sql/`, dropped at the end.
struct TestDatabase: Sendable {
    /// The one of the running suite.
    @TaskLocal static var current: TestDatabase?

    let name: String
    let address: Connection.Address

    struct ServerMissing: Error, CustomStringConvertible {
        let variable: String

        var description: String {
            """
            \(variable) is not set. These tests need a MariaDB: CLO_TEST_DB_SOCKET, CLO_TEST_DB_USER and \
            CLO_TEST_DB_PASSWORD name its socket and an account with ALL on `clo\\_test\\_%`. script/test gives them one.
            """
        }
    }

    /// Makes an empty one.
    init() throws {
        name = "clo_test_" + String(UInt64.random(in: .min ... .max), radix: 36)
        let server = try Self.server()
        try Database(server).read { [name] connection in
            try connection.command("CREATE DATABASE \(name) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
        }
        var address = server
        address.database = name
        self.address = address
    }

    func drop() throws {
        try Database(Self.server()).read { connection in
            try connection.command("DROP DATABASE IF EXISTS \(name)")
        }
    }

    /// The server without a database.
    static func server() throws -> Connection.Address {
        Connection.Address(
            host: nil, socket: try variable("CLO_TEST_DB_SOCKET"), user: try variable("CLO_TEST_DB_USER"),
            password: try variable("CLO_TEST_DB_PASSWORD"), database: "")
    }

    private static func variable(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            throw ServerMissing(variable: name)
        }
        return value
    }

    static let sqlFolder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appending(path: "../../../sql").standardizedFileURL

    /// The migrations of the product.
    static func migrations() throws -> [Migrations.File] {
        try FileManager.default.contentsOfDirectory(atPath: sqlFolder.path).sorted().compactMap { name in
            Migrations.File(
                name: name, text: try String(contentsOf: sqlFolder.appending(path: name), encoding: .utf8))
        }
    }
}

/// Gives a suite its database, with the product's tables; its tests share it, each with people and sheets of its own.
struct DatabaseTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let database = try TestDatabase()
        do {
            _ = try Migrations(Database(database.address)).apply(try TestDatabase.migrations(), at: .start)
            try await TestDatabase.$current.withValue(database) { try await function() }
        } catch {
            try database.drop()
            throw error
        }
        try database.drop()
    }
}

extension Trait where Self == DatabaseTrait {
    static var database: Self { Self() }
}
