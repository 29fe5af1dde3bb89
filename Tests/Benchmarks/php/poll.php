<?php
// GET …/fiches/CODE/nouveautes?depuis=N: whether anything is new, for one query.

declare(strict_types=1);

require __DIR__ . '/common.php';

preg_match('#^/compte-client/fiches/([A-Z0-9-]+)/nouveautes(?:\?|$)#', $_SERVER['REQUEST_URI'], $found) || refuse(404);
$token = session_token();
$known = $_GET['depuis'] ?? '';
$current = row(
    "SELECT s.account_id
     FROM session s
     JOIN worksite w ON w.code = ? AND w.client_id = s.account_id
     JOIN sheet f ON f.worksite_id = w.id AND f.revision = ?
     WHERE s.token_hash = ? AND s.expires_at > ? AND s.seen_at > ?",
    [$found[1], $known, hash('sha256', $token, true), moment(),
        gmdate('Y-m-d H:i:s', time() - IDLE_SECONDS['client'])]
);
security_headers();
if ($current !== null) {
    http_response_code(204);
    exit;
}
$session = session_with_sheet($token, $found[1]);
// What has changed is not measured; the page may as well be loaded anew.
header('Content-Type: text/html; charset=utf-8');
echo '<div class="nouveautes" data-revision="', $session[8], "\" data-recharger=\"oui\"></div>\n";
