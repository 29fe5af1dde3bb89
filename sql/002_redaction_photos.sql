-- CLO compte client, migration 2: photos sent in pieces and shown by earlier versions, drafts, search.
-- Statements can be run again, because an interrupted migration is: see Migrations.swift for the rule.

-- A photo belongs to a sheet from its arrival, to a publication once that is published. Without position, only
-- earlier versions of its publication show it.
ALTER TABLE photo ADD COLUMN sheet_id BIGINT UNSIGNED NULL AFTER id;
UPDATE photo SET sheet_id = (SELECT p.sheet_id FROM publication p WHERE p.id = photo.publication_id)
WHERE sheet_id IS NULL;
ALTER TABLE photo MODIFY COLUMN sheet_id BIGINT UNSIGNED NOT NULL;
ALTER TABLE photo ADD CONSTRAINT photo_of_sheet FOREIGN KEY (sheet_id) REFERENCES sheet (id) ON DELETE CASCADE;
ALTER TABLE photo MODIFY COLUMN publication_id BIGINT UNSIGNED NULL;
ALTER TABLE photo MODIFY COLUMN position INT UNSIGNED NULL;
ALTER TABLE photo ADD COLUMN uploaded_by BIGINT UNSIGNED NULL AFTER publication_id;
ALTER TABLE photo ADD CONSTRAINT photo_uploader FOREIGN KEY (uploaded_by) REFERENCES account (id);
ALTER TABLE photo ADD COLUMN file_extension ENUM('jpg', 'png') NOT NULL DEFAULT 'jpg' AFTER renditions;
-- When it was taken, as its camera says; all other metadata is gone (B11).
ALTER TABLE photo ADD COLUMN captured_at DATETIME(3) NULL AFTER file_extension;
ALTER TABLE photo ADD KEY photo_pending (publication_id, created_at);

-- The photos of each version of a publication, the present one included.
CREATE TABLE IF NOT EXISTS version_photo (
    publication_id BIGINT UNSIGNED NOT NULL,
    version INT UNSIGNED NOT NULL,
    position INT UNSIGNED NOT NULL,
    photo_id BIGINT UNSIGNED NOT NULL,
    caption VARCHAR(300) NOT NULL,
    PRIMARY KEY (publication_id, version, position),
    KEY version_photo_of_photo (photo_id),
    CONSTRAINT photo_of_version FOREIGN KEY (publication_id, version)
        REFERENCES publication_version (publication_id, version) ON DELETE CASCADE,
    CONSTRAINT version_of_photo FOREIGN KEY (photo_id) REFERENCES photo (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

INSERT IGNORE INTO version_photo (publication_id, version, position, photo_id, caption)
SELECT v.publication_id, v.version, i.position, i.id, i.caption
FROM photo i JOIN publication_version v ON v.publication_id = i.publication_id
WHERE i.position IS NOT NULL;

-- A file on its way, in pieces (B9). Its bytes lie in the data folder under its name, which becomes the photo's.
-- The row stays until the photo is published, so that a page that was reloaded finds it again.
CREATE TABLE IF NOT EXISTS upload (
    name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    sheet_id BIGINT UNSIGNED NOT NULL,
    -- The browser's own key of the file: the same file sent again goes on where it stopped.
    fingerprint VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    file_name VARCHAR(255) NOT NULL,
    byte_count BIGINT UNSIGNED NOT NULL,
    received BIGINT UNSIGNED NOT NULL DEFAULT 0,
    created_at DATETIME(3) NOT NULL,
    touched_at DATETIME(3) NOT NULL,
    -- When all had come and the photo was made of it.
    finished_at DATETIME(3) NULL,
    UNIQUE KEY upload_resumed (account_id, sheet_id, fingerprint),
    KEY upload_age (touched_at),
    KEY upload_sheet (sheet_id),
    CONSTRAINT upload_by_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT upload_for_sheet FOREIGN KEY (sheet_id) REFERENCES sheet (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- What an employee is writing, as typed, so that another of his machines can go on with it (B4).
CREATE TABLE IF NOT EXISTS publication_draft (
    account_id BIGINT UNSIGNED NOT NULL,
    sheet_id BIGINT UNSIGNED NOT NULL,
    -- 0 for a new publication.
    publication_number INT UNSIGNED NOT NULL,
    -- HTML of the editor; NULL when it was typed without.
    body MEDIUMTEXT NULL,
    typed_text MEDIUMTEXT NOT NULL,
    dated_at VARCHAR(40) NOT NULL,
    milestone VARCHAR(20) NOT NULL,
    -- The version that was being edited; 0 for a new publication.
    base_version INT UNSIGNED NOT NULL,
    -- A line for each photo: its name, a space, its caption.
    photos TEXT NOT NULL,
    saved_at DATETIME(3) NOT NULL,
    PRIMARY KEY (account_id, sheet_id, publication_number),
    KEY draft_sheet (sheet_id),
    KEY draft_age (saved_at),
    CONSTRAINT draft_by_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT draft_for_sheet FOREIGN KEY (sheet_id) REFERENCES sheet (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Plain text of each publication, its captions included, and of each comment, for the search in a sheet (B10).
CREATE TABLE IF NOT EXISTS search_entry (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    sheet_id BIGINT UNSIGNED NOT NULL,
    publication_id BIGINT UNSIGNED NOT NULL,
    -- NULL for the publication itself.
    comment_id BIGINT UNSIGNED NULL,
    body MEDIUMTEXT NOT NULL,
    KEY search_sheet (sheet_id),
    KEY search_publication (publication_id, comment_id),
    UNIQUE KEY search_comment (comment_id),
    FULLTEXT KEY search_words (body),
    CONSTRAINT search_in_sheet FOREIGN KEY (sheet_id) REFERENCES sheet (id) ON DELETE CASCADE,
    CONSTRAINT search_of_publication FOREIGN KEY (publication_id) REFERENCES publication (id) ON DELETE CASCADE,
    CONSTRAINT search_of_comment FOREIGN KEY (comment_id) REFERENCES sheet_comment (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
