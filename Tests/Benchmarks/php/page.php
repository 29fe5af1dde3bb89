<?php
// GET …/fiches/CODE: the page of a sheet for a signed-in client, byte for byte the responder's but for random tokens
// and the marks of files. « ?tout=1 » shows every publication, otherwise the newest 20.

declare(strict_types=1);

require __DIR__ . '/common.php';
require __DIR__ . '/markup.php';

preg_match('#^/compte-client/fiches/([A-Z0-9-]+)(?:\?|$)#', $_SERVER['REQUEST_URI'], $found) || refuse(404);
$code = $found[1];
$token = session_token();
$session = session_with_sheet($token, $code);
keep_alive($token, $session);
[$account, , , $firstName, $lastName, , $sheet, , $revision] = $session;

$showsAll = ($_GET['tout'] ?? '') === '1';
$limit = $showsAll ? 5000 : 20;
$publications = rows(
    "SELECT p.id, p.number, p.author_id, a.first_name, a.last_name, a.kind = 'employee',
            UNIX_TIMESTAMP(p.dated_at), p.body, p.milestone, p.version, p.created_revision,
            UNIX_TIMESTAMP(p.edited_at), e.first_name, e.last_name,
            UNIX_TIMESTAMP(p.cancelled_at), c.first_name, c.last_name, p.cancel_reason
     FROM publication p
     JOIN account a ON a.id = p.author_id
     LEFT JOIN account e ON e.id = p.edited_by
     LEFT JOIN account c ON c.id = p.cancelled_by
     WHERE p.sheet_id = ?
       AND EXISTS (SELECT 1 FROM sheet f JOIN worksite w ON w.id = f.worksite_id WHERE f.id = ? AND w.client_id = ?)
     ORDER BY p.dated_at DESC, p.number DESC
     LIMIT " . ($limit + 1),
    [$sheet, $sheet, $account]
);
$hasMore = count($publications) > $limit;
if ($hasMore) {
    array_pop($publications);
}

$baseline = note_visit($session);
$overview = row(
    "SELECT w.code, w.title, w.starts_on, w.planned_end_on,
            c.civility, c.first_name, c.last_name, c.company, c.street_address, c.postal_code, c.city,
            (SELECT p.milestone FROM publication p
             WHERE p.sheet_id = f.id AND p.milestone IN ('finished', 'resumed') AND p.cancelled_at IS NULL
             ORDER BY p.dated_at DESC, p.number DESC LIMIT 1),
            f.publication_count,
            (SELECT COUNT(*) FROM publication p
             WHERE p.sheet_id = f.id AND p.created_revision > ? AND p.author_id <> ?)
            + (SELECT COUNT(*) FROM sheet_comment m
               WHERE m.sheet_id = f.id AND m.created_revision > ? AND m.author_id <> ?)
     FROM sheet f
     JOIN worksite w ON w.id = f.worksite_id
     JOIN account c ON c.id = w.client_id
     WHERE f.id = ? AND w.client_id = ?",
    [$baseline, $account, $baseline, $account, $sheet, $account]
) ?? refuse(404);

$answers = $photos = [];
if ($publications !== []) {
    $ids = implode(', ', array_column($publications, 0));
    $comments = rows(
        "SELECT m.id, m.publication_id, m.parent_id, m.number, m.author_id, a.first_name, a.last_name,
                a.kind = 'employee', UNIX_TIMESTAMP(m.written_at), m.body, m.created_revision
         FROM sheet_comment m
         JOIN account a ON a.id = m.author_id
         JOIN sheet f ON f.id = m.sheet_id
         JOIN worksite w ON w.id = f.worksite_id
         WHERE m.publication_id IN ($ids) AND w.client_id = ?",
        [$account]
    );
    // Sorted when they are shown: in SQL, their texts would be sorted in a table on disk.
    foreach ($comments as $comment) {
        $answers[$comment[1]][$comment[2] ?? 0][$comment[3]] = $comment;
    }
    $found = rows(
        "SELECT i.publication_id, i.name, i.width, i.height, i.caption, i.renditions
         FROM photo i
         JOIN publication p ON p.id = i.publication_id
         JOIN sheet f ON f.id = p.sheet_id
         JOIN worksite w ON w.id = f.worksite_id
         WHERE i.publication_id IN ($ids) AND w.client_id = ?
         ORDER BY i.publication_id, i.position",
        [$account]
    );
    foreach ($found as $photo) {
        $photos[$photo[0]][] = $photo;
    }
}

$mask = random_bytes(32);
$tokens = '<input type="hidden" name="jeton" value="'
    . base64url($mask . (hash_hmac('sha256', "form\0", $token, true) ^ $mask))
    . '"><input type="hidden" name="envoi" value="' . base64url(random_bytes(18)) . '">';
$page = sheet_page(
    $code, $account, "$firstName $lastName", $revision, $baseline, $overview, $publications, $answers, $photos,
    $tokens, $showsAll, $hasMore
);
header('Vary: HX-Request');
security_headers();
header('Content-Type: text/html; charset=utf-8');
header('Content-Length: ' . strlen($page));
echo $page;

/** Notes that the client has seen the sheet: what he had seen before this visit. */
function note_visit(array $session): int
{
    [$account, , , , , , $sheet, , $revision, $baseline, $seen, $seenAt] = $session;
    if ($baseline === null) {
        change(
            'INSERT INTO sheet_visit (sheet_id, account_id, baseline_revision, seen_revision, seen_at)
             VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE seen_at = VALUES(seen_at)',
            [$sheet, $account, $revision, $revision, moment()]
        );
        return PHP_INT_MAX;
    }
    $age = seconds_since($seenAt);
    if ($age >= 1800) {
        $baseline = $seen;
    }
    if ($age >= 300 || $seen < $revision) {
        change(
            'UPDATE sheet_visit
             SET baseline_revision = ?, seen_revision = GREATEST(seen_revision, ?), seen_at = ?
             WHERE sheet_id = ? AND account_id = ?',
            [$baseline, $revision, moment(), $sheet, $account]
        );
    }
    return $baseline;
}
