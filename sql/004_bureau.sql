-- CLO compte client, migration 4: journal, settings, contracts, changes of details, requests of erasure.
-- Statements can be run again, because an interrupted migration is: see Migrations.swift for the rule.

-- What was done, by whom, from where. No foreign keys: an entry outlives what it speaks of. Names are not written
-- here but read from the account, so that erasing a person's data erases the name from the journal as well.
CREATE TABLE IF NOT EXISTS journal (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    happened_at DATETIME(3) NOT NULL,
    -- Spelled as JournalKind in the code; not an ENUM, so that a new kind needs no migration.
    kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- NULL: nobody was signed in, or it was done from the command line.
    actor_id BIGINT UNSIGNED NULL,
    -- The account that it was done to.
    subject_id BIGINT UNSIGNED NULL,
    -- The thing that it was done to: a worksite's code, a contract's title, a setting.
    object VARCHAR(200) NULL,
    detail VARCHAR(1000) NULL,
    address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
    user_agent VARCHAR(255) NULL,
    KEY journal_time (happened_at, id),
    KEY journal_kind (kind, happened_at),
    KEY journal_actor (actor_id, happened_at),
    KEY journal_subject (subject_id, happened_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- What an administrator has set; what is not here is as the program has it (Settings.swift, FieldPolicy.swift).
CREATE TABLE IF NOT EXISTS setting (
    name VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    changed_by BIGINT UNSIGNED NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The signed documents of a client (S4). The file lies in the data folder: contrats/NAME.pdf.
CREATE TABLE IF NOT EXISTS contract (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    -- Unguessable; the name of its file.
    name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    client_id BIGINT UNSIGNED NOT NULL,
    worksite_id BIGINT UNSIGNED NULL,
    title VARCHAR(200) NOT NULL,
    signed_on DATE NOT NULL,
    byte_count BIGINT UNSIGNED NOT NULL,
    page_count INT UNSIGNED NOT NULL,
    added_by BIGINT UNSIGNED NOT NULL,
    added_at DATETIME(3) NOT NULL,
    UNIQUE KEY contract_name (name),
    KEY contract_client (client_id, signed_on),
    CONSTRAINT contract_of_client FOREIGN KEY (client_id) REFERENCES account (id),
    CONSTRAINT contract_of_worksite FOREIGN KEY (worksite_id) REFERENCES worksite (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Every change of a person's details, field by field (S3). Those made by a client wait until an employee has seen them.
CREATE TABLE IF NOT EXISTS detail_change (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    -- Spelled as DetailField in the code.
    field VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    old_value VARCHAR(300) NULL,
    new_value VARCHAR(300) NULL,
    changed_by BIGINT UNSIGNED NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    seen_at DATETIME(3) NULL,
    seen_by BIGINT UNSIGNED NULL,
    KEY detail_change_account (account_id, changed_at),
    KEY detail_change_waiting (seen_at, changed_at),
    CONSTRAINT detail_change_of_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- A client asks that his data be erased (RGPD, article 17); an administrator answers.
CREATE TABLE IF NOT EXISTS erasure_request (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    requested_at DATETIME(3) NOT NULL,
    reason VARCHAR(1000) NULL,
    handled_at DATETIME(3) NULL,
    handled_by BIGINT UNSIGNED NULL,
    outcome ENUM('erased', 'refused', 'withdrawn') NULL,
    answer VARCHAR(1000) NULL,
    KEY erasure_request_account (account_id, requested_at),
    KEY erasure_request_waiting (handled_at, requested_at),
    CONSTRAINT erasure_request_of_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The data of this person were erased: what is left is an author without a name.
ALTER TABLE account ADD COLUMN erased_at DATETIME(3) NULL;

-- The header of a sheet, or a name that it shows, has changed: no publication is named.
ALTER TABLE sheet_event MODIFY COLUMN kind ENUM(
    'publication_added', 'publication_edited', 'publication_cancelled', 'publication_restored',
    'publication_deleted', 'comment_added', 'comment_deleted', 'header_changed', 'name_changed'
) NOT NULL;
ALTER TABLE sheet_event MODIFY COLUMN publication_number INT UNSIGNED NULL;
-- From where, like the rest of the journal.
ALTER TABLE sheet_event ADD COLUMN address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL;
-- The journal reads all events by time.
ALTER TABLE sheet_event ADD KEY event_time (happened_at, sheet_id, revision);
ALTER TABLE sheet_event ADD KEY event_by_actor (actor_id, happened_at);
-- The board reads what waits for an answer, over all sheets.
ALTER TABLE publication ADD KEY publication_waiting (unanswered_count, sheet_id);
