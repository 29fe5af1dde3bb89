-- CLO compte client, migration 3: notices, the messages that carry them, preferences, templates.

-- How each person wants to be told. No row: by e-mail, at once.
CREATE TABLE IF NOT EXISTS notice_preference (
    account_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    by_email TINYINT(1) NOT NULL,
    by_sms TINYINT(1) NOT NULL,
    -- Hour of Paris, 0 to 23, of the daily message; NULL: at once.
    daily_hour TINYINT UNSIGNED NULL,
    changed_at DATETIME(3) NOT NULL,
    CONSTRAINT preference_of_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- One e-mail or SMS on its way, and afterwards the ledger of those that went out.
CREATE TABLE IF NOT EXISTS outgoing_message (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    -- Of the Message-ID: the same however often the message is sent.
    reference VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- NULL once the account is erased: what was spent stays known.
    account_id BIGINT UNSIGNED NULL,
    -- NULL for a message about several sheets, or none.
    sheet_id BIGINT UNSIGNED NULL,
    channel ENUM('email', 'sms') NOT NULL,
    is_daily TINYINT(1) NOT NULL DEFAULT 0,
    -- A message of security: which one, and what fills it, emptied once it is sent. NULL for notices.
    letter VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NULL,
    letter_values TEXT NULL,
    state ENUM('waiting', 'sent', 'failed', 'dropped') NOT NULL DEFAULT 'waiting',
    attempts INT UNSIGNED NOT NULL DEFAULT 0,
    next_attempt_at DATETIME(3) NOT NULL,
    -- Who is sending it now, and until when nobody else will. A deliverer that died lets it go by time.
    lease_owner BINARY(16) NULL,
    lease_until DATETIME(3) NULL,
    queued_at DATETIME(3) NOT NULL,
    settled_at DATETIME(3) NULL,
    -- Where it went.
    destination VARCHAR(254) NULL,
    -- Why it has not gone out, in French.
    reason VARCHAR(500) NULL,
    segments INT UNSIGNED NULL,
    -- In millionths of a euro.
    cost BIGINT UNSIGNED NULL,
    gateway_reference VARCHAR(100) NULL,
    UNIQUE KEY message_reference (reference),
    KEY message_due (state, next_attempt_at, id),
    KEY message_settled (settled_at, state),
    KEY message_lease (lease_owner),
    KEY message_sheet (sheet_id, channel, state),
    KEY message_account (account_id),
    CONSTRAINT message_to_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE SET NULL,
    CONSTRAINT message_about_sheet FOREIGN KEY (sheet_id) REFERENCES sheet (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- One event that one person is to be told of by one channel: written in the transaction of the event.
CREATE TABLE IF NOT EXISTS notice (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    sheet_id BIGINT UNSIGNED NOT NULL,
    channel ENUM('email', 'sms') NOT NULL,
    publication_number INT UNSIGNED NOT NULL,
    -- NULL: the publication itself.
    comment_number INT UNSIGNED NULL,
    revision BIGINT UNSIGNED NOT NULL,
    is_daily TINYINT(1) NOT NULL,
    due_at DATETIME(3) NOT NULL,
    -- The message that carries it, once there is one.
    message_id BIGINT UNSIGNED NULL,
    UNIQUE KEY notice_once (sheet_id, revision, account_id, channel),
    KEY notice_pending (message_id, due_at),
    KEY notice_group (account_id, channel, is_daily, message_id, sheet_id),
    CONSTRAINT notice_to_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT notice_about_sheet FOREIGN KEY (sheet_id) REFERENCES sheet (id) ON DELETE CASCADE,
    CONSTRAINT notice_in_message FOREIGN KEY (message_id) REFERENCES outgoing_message (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Words that an administrator has changed; without a row those of the program are said.
CREATE TABLE IF NOT EXISTS message_template (
    name VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    subject VARCHAR(150) NOT NULL,
    body TEXT NOT NULL,
    sms VARCHAR(300) NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    changed_by BIGINT UNSIGNED NULL,
    CONSTRAINT template_changed_by FOREIGN KEY (changed_by) REFERENCES account (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- What only one process does at a time, on whatever host: a row and a time at which it ends, since GET_LOCK knows
-- nothing of the other nodes of a cluster.
CREATE TABLE IF NOT EXISTS duty (
    name VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    owner BINARY(16) NULL,
    held_until DATETIME(3) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

INSERT IGNORE INTO duty (name, owner, held_until) VALUES ('deliver', NULL, '1970-01-01 00:00:00.000');

INSERT IGNORE INTO duty (name, owner, held_until) VALUES ('group', NULL, '1970-01-01 00:00:00.000');
