<?php
// What the three PHP scripts share: the connection, the session check, the headers of every answer.
//
// These scripts are the measure that the responder is held against, so they are written to be fast: no framework,
// one persistent connection for each process, prepared statements filled in by PDO (one trip to the server for each,
// where the server's own would take two), no object made but by PDO, one string, one echo.

declare(strict_types=1);

date_default_timezone_set('Europe/Paris');

const IDLE_SECONDS = ['client' => 14 * 86400, 'employee' => 2 * 3600];

function database(): PDO
{
    static $database = null;
    return $database ??= new PDO(
        'mysql:unix_socket=' . $_SERVER['CLO_DB_SOCKET'] . ';dbname=' . $_SERVER['CLO_DB_NAME'] . ';charset=utf8mb4',
        $_SERVER['CLO_DB_USER'],
        $_SERVER['CLO_DB_PASSWORD'],
        [
            PDO::ATTR_PERSISTENT => true,
            PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
            PDO::ATTR_EMULATE_PREPARES => true,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_NUM,
            PDO::MYSQL_ATTR_INIT_COMMAND => "SET sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
                . "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
        ]
    );
}

function rows(string $sql, array $parameters): array
{
    $statement = database()->prepare($sql);
    $statement->execute($parameters);
    return $statement->fetchAll();
}

function row(string $sql, array $parameters): ?array
{
    return rows($sql, $parameters)[0] ?? null;
}

function change(string $sql, array $parameters): void
{
    database()->prepare($sql)->execute($parameters);
}

/** The present moment as the database keeps moments: UTC, in milliseconds. */
function moment(): string
{
    static $moment = null;
    if ($moment === null) {
        $now = microtime(true);
        $moment = gmdate('Y-m-d H:i:s', (int) $now) . sprintf('.%03d', (int) (($now - (int) $now) * 1000));
    }
    return $moment;
}

function seconds_since(string $moment): int
{
    return time() - strtotime($moment . ' UTC');
}

function refuse(int $status): never
{
    http_response_code($status);
    security_headers();
    exit;
}

function security_headers(): void
{
    header("Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        . "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        . "manifest-src 'self'; worker-src 'self'");
    header('X-Content-Type-Options: nosniff');
    header('Referrer-Policy: same-origin');
    header('Cross-Origin-Opener-Policy: same-origin');
    header('Cross-Origin-Resource-Policy: same-origin');
    header('Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=()');
    header('Cache-Control: private, no-store');
}

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

/** The session's secret, or the end of the request. */
function session_token(): string
{
    $cookie = $_COOKIE['clo_session'] ?? '';
    $token = strlen($cookie) === 43 ? base64_decode(strtr($cookie, '-_', '+/'), true) : false;
    if ($token === false || strlen($token) !== 32) {
        refuse(401);
    }
    return $token;
}

/**
 * The signed-in client and his sheet, in one query.
 *
 * [0 account, 1 kind, 2 administrator, 3 first name, 4 last name, 5 session seen,
 *  6 sheet, 7 owner, 8 revision, 9 baseline, 10 seen revision, 11 visit seen]
 */
function session_with_sheet(string $token, string $code): array
{
    $session = row(
        "SELECT a.id, a.kind, a.is_administrator, a.first_name, a.last_name, s.seen_at,
                f.id, w.client_id, f.revision, v.baseline_revision, v.seen_revision, v.seen_at
         FROM session s
         JOIN account a ON a.id = s.account_id
         LEFT JOIN worksite w ON w.code = ? AND (a.kind = 'employee' OR w.client_id = a.id)
         LEFT JOIN sheet f ON f.worksite_id = w.id
         LEFT JOIN sheet_visit v ON v.sheet_id = f.id AND v.account_id = a.id
         WHERE s.token_hash = ? AND s.expires_at > ? AND a.suspended_at IS NULL",
        [$code, hash('sha256', $token, true), moment()]
    );
    if ($session === null || seconds_since($session[5]) >= IDLE_SECONDS[$session[1]]) {
        refuse(401);
    }
    if ($session[6] === null) {
        refuse(404);
    }
    return $session;
}

/** Pages and posts keep a session alive; at most one write a minute. */
function keep_alive(string $token, array $session): void
{
    if (seconds_since($session[5]) >= 60) {
        change('UPDATE session SET seen_at = ? WHERE token_hash = ?', [moment(), hash('sha256', $token, true)]);
    }
}
