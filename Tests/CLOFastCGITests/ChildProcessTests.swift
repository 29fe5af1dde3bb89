import Foundation
import Testing

@testable import CLOFastCGI

@Suite("Programmes lancés par le répondeur")
struct ChildProcessTests {
    private func run(_ script: String, patience: Duration = .seconds(20)) throws -> ChildProcess.Outcome {
        try ChildProcess.run("/bin/sh", ["-c", script], patience: patience)
    }

    @Test("on sait comment il s’est terminé, et ce qu’il a écrit")
    func outcomes() throws {
        let done = try run("printf 'a b\\n'; exit 3")
        #expect(done.status == .exited(3) && String(decoding: done.output, as: UTF8.self) == "a b\n")
        #expect(try run("kill -SEGV $$").status == .signaled(11))
        #expect(try run(":").status == .exited(0))
    }

    @Test("trop lent, il est arrêté ; ce qu’il avait écrit reste")
    func patience() throws {
        let clock = ContinuousClock()
        let begun = clock.now
        let slow = try run("echo avant; exec sleep 60", patience: .milliseconds(300))
        #expect(slow.status == .timedOut && String(decoding: slow.output, as: UTF8.self) == "avant\n")
        #expect(clock.now - begun < .seconds(20))
    }

    @Test("ce qu’il écrit de trop n’est pas gardé")
    func bounded() throws {
        let much = try run("exec head -c 1000000 /dev/zero")
        #expect(much.status == .exited(0))
        #expect(much.output.count >= 64 << 10 && much.output.count < 128 << 10)
    }

    @Test("il n’hérite ni des variables de la demande, ni des fichiers ouverts, ni d’une entrée")
    func inherited() throws {
        setenv("HTTP_COOKIE", "clo_session=secret", 1)
        defer { unsetenv("HTTP_COOKIE") }
        let open = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/etc/hostname"))
        defer { try? open.close() }  // Read only: closing cannot lose anything.
        let told = String(decoding: try run("env; readlink /proc/self/fd/*; cat").output, as: UTF8.self)
        #expect(!told.contains("secret") && !told.contains("/etc/hostname"))
        #expect(told.contains("PATH=/usr/bin:/bin"))
    }

    @Test("un programme qui manque est dit")
    func missing() {
        #expect(throws: ChildProcess.Failure.self) {
            try ChildProcess.run("/nulle/part/clo", [], patience: .seconds(1))
        }
    }
}
