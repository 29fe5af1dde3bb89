-- CLO compte client, migration 1: people, sessions, worksites, sheets, publications, comments.
-- Runs on MariaDB 10.3 and later and on MySQL 8; imports as it is from phpMyAdmin.
-- Moments are UTC DATETIME(3), written by the program, never by the server's clock.
-- Statements can be run again, because an interrupted migration is: see Migrations.swift for the rule.

CREATE TABLE IF NOT EXISTS migration (
    number INT UNSIGNED NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    applied_at DATETIME(3) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS account (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind ENUM('client', 'employee') NOT NULL,
    is_administrator TINYINT(1) NOT NULL DEFAULT 0,
    -- Lower case, see SignInName.
    identifier VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- `$scrypt$ln=15,r=8,p=3$salt$hash`; NULL until the account is activated.
    password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    civility VARCHAR(20) NULL,
    last_name VARCHAR(100) NOT NULL,
    first_name VARCHAR(100) NOT NULL,
    company VARCHAR(150) NULL,
    position VARCHAR(100) NULL,
    street_address VARCHAR(300) NULL,
    postal_code VARCHAR(10) NULL,
    city VARCHAR(100) NULL,
    phone VARCHAR(30) NULL,
    mobile VARCHAR(30) NULL,
    email VARCHAR(254) NULL,
    created_at DATETIME(3) NOT NULL,
    password_changed_at DATETIME(3) NULL,
    suspended_at DATETIME(3) NULL,
    UNIQUE KEY account_identifier (identifier),
    KEY account_name (last_name, first_name),
    CONSTRAINT account_administrator_is_employee CHECK (is_administrator = 0 OR kind = 'employee')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Only SHA-256 of each token is kept: who reads this table cannot sign in with it.
CREATE TABLE IF NOT EXISTS session (
    token_hash BINARY(32) NOT NULL PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    created_at DATETIME(3) NOT NULL,
    seen_at DATETIME(3) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_agent VARCHAR(255) NOT NULL,
    KEY session_account (account_id),
    KEY session_expiry (expires_at),
    CONSTRAINT session_of_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- A browser in which the person has signed in before: it keeps its own count of failed tries, so that
-- a stranger's failures cannot keep the person out.
CREATE TABLE IF NOT EXISTS device (
    token_hash BINARY(32) NOT NULL PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    created_at DATETIME(3) NOT NULL,
    seen_at DATETIME(3) NOT NULL,
    KEY device_account (account_id),
    CONSTRAINT device_of_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Failed sign-ins, by SHA-256 of what they are counted for (identifier, network, device).
CREATE TABLE IF NOT EXISTS throttle (
    key_hash BINARY(32) NOT NULL PRIMARY KEY,
    failures INT UNSIGNED NOT NULL,
    window_started_at DATETIME(3) NOT NULL,
    blocked_until DATETIME(3) NOT NULL,
    KEY throttle_age (blocked_until)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS worksite (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    code VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    title VARCHAR(200) NOT NULL,
    client_id BIGINT UNSIGNED NOT NULL,
    street_address VARCHAR(300) NULL,
    starts_on DATE NULL,
    planned_end_on DATE NULL,
    created_at DATETIME(3) NOT NULL,
    UNIQUE KEY worksite_code (code),
    KEY worksite_client (client_id),
    KEY worksite_title (title),
    CONSTRAINT worksite_of_client FOREIGN KEY (client_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Every change to a sheet locks its row here first, then takes the next revision.
CREATE TABLE IF NOT EXISTS sheet (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    worksite_id BIGINT UNSIGNED NOT NULL,
    revision BIGINT UNSIGNED NOT NULL DEFAULT 0,
    last_number INT UNSIGNED NOT NULL DEFAULT 0,
    publication_count INT UNSIGNED NOT NULL DEFAULT 0,
    created_at DATETIME(3) NOT NULL,
    UNIQUE KEY sheet_worksite (worksite_id),
    CONSTRAINT sheet_of_worksite FOREIGN KEY (worksite_id) REFERENCES worksite (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS publication (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    sheet_id BIGINT UNSIGNED NOT NULL,
    number INT UNSIGNED NOT NULL,
    author_id BIGINT UNSIGNED NOT NULL,
    dated_at DATETIME(3) NOT NULL,
    -- Canonical HTML, written by RichText alone.
    body MEDIUMTEXT NOT NULL,
    milestone ENUM('finished', 'resumed') NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    revision BIGINT UNSIGNED NOT NULL,
    created_revision BIGINT UNSIGNED NOT NULL,
    last_comment_number INT UNSIGNED NOT NULL DEFAULT 0,
    unanswered_count INT UNSIGNED NOT NULL DEFAULT 0,
    created_at DATETIME(3) NOT NULL,
    edited_at DATETIME(3) NULL,
    edited_by BIGINT UNSIGNED NULL,
    cancelled_at DATETIME(3) NULL,
    cancelled_by BIGINT UNSIGNED NULL,
    cancel_reason VARCHAR(500) NULL,
    UNIQUE KEY publication_number (sheet_id, number),
    KEY publication_order (sheet_id, dated_at, number, revision),
    KEY publication_revision (sheet_id, revision),
    KEY publication_created (sheet_id, created_revision, author_id),
    KEY publication_milestone (sheet_id, milestone, dated_at),
    KEY publication_unanswered (sheet_id, unanswered_count),
    CONSTRAINT publication_of_sheet FOREIGN KEY (sheet_id) REFERENCES sheet (id) ON DELETE CASCADE,
    CONSTRAINT publication_author FOREIGN KEY (author_id) REFERENCES account (id),
    CONSTRAINT publication_editor FOREIGN KEY (edited_by) REFERENCES account (id),
    CONSTRAINT publication_canceller FOREIGN KEY (cancelled_by) REFERENCES account (id),
    CONSTRAINT publication_edited_whole CHECK ((edited_at IS NULL) = (edited_by IS NULL)),
    CONSTRAINT publication_cancelled_whole CHECK ((cancelled_at IS NULL) = (cancelled_by IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Each text that a publication has had, the present one included.
CREATE TABLE IF NOT EXISTS publication_version (
    publication_id BIGINT UNSIGNED NOT NULL,
    version INT UNSIGNED NOT NULL,
    dated_at DATETIME(3) NOT NULL,
    body MEDIUMTEXT NOT NULL,
    milestone ENUM('finished', 'resumed') NULL,
    saved_at DATETIME(3) NOT NULL,
    saved_by BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (publication_id, version),
    CONSTRAINT version_of_publication FOREIGN KEY (publication_id) REFERENCES publication (id) ON DELETE CASCADE,
    CONSTRAINT version_author FOREIGN KEY (saved_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS photo (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    publication_id BIGINT UNSIGNED NOT NULL,
    position INT UNSIGNED NOT NULL,
    -- Unguessable; the name of its folder under the data folder.
    name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    width INT UNSIGNED NOT NULL,
    height INT UNSIGNED NOT NULL,
    -- Larger side of each rendition, ascending: `480,1280`.
    renditions VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    caption VARCHAR(300) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    UNIQUE KEY photo_name (name),
    KEY photo_position (publication_id, position),
    CONSTRAINT photo_of_publication FOREIGN KEY (publication_id) REFERENCES publication (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- `comment` is a word of SQL's own in some servers, hence the name. An answer's number is always greater than
-- that of what it answers: deleting in descending order never cascades deeper than InnoDB's 15 levels.
CREATE TABLE IF NOT EXISTS sheet_comment (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    sheet_id BIGINT UNSIGNED NOT NULL,
    publication_id BIGINT UNSIGNED NOT NULL,
    parent_id BIGINT UNSIGNED NULL,
    number INT UNSIGNED NOT NULL,
    author_id BIGINT UNSIGNED NOT NULL,
    written_at DATETIME(3) NOT NULL,
    body TEXT NOT NULL,
    created_revision BIGINT UNSIGNED NOT NULL,
    UNIQUE KEY comment_number (publication_id, number),
    KEY comment_parent (parent_id),
    KEY comment_created (sheet_id, created_revision, author_id),
    CONSTRAINT comment_of_sheet FOREIGN KEY (sheet_id) REFERENCES sheet (id) ON DELETE CASCADE,
    CONSTRAINT comment_of_publication FOREIGN KEY (publication_id) REFERENCES publication (id) ON DELETE CASCADE,
    CONSTRAINT comment_answers FOREIGN KEY (parent_id) REFERENCES sheet_comment (id) ON DELETE CASCADE,
    CONSTRAINT comment_author FOREIGN KEY (author_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The one log that drives live updates, notices and the journal: a row for each revision of a sheet.
CREATE TABLE IF NOT EXISTS sheet_event (
    sheet_id BIGINT UNSIGNED NOT NULL,
    revision BIGINT UNSIGNED NOT NULL,
    happened_at DATETIME(3) NOT NULL,
    actor_id BIGINT UNSIGNED NOT NULL,
    kind ENUM(
        'publication_added', 'publication_edited', 'publication_cancelled', 'publication_restored',
        'publication_deleted', 'comment_added', 'comment_deleted'
    ) NOT NULL,
    publication_number INT UNSIGNED NOT NULL,
    comment_number INT UNSIGNED NULL,
    PRIMARY KEY (sheet_id, revision),
    CONSTRAINT event_of_sheet FOREIGN KEY (sheet_id) REFERENCES sheet (id) ON DELETE CASCADE,
    CONSTRAINT event_actor FOREIGN KEY (actor_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- What each person has seen of a sheet. A visit begins when the last one is over 30 minutes old; what is
-- newer than its baseline is marked « Nouveau » for as long as it lasts.
CREATE TABLE IF NOT EXISTS sheet_visit (
    sheet_id BIGINT UNSIGNED NOT NULL,
    account_id BIGINT UNSIGNED NOT NULL,
    baseline_revision BIGINT UNSIGNED NOT NULL,
    seen_revision BIGINT UNSIGNED NOT NULL,
    seen_at DATETIME(3) NOT NULL,
    PRIMARY KEY (sheet_id, account_id),
    KEY visit_recent (account_id, seen_at),
    CONSTRAINT visit_of_sheet FOREIGN KEY (sheet_id) REFERENCES sheet (id) ON DELETE CASCADE,
    CONSTRAINT visit_by_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- What was already done on behalf of a form, so that sending it twice does it once. The key is SHA-256 of the
-- account, the form's own token and all that was typed.
CREATE TABLE IF NOT EXISTS submission (
    key_hash BINARY(32) NOT NULL PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    outcome VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(3) NOT NULL,
    KEY submission_age (created_at),
    CONSTRAINT submission_by_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
