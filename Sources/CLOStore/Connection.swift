import CLOModel
import CMariaDB
import Glibc

/// One connection to MariaDB, and the statements prepared on it. The only file that calls `mysql_*`.
///
/// Confined to its process: a responder handles one request at a time. No C pointer leaves this file; each is
/// owned by ``Connection`` or ``Statement`` and freed by its `deinit`.
public final class Connection {
    /// Where the server is and how to sign in.
    public struct Address: Sendable, Hashable {
        public var host: String?
        public var port: UInt32
        public var socket: String?
        public var user: String
        public var password: String
        public var database: String
        /// One of the several nodes of a Galera cluster.
        public var isClusterNode: Bool

        public init(
            host: String?, port: UInt32 = 3306, socket: String?, user: String, password: String, database: String,
            isClusterNode: Bool = false
        ) {
            self.host = host
            self.port = port
            self.socket = socket
            self.user = user
            self.password = password
            self.database = database
            self.isClusterNode = isClusterNode
        }
    }

    /// From where a change is made, for the journal.
    public struct Origin: Sendable, Hashable {
        /// Of the browser, as the web server saw it.
        public let address: String
        public let userAgent: String

        public init(address: String, userAgent: String) {
            self.address = address
            self.userAgent = userAgent
        }
    }

    private let handle: UnsafeMutablePointer<MYSQL>
    private let isClusterNode: Bool
    private var statements: [String: Statement] = [:]
    /// Where the request came from that this process is answering; `nil` for the command line.
    public internal(set) var origin: Origin?
    /// True from the moment when the server may no longer be there: such a connection is not used again.
    public private(set) var isBroken = false

    /// Texts of statements are few and fixed, but for lists in powers of two.
    private static let statementLimit = 100

    /// - Throws: ``StoreError/unavailable(_:)`` when no server answers or it accepts no more connections.
    public init(_ address: Address) throws(StoreError) {
        clo_skip_service_lookup()
        guard let handle = mysql_init(nil) else { throw .unavailable("out of memory") }
        self.handle = handle
        isClusterNode = address.isClusterNode
        // A node that is away must not hold up the visitor for long when the next one may answer.
        var seconds: UInt32 = address.isClusterNode ? 2 : 5
        mysql_options(handle, MYSQL_OPT_CONNECT_TIMEOUT, &seconds)
        seconds = 20
        mysql_options(handle, MYSQL_OPT_READ_TIMEOUT, &seconds)
        mysql_options(handle, MYSQL_OPT_WRITE_TIMEOUT, &seconds)
        mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4")
        // Strict: a value that does not fit is refused, never cut. Same rules on every host's server. Nobody waits
        // longer than 5 seconds for a lock that somebody holds.
        //
        // On a cluster, what one node has committed reaches the others a moment later. A session that was begun on one
        // node must be found by the process that asks another, so reads wait until the node has caught up. That is one
        // more value in the same command: no exchange with the server is added. A server that does not know the
        // variable is no Galera node, and writing now to one and now to another would tear the data apart: refused.
        mysql_options(
            handle, MYSQL_INIT_COMMAND,
            "SET innodb_lock_wait_timeout = 5, sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
                + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"
                + (address.isClusterNode ? ", wsrep_sync_wait = 1" : "")
        )
        let connected = mysql_real_connect(
            handle, address.host, address.user, address.password, address.database, address.port, address.socket, 0)
        guard connected != nil else {
            // `deinit` closes the handle: it runs even now, since every property has its value.
            let error = Self.error(mysql_errno(handle), String(cString: mysql_error(handle)))
            switch error {
            case .unavailable: throw error
            default: throw .unavailable(error.description)
            }
        }
    }

    deinit {
        statements.removeAll()  // Closed before the connection they belong to.
        mysql_close(handle)
    }

    /// Runs a statement that answers rows.
    public func rows(_ sql: SQL) throws(StoreError) -> [Row] {
        try running(sql) { statement throws(StoreError) in
            try statement.execute(sql.parameters)
            return try statement.fetchRows()
        }
    }

    /// Runs a statement that answers at most one row that matters.
    public func row(_ sql: SQL) throws(StoreError) -> Row? {
        try rows(sql).first
    }

    /// Runs a statement that changes something.
    /// - Returns: how many rows it touched, and the key that it generated, if any.
    @discardableResult
    public func execute(_ sql: SQL) throws(StoreError) -> (affected: Int, insertedID: UInt64) {
        try running(sql) { statement throws(StoreError) in try statement.execute(sql.parameters) }
    }

    /// Runs a parameterless command in the text protocol: transactions, and migrations, which the protocol of
    /// prepared statements does not take.
    func command(_ text: String) throws(StoreError) {
        guard mysql_real_query(handle, text, UInt(text.utf8.count)) == 0 else { throw noting(lastError()) }
        if let result = mysql_store_result(handle) { mysql_free_result(result) }
    }

    private func lastError() -> StoreError {
        Self.error(mysql_errno(handle), String(cString: mysql_error(handle)))
    }

    private func noting(_ error: StoreError) -> StoreError {
        if case .unavailable = error { isBroken = true }
        return error
    }

    /// The statement of that text: the one that ran before, or a new one, which is kept once it has run.
    private func running<Answer>(
        _ sql: SQL, _ run: (Statement) throws(StoreError) -> Answer
    ) throws(StoreError) -> Answer {
        let known = statements[sql.text]
        do {
            if let known { return try run(known) }
            let statement = try Statement(sql.text, on: handle, runsAtOnce: canPrepareAndRunAtOnce)
            let answer = try run(statement)
            if statements.count >= Self.statementLimit { statements.removeAll() }
            statements[sql.text] = statement
            return answer
        } catch {
            throw noting(error)
        }
    }

    /// Whether a new statement may be sent together with the order to run it, which names it as « the last one ».
    ///
    /// A Galera node that has undone a transaction for another node's says so in answer to whatever comes next, without
    /// looking at it. If that is a new statement, « the last one » is still the one before, and would run once more,
    /// alone and committed at once, with what was bound to the new one. A cluster may hide behind a single address:
    /// whatever the address, only what is outside of transactions is sent so.
    private var canPrepareAndRunAtOnce: Bool {
        !isClusterNode && handle.pointee.server_status & UInt32(SERVER_STATUS_IN_TRANS) == 0
    }

    /// Sorts the server's error numbers by what can be done about them.
    fileprivate static func error(_ code: UInt32, _ message: String) -> StoreError {
        switch Int32(code) {
        case CR_SERVER_GONE_ERROR, CR_SERVER_LOST, CR_CONNECTION_ERROR, CR_CONN_HOST_ERROR, CR_UNKNOWN_HOST,
            CR_SERVER_HANDSHAKE_ERR, CR_SERVER_LOST_EXTENDED, CR_COMMANDS_OUT_OF_SYNC, CR_IPSOCK_ERROR,
            CR_ERR_NET_READ, CR_ERR_NET_WRITE,
            ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_SERVER_SHUTDOWN, ER_NORMAL_SHUTDOWN,
            ER_QUERY_INTERRUPTED, ER_CONNECTION_KILLED, ER_UNKNOWN_COM_ERROR, ER_USER_LIMIT_REACHED,
            // What this connection has prepared is not known at its other end: it is not the server that it was.
            ER_UNKNOWN_STMT_HANDLER:
            return .unavailable("\(code) \(message)")
        case ER_LOCK_DEADLOCK, ER_LOCK_WAIT_TIMEOUT, ER_CHECKREAD:
            return .conflict("\(code) \(message)")
        case ER_ERROR_DURING_COMMIT:
            return .outcomeUnknown("\(code) \(message)")
        case ER_DUP_ENTRY:
            return .duplicate(message)
        default:
            return .failed(code: code, message)
        }
    }
}

/// A statement prepared once and run many times. Where that is safe it is prepared together with its first run, in one
/// exchange with the server: a plain CGI process runs each but once.
private final class Statement {
    private let handle: UnsafeMutablePointer<MYSQL_STMT>
    private let text: String
    private let runsAtOnce: Bool
    private var isPrepared = false

    init(_ text: String, on connection: UnsafeMutablePointer<MYSQL>, runsAtOnce: Bool) throws(StoreError) {
        guard let handle = mysql_stmt_init(connection) else { throw .unavailable("out of memory") }
        self.handle = handle
        self.text = text
        self.runsAtOnce = runsAtOnce
        var wanted: my_bool = 1
        mysql_stmt_attr_set(handle, STMT_ATTR_UPDATE_MAX_LENGTH, &wanted)
    }

    deinit {
        mysql_stmt_close(handle)
    }

    private func lastError() -> StoreError {
        Connection.error(mysql_stmt_errno(handle), String(cString: mysql_stmt_error(handle)))
    }

    @discardableResult
    func execute(_ parameters: [SQLValue]) throws(StoreError) -> (affected: Int, insertedID: UInt64) {
        let buffers = ParameterBuffers(parameters)
        defer { buffers.deallocate() }
        if !isPrepared, !runsAtOnce {
            guard mysql_stmt_prepare(handle, text, UInt(text.utf8.count)) == 0 else { throw lastError() }
            isPrepared = true
        }
        if isPrepared {
            guard mysql_stmt_bind_param(handle, buffers.binds) == 0, mysql_stmt_execute(handle) == 0 else {
                throw lastError()
            }
        } else {
            var count = UInt32(parameters.count)
            guard mysql_stmt_attr_set(handle, STMT_ATTR_PREBIND_PARAMS, &count) == 0,
                // Before there is a statement, the library takes no binding of nothing.
                parameters.isEmpty || mysql_stmt_bind_param(handle, buffers.binds) == 0,
                mariadb_stmt_execute_direct(handle, text, text.utf8.count) == 0
            else { throw lastError() }
            isPrepared = true
        }
        return (Int(clamping: mysql_stmt_affected_rows(handle)), mysql_stmt_insert_id(handle))
    }

    /// Reads the whole result into memory, so that the connection is free for the next statement.
    func fetchRows() throws(StoreError) -> [Row] {
        guard mysql_stmt_store_result(handle) == 0 else { throw lastError() }
        defer { mysql_stmt_free_result(handle) }
        guard let metadata = mysql_stmt_result_metadata(handle) else {
            throw .unexpectedRow("the statement answers no rows")
        }
        defer { mysql_free_result(metadata) }

        let count = mysql_stmt_num_rows(handle)
        guard count > 0 else { return [] }
        let buffers = ColumnBuffers(metadata)
        defer { buffers.deallocate() }
        guard mysql_stmt_bind_result(handle, buffers.binds) == 0 else { throw lastError() }
        var rows: [Row] = []
        rows.reserveCapacity(Int(clamping: count))
        while true {
            switch mysql_stmt_fetch(handle) {
            case 0: rows.append(try buffers.row())
            case MYSQL_NO_DATA: return rows
            case MYSQL_DATA_TRUNCATED: throw .unexpectedRow("a value is longer than its announced length")
            default: throw lastError()
            }
        }
    }
}

/// The memory from which a statement's parameters are read, all in one block: 16 bytes or more for each.
private struct ParameterBuffers {
    let binds: UnsafeMutablePointer<MYSQL_BIND>
    private let storage: UnsafeMutableRawPointer

    init(_ parameters: [SQLValue]) {
        let sizes = parameters.map { value -> Int in
            switch value {
            case .null: return 0
            case .integer, .unsigned: return 8
            case .text(let text): return text.utf8.count
            case .bytes(let bytes): return bytes.count
            case .moment, .day: return MemoryLayout<MYSQL_TIME>.size
            }
        }
        let total = sizes.reduce(0) { $0 + ($1 + 15) / 16 * 16 }
        storage = .allocate(byteCount: max(total, 16), alignment: 16)
        binds = .allocate(capacity: max(parameters.count, 1))
        memset(binds, 0, MemoryLayout<MYSQL_BIND>.stride * max(parameters.count, 1))
        var offset = 0
        for (index, value) in parameters.enumerated() {
            let place = storage + offset
            let type: enum_field_types
            switch value {
            case .null: type = MYSQL_TYPE_NULL
            case .integer(let number):
                type = MYSQL_TYPE_LONGLONG
                place.storeBytes(of: number, as: Int64.self)
            case .unsigned(let number):
                type = MYSQL_TYPE_LONGLONG
                binds[index].is_unsigned = 1
                place.storeBytes(of: number, as: UInt64.self)
            case .text(var text):
                type = MYSQL_TYPE_STRING
                text.withUTF8 {
                    UnsafeMutableRawBufferPointer(start: place, count: $0.count).copyMemory(from: .init($0))
                }
            case .bytes(let bytes):
                type = MYSQL_TYPE_BLOB
                bytes.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(start: place, count: $0.count).copyMemory(from: $0)
                }
            case .moment(let moment):
                type = MYSQL_TYPE_DATETIME
                place.storeBytes(of: MYSQL_TIME(moment), as: MYSQL_TIME.self)
            case .day(let day):
                type = MYSQL_TYPE_DATE
                place.storeBytes(of: MYSQL_TIME(day), as: MYSQL_TIME.self)
            }
            binds[index].buffer_type = type
            binds[index].buffer = place
            binds[index].buffer_length = UInt(sizes[index])
            offset += (sizes[index] + 15) / 16 * 16
        }
    }

    func deallocate() {
        binds.deallocate()
        storage.deallocate()
    }
}

/// The memory into which a row is fetched, sized after the longest value of each column.
private struct ColumnBuffers {
    let binds: UnsafeMutablePointer<MYSQL_BIND>
    private let count: Int
    private let storage: UnsafeMutableRawPointer
    private let lengths: UnsafeMutablePointer<UInt>
    private let nulls: UnsafeMutablePointer<my_bool>
    private let isBinary: [Bool]

    init(_ metadata: UnsafeMutablePointer<MYSQL_RES>) {
        count = Int(mysql_num_fields(metadata))
        binds = .allocate(capacity: count)
        memset(binds, 0, MemoryLayout<MYSQL_BIND>.stride * count)
        lengths = .allocate(capacity: count)
        lengths.initialize(repeating: 0, count: count)
        nulls = .allocate(capacity: count)
        nulls.initialize(repeating: 0, count: count)

        let fields = UnsafeBufferPointer(start: mysql_fetch_fields(metadata), count: count)
        var sizes: [Int] = []
        var binary: [Bool] = []
        for (index, field) in fields.enumerated() {
            switch field.type {
            case MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_INT24, MYSQL_TYPE_LONG, MYSQL_TYPE_LONGLONG:
                binds[index].buffer_type = MYSQL_TYPE_LONGLONG
                binds[index].is_unsigned = field.flags & UInt32(UNSIGNED_FLAG) == 0 ? 0 : 1
                sizes.append(8)
            case MYSQL_TYPE_DATETIME, MYSQL_TYPE_TIMESTAMP, MYSQL_TYPE_DATE, MYSQL_TYPE_NEWDATE:
                binds[index].buffer_type = field.type == MYSQL_TYPE_DATE ? MYSQL_TYPE_DATE : MYSQL_TYPE_DATETIME
                sizes.append(MemoryLayout<MYSQL_TIME>.size)
            default:
                binds[index].buffer_type = MYSQL_TYPE_STRING
                sizes.append(Int(field.max_length))
            }
            // A DECIMAL, such as SUM() answers, is of the binary character set too, but travels as digits.
            let isDecimal = field.type == MYSQL_TYPE_NEWDECIMAL || field.type == MYSQL_TYPE_DECIMAL
            binary.append(field.charsetnr == Self.binaryCharacterSet && !isDecimal)
        }
        isBinary = binary
        storage = .allocate(byteCount: max(16, sizes.reduce(0) { $0 + ($1 + 15) / 16 * 16 }), alignment: 16)
        var offset = 0
        for index in 0..<count {
            binds[index].buffer = storage + offset
            binds[index].buffer_length = UInt(sizes[index])
            binds[index].length = lengths + index
            binds[index].is_null = nulls + index
            offset += (sizes[index] + 15) / 16 * 16
        }
    }

    /// Number of the `binary` pseudo character set: the column holds bytes, not text.
    private static let binaryCharacterSet: UInt32 = 63

    func row() throws(StoreError) -> Row {
        var values: [SQLValue] = []
        values.reserveCapacity(count)
        for index in 0..<count {
            guard nulls[index] == 0, let place = binds[index].buffer else {
                values.append(.null)
                continue
            }
            switch binds[index].buffer_type {
            case MYSQL_TYPE_LONGLONG:
                values.append(
                    binds[index].is_unsigned == 0
                        ? .integer(place.load(as: Int64.self)) : .unsigned(place.load(as: UInt64.self)))
            case MYSQL_TYPE_DATETIME: values.append(.moment(try place.load(as: MYSQL_TIME.self).instant()))
            case MYSQL_TYPE_DATE: values.append(.day(try place.load(as: MYSQL_TIME.self).day()))
            default:
                let bytes = UnsafeRawBufferPointer(start: place, count: Int(lengths[index]))
                if isBinary[index] {
                    values.append(.bytes(Array(bytes)))
                } else {
                    values.append(.text(String(decoding: bytes, as: UTF8.self)))
                }
            }
        }
        return Row(values)
    }

    func deallocate() {
        binds.deallocate()
        lengths.deallocate()
        nulls.deallocate()
        storage.deallocate()
    }
}

extension MYSQL_TIME {
    fileprivate init(_ day: Day) {
        self.init()
        year = UInt32(day.year)
        month = UInt32(day.month)
        self.day = UInt32(day.day)
        time_type = MYSQL_TIMESTAMP_DATE
    }

    fileprivate init(_ moment: Instant) {
        let utc = moment.utcParts
        self.init(utc.day)
        hour = UInt32(utc.millisecondOfDay / 3_600_000)
        minute = UInt32(utc.millisecondOfDay / 60_000 % 60)
        second = UInt32(utc.millisecondOfDay / 1_000 % 60)
        second_part = UInt(utc.millisecondOfDay % 1_000 * 1_000)
        time_type = MYSQL_TIMESTAMP_DATETIME
    }

    fileprivate func day() throws(StoreError) -> Day {
        guard let day = Day(year: Int(year), month: Int(month), day: Int(day)) else {
            throw .unexpectedRow("\(year)-\(month)-\(self.day) is no day")
        }
        return day
    }

    fileprivate func instant() throws(StoreError) -> Instant {
        let millisecond = Int(hour) * 3_600_000 + Int(minute) * 60_000 + Int(second) * 1_000 + Int(second_part) / 1_000
        return Instant(utcDay: try day(), millisecondOfDay: millisecond)
    }
}
