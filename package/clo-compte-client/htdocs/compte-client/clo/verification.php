<?php
/*
 * « Le compte client peut-il démarrer ici ? » : https://VOTRE-SITE/compte-client/clo/verification.php
 *
 * Quand le droit d’exécution s’est perdu en route, ou que l’hébergeur interdit d’exécuter, aucun programme ne peut plus
 * le dire : cette page le dit à sa place. Elle rend le droit d’exécution si elle le peut, et ne change rien d’autre.
 * Elle ne montre ni chemin, ni réglage. Il lui faut PHP 7.1, comme les hébergeurs les plus anciens l’ont.
 */

declare(strict_types=1);

header('Content-Type: text/html; charset=utf-8');
header('Cache-Control: no-store');
header('X-Content-Type-Options: nosniff');
header("Content-Security-Policy: default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'");

/** The package's folder, looked for where the launcher looks, or null. */
function package(string $here): ?string
{
    $places = ["$here/../../.."];
    foreach (['..', '../..', '../../..'] as $above) {
        $places[] = "$here/$above/clo-compte-client";
    }
    if (is_readable("$here/chemin.txt")) {
        $told = trim((string) file_get_contents("$here/chemin.txt"));
        $places = [strpos($told, '/') === 0 ? $told : "$here/$told"];
    }
    foreach ($places as $place) {
        if (is_readable("$place/VERSION") && is_dir("$place/lib/programmes")) {
            return (string) realpath($place);
        }
    }
    return null;
}

/** Whether the disk of that folder forbids to execute, as far as the system tells. */
function forbidsExecution(string $folder): bool
{
    $longest = '';
    $options = '';
    foreach (@file('/proc/self/mounts') ?: [] as $line) {
        $parts = explode(' ', $line);
        $place = rtrim($parts[1], '/') . '/';
        if (strpos("$folder/", $place) === 0 && strlen($place) >= strlen($longest)) {
            $longest = $place;
            $options = $parts[3];
        }
    }
    return in_array('noexec', explode(',', $options), true);
}

/** Sentences about what is wrong; none when all is well. */
function findings(string $here): array
{
    $found = [];
    $machine = php_uname('m');
    if (!in_array($machine, ['x86_64', 'amd64'], true)) {
        $found[] = "Le processeur de ce serveur ($machine) n’est pas celui pour lequel le programme est construit"
            . ' (x86-64, Intel ou AMD). Choisissez un autre hébergement.';
    }
    if (PHP_OS_FAMILY !== 'Linux' || version_compare(php_uname('r'), '3.2', '<')) {
        $found[] = 'Le système de ce serveur est trop ancien, ou n’est pas Linux : il faut au moins le noyau 3.2.'
            . ' Demandez à l’hébergeur un serveur plus récent.';
    }
    $package = package($here);
    if ($package === null) {
        $found[] = 'Le dossier « clo-compte-client » n’a pas été trouvé, ou il est incomplet. Déposez-le à côté de la'
            . ' racine du site ou dans celle-ci, ou écrivez où il est dans « chemin.txt », à côté de cette page.';
        return $found;
    }
    $missing = 0;
    foreach (file("$package/contenu.sha256", FILE_IGNORE_NEW_LINES) ?: [] as $line) {
        $name = substr($line, 66);
        // What goes into the document root is looked for there.
        $file = strpos($name, 'htdocs/') === 0 ? "$here/../.." . substr($name, 6) : "$package/$name";
        if (!is_readable($file) && $name !== 'htdocs/modele.html') {
            $missing++;
        }
    }
    if ($missing > 0) {
        $found[] = "Il manque des fichiers ($missing) : l’envoi a été interrompu. Envoyez de nouveau le zip et décompressez-le"
            . ' dans le panneau de l’hébergeur.';
    }
    $programs = ["$here/clo.fcgi", "$package/bin/clo", "$package/lib/ld-linux-x86-64.so.2"];
    foreach ($programs as $program) {
        if (is_file($program) && !(fileperms($program) & 0100) && !@chmod($program, 0755)) {
            $found[] = 'Le droit d’exécution manque à « ' . basename($program) . ' ». Donnez-lui les droits 755 dans le'
                . ' gestionnaire de fichiers du panneau.';
        }
    }
    if (forbidsExecution($here) || forbidsExecution($package)) {
        $found[] = 'Ce disque interdit l’exécution des programmes (noexec). Demandez à l’hébergeur où les programmes CGI'
            . ' peuvent être déposés.';
    }
    if (file_exists("$package/clo.conf") && (fileperms("$package/clo.conf") & 0007)) {
        $found[] = 'Le fichier « clo.conf » peut être lu par d’autres clients de l’hébergeur. Donnez-lui les droits 600.';
    }
    return $found;
}

/** Whether « clo.conf » is there and has its secret. */
function isConfigured(string $here): bool
{
    $text = @file_get_contents(package($here) . '/clo.conf');
    return $text !== false && preg_match('/^[ \t]*CLO_PEPPER[ \t]*=[ \t]*\S/m', $text) === 1;
}

$findings = findings(__DIR__);
http_response_code($findings === [] ? 200 : 500);
?>
<!DOCTYPE html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>Le compte client peut-il démarrer ici ?</title>
    <link rel="stylesheet" href="css/clo.css">
</head>
<body>
<main><section class="clo" lang="fr"><div class="carte">
<?php if ($findings === []): ?>
    <h1>Le compte client peut démarrer ici</h1>
    <p>Processeur, système, fichiers et droits conviennent. Le reste se vérifie dans la page d’installation.</p>
<?php if (!isConfigured(__DIR__)): ?>
    <p>Il reste à faire « clo.conf » : copiez « clo.conf.exemple » sous ce nom et remplissez-le. Voici ses deux secrets,
        tirés au sort à l’instant et gardés nulle part :</p>
    <pre><code>CLO_PEPPER           = <?= bin2hex(random_bytes(32)), "\n" ?>
CLO_INSTALLATION_KEY = <?= bin2hex(random_bytes(12)), "\n" ?></code></pre>
    <p>Puis ouvrez la page d’installation, avec le second.</p>
<?php endif ?>
    <p class="liens"><a class="bouton" href="../../admin/installation">Ouvrir la page d’installation</a>
        <a class="bouton" href="../../compte-client/">Ouvrir le compte client</a></p>
<?php else: ?>
    <h1>Le compte client ne peut pas démarrer ici</h1>
    <ul>
<?php foreach ($findings as $sentence): ?>
        <li><?= htmlspecialchars($sentence) ?></li>
<?php endforeach ?>
    </ul>
    <p>Rechargez cette page après chaque correction.</p>
<?php endif ?>
</div></section></main>
</body>
</html>
