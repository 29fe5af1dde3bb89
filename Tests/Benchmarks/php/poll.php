<?php
// GET …/fiches/CODE/nouveautes?depuis=N: whether anything is new, for one query.

declare(strict_types=1);

require __DIR__ . '/common.php';

preg_match('#^/compte-client/fiches/([A-Z0-9-]+)/nouveautes(?:\?|$)#', $_SERVER['REQUEST_URI'], $found) || refuse(404);
$session = session_with_sheet(session_token(), $found[1]);
security_headers();
if (($_GET['depuis'] ?? '') === (string) $session[8]) {
    http_response_code(204);
    exit;
}
// What has changed is not measured; the page may as well be loaded anew.
header('Content-Type: text/html; charset=utf-8');
echo '<div class="nouveautes" data-revision="', $session[8], "\" data-recharger=\"oui\"></div>\n";
