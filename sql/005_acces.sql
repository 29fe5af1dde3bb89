-- CLO compte client, migration 5: activation and forgotten passwords, one-time codes, sign-ins that wait for a code.
-- Statements can be run again, because an interrupted migration is: see Migrations.swift for the rule.

-- What opens the page on which a password is chosen: a link, or a code that is typed beside the identifier. Of both
-- only SHA-256 is kept. A newer one leaves the older ones alone; the first that serves ends them all.
CREATE TABLE IF NOT EXISTS access_token (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    -- Spelled as AccessPurpose in the code.
    purpose ENUM('activation', 'recovery') NOT NULL,
    token_hash BINARY(32) NOT NULL,
    code_hash BINARY(32) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    used_at DATETIME(3) NULL,
    -- The employee who invited; NULL: the person asked, or it was made on the command line.
    created_by BIGINT UNSIGNED NULL,
    UNIQUE KEY access_token_hash (token_hash),
    UNIQUE KEY access_token_code (account_id, code_hash),
    KEY access_token_expiry (expires_at),
    CONSTRAINT access_token_of_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The password was right; a code is still to be given. The cookie holds the token, the row its SHA-256.
CREATE TABLE IF NOT EXISTS sign_in_step (
    token_hash BINARY(32) NOT NULL PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    -- The browser had signed in to this account before.
    is_known_device TINYINT(1) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    KEY step_account (account_id),
    KEY step_expiry (expires_at),
    CONSTRAINT step_of_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The secret that an application on a telephone makes one-time codes of (RFC 6238), sealed under the pepper.
CREATE TABLE IF NOT EXISTS one_time_secret (
    account_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    sealed VARBINARY(100) NOT NULL,
    enabled_at DATETIME(3) NOT NULL,
    -- The 30 seconds of the last code that served: it, and those before it, never serve again.
    last_step BIGINT UNSIGNED NOT NULL,
    CONSTRAINT secret_of_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Codes on paper, for whoever has lost the telephone. Each serves once.
CREATE TABLE IF NOT EXISTS recovery_code (
    account_id BIGINT UNSIGNED NOT NULL,
    code_hash BINARY(32) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    used_at DATETIME(3) NULL,
    PRIMARY KEY (account_id, code_hash),
    CONSTRAINT recovery_code_of_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- When the password was last typed in this session. NULL: before this was noted.
ALTER TABLE session ADD COLUMN authenticated_at DATETIME(3) NULL;
-- A forgotten password may be asked for by e-mail address.
ALTER TABLE account ADD KEY account_email (email);
-- The last administrator is looked for before anyone stops being one.
ALTER TABLE account ADD KEY account_administrators (is_administrator, suspended_at);
