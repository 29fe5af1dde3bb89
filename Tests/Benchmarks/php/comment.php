<?php
// POST …/fiches/CODE/publications/N/commentaires: adds a comment, in the responder's own statements.

declare(strict_types=1);

require __DIR__ . '/common.php';

$path = explode('?', $_SERVER['REQUEST_URI'], 2)[0];
preg_match('#^/compte-client/fiches/([A-Z0-9-]+)/publications/([1-9][0-9]{0,8})/commentaires$#', $path, $found)
    || refuse(404);
[, $code, $number] = $found;
$token = session_token();
$session = session_with_sheet($token, $code);
[$account, $kind] = $session;
$sheet = $session[6];

// A change comes from a form of ours, shown to this very session.
$origin = $_SERVER['HTTP_ORIGIN'] ?? null;
if ($origin !== null && $origin !== 'http://' . $_SERVER['HTTP_HOST'] && $origin !== 'https://' . $_SERVER['HTTP_HOST']) {
    refuse(403);
}
$masked = base64_decode(strtr($_POST['jeton'] ?? '', '-_', '+/'), true);
if (
    $masked === false || strlen($masked) !== 64
    || !hash_equals(hash_hmac('sha256', "form\0", $token, true), substr($masked, 0, 32) ^ substr($masked, 32))
) {
    refuse(403);
}
keep_alive($token, $session);

$parent = $_POST['parent'] ?? '';
$typed = $_POST['texte'] ?? '';
$submission = $_POST['envoi'] ?? '';
if (
    !preg_match('/^[!-~]{16,64}$/D', $submission) || !preg_match('/^(?:[1-9][0-9]{0,8})?$/D', $parent)
    || !is_utf8($typed)
) {
    refuse(400);
}
$text = preg_replace(
    ['/\r\n?|\x{2028}|\x{2029}/u', '/\t/', '/[\x{202A}-\x{202E}\x{2066}-\x{2069}]|(?!\n)\p{Cc}/u', '/\n\s*\n\s*/u'],
    ["\n", ' ', '', "\n\n"],
    $typed
);
$text = preg_replace('/^\s+|\s+$/u', '', $text);
if ($text === '' || preg_match('/^.{5001}/us', $text)) {
    refuse(422);
}

$message = (string) $account;
foreach ([$submission, $path, $typed, $parent] as $part) {
    $message .= "\0" . strlen($part) . "\0" . $part;
}
$key = hash('sha256', $message, true);

$database = database();
for ($attempt = 1;; $attempt++) {
    try {
        $database->beginTransaction();
        $outcome = add_comment((int) $account, (int) $sheet, (int) $number, $parent, $text, $key);
        $database->commit();
        break;
    } catch (PDOException $error) {
        if ($database->inTransaction()) {
            $database->rollBack();
        }
        // 1205, 1213: lock wait and deadlock; the server has undone the transaction.
        if ($attempt === 8 || !in_array($error->errorInfo[1] ?? 0, [1205, 1213], true)) {
            throw $error;
        }
        usleep(random_int(1000, 4000) << $attempt);
    }
}
[$comment] = explode('@', $outcome);
http_response_code(303);
security_headers();
header("Location: /compte-client/fiches/$code?n=$number#commentaire-$number-$comment");

/** Whether bytes are UTF-8, without the mbstring extension. */
function is_utf8(string $text): bool
{
    return preg_match('//u', $text) === 1;
}

/** The words of a text in lower case and without accents, as the search wants them. */
function folded(string $text): string
{
    static $accents = ['à' => 'a', 'â' => 'a', 'ä' => 'a', 'æ' => 'ae', 'ç' => 'c', 'é' => 'e', 'è' => 'e', 'ê' => 'e',
        'ë' => 'e', 'î' => 'i', 'ï' => 'i', 'ô' => 'o', 'ö' => 'o', 'œ' => 'oe', 'ù' => 'u', 'û' => 'u', 'ü' => 'u',
        'ÿ' => 'y', 'À' => 'a', 'Â' => 'a', 'Ç' => 'c', 'É' => 'e', 'È' => 'e', 'Ê' => 'e', 'Î' => 'i', 'Ô' => 'o'];
    $words = preg_split('/[^\\p{L}\\p{N}]+/u', strtolower(strtr($text, $accents)), -1, PREG_SPLIT_NO_EMPTY);
    return $words === [] ? '' : ' ' . implode(' ', $words) . ' ';
}

/** The answer to the form, as it is kept for its repetition: « number@revision ». */
function add_comment(int $account, int $sheet, int $publication, string $parent, string $text, string $key): string
{
    $locked = row('SELECT revision, last_number FROM sheet WHERE id = ? FOR UPDATE', [$sheet]) ?? refuse(404);
    $earlier = row('SELECT outcome FROM submission WHERE key_hash = ?', [$key]);
    if ($earlier !== null) {
        return $earlier[0];
    }
    $revision = $locked[0] + 1;
    [$id, $last] = row(
        'SELECT id, last_comment_number FROM publication WHERE sheet_id = ? AND number = ?',
        [$sheet, $publication]
    ) ?? refuse(404);
    $number = $last + 1;
    $answered = null;
    if ($parent !== '') {
        [$answered] = row('SELECT id FROM sheet_comment WHERE publication_id = ? AND number = ?', [$id, $parent])
            ?? refuse(409);
    }
    change(
        'INSERT INTO sheet_comment
             (sheet_id, publication_id, parent_id, number, author_id, written_at, body, created_revision)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        [$sheet, $id, $answered, $number, $account, moment(), $text, $revision]
    );
    change(
        'INSERT INTO search_entry (sheet_id, publication_id, comment_id, body) VALUES (?, ?, LAST_INSERT_ID(), ?)',
        [$sheet, $id, folded($text)]
    );
    change(
        'UPDATE publication
         SET revision = ?, unanswered_count = ?, last_comment_number = GREATEST(last_comment_number, ?)
         WHERE id = ?',
        [$revision, unanswered_count($id), $number, $id]
    );
    change(
        'UPDATE sheet
         SET revision = ?, last_number = last_number + ?, publication_count = publication_count + ? - ?
         WHERE id = ?',
        [$revision, 0, 0, 0, $sheet]
    );
    change(
        'INSERT INTO sheet_event
             (sheet_id, revision, happened_at, actor_id, kind, publication_number, comment_number)
         VALUES (?, ?, ?, ?, ?, ?, ?)',
        [$sheet, $revision, moment(), $account, 'comment_added', $publication, $number]
    );
    $outcome = "$number@$revision";
    change(
        'INSERT INTO submission (key_hash, account_id, outcome, created_at) VALUES (?, ?, ?, ?)',
        [$key, $account, $outcome, moment()]
    );
    return $outcome;
}

/** A client's comments that no employee has answered, under them or after them at the same level. */
function unanswered_count(int $publication): int
{
    $comments = rows(
        "SELECT m.id, m.parent_id, m.number, a.kind = 'employee'
         FROM sheet_comment m JOIN account a ON a.id = m.author_id
         WHERE m.publication_id = ?",
        [$publication]
    );
    usort($comments, fn($one, $other) => $one[2] <=> $other[2]);
    $answers = [];
    foreach ($comments as $comment) {
        $answers[$comment[1] ?? 0][] = $comment;
    }
    return unanswered_among($answers, 0)[0];
}

/** How many under one comment wait, and whether an employee wrote anything there. */
function unanswered_among(array $answers, int $parent): array
{
    $count = 0;
    $employeeAfter = $employeeAnywhere = false;
    foreach (array_reverse($answers[$parent] ?? []) as [$id, , , $isEmployee]) {
        [$below, $employeeBelow] = unanswered_among($answers, $id);
        $count += $below;
        if ($isEmployee) {
            $employeeAfter = true;
        } elseif (!$employeeBelow && !$employeeAfter) {
            $count++;
        }
        $employeeAnywhere = $employeeAnywhere || $isEmployee || $employeeBelow;
    }
    return [$count, $employeeAnywhere];
}
