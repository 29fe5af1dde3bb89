import Testing

/// The tests that share one database; each makes its own people and sheets in it (``Fixture``).
@Suite("Base de données", .database)
enum StoreTests {}
