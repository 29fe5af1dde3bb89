<?php
// The responder's markup of a client's sheet, as strings.

declare(strict_types=1);

const MONTHS = [
    1 => 'janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre',
    'décembre',
];

function h(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}

/** « 22 novembre 2026 à 14 h 05 », with no-break spaces. */
function time_html(string|float|int $timestamp): string
{
    $time = (int) $timestamp;
    [$day, $month, $year, $hour, $minute] = explode(' ', date('j n Y G i', $time));
    $day = $day === '1' ? '1er' : $day;
    return '<time datetime="' . gmdate('Y-m-d\TH:i:s\Z', $time) . "\">$day\u{A0}" . MONTHS[$month]
        . " $year à\u{A0}$hour\u{A0}h\u{A0}$minute</time>";
}

function day_html(?string $date): string
{
    if ($date === null) {
        return 'à fixer';
    }
    [$year, $month, $day] = explode('-', $date);
    $day = $day === '01' ? '1er' : (int) $day;
    return "<time datetime=\"$date\">$day\u{A0}" . MONTHS[(int) $month] . " $year</time>";
}

function author_html(string $first, string $last, mixed $isEmployee): string
{
    return '<span class="auteur">' . h("$first $last") . ($isEmployee ? ', <b class="clo-maison">CLO</b></span>' : '</span>');
}

/** With a mark that changes when the file does; the responder's own is another. */
function asset(string $name): string
{
    $file = @stat($_SERVER['CLO_ASSETS'] . '/' . $name);
    return $file === false ? "/compte-client/clo/$name" : "/compte-client/clo/$name?v=" . dechex($file['mtime']) . dechex($file['size']);
}

function sheet_page(
    string $code, int $account, string $name, int $revision, int $baseline, array $overview, array $publications,
    array $answers, array $photos, string $tokens, bool $showsAll, bool $hasMore
): string {
    [, $title, $startsOn, $endsOn, $civility, $first, $last, $company, $street, $postalCode, $city, $milestone,
        $count, $newCount] = $overview;
    $path = "/compte-client/fiches/$code";
    $head = '<link rel="stylesheet" href="' . asset('css/clo.css') . "\">\n"
        . '<meta name="htmx-config" content=\'{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true}\'>'
        . "\n<script src=\"" . asset('vendor/htmx.min.js') . "\" defer></script>\n"
        . '<script type="module" src="' . asset('js/clo.js') . '"></script>';
    $address = array_map('h', array_filter([$company, $street, trim("$postalCode $city")], fn($line) => ($line ?? '') !== ''));
    $client = h(implode(' ', array_filter([$civility, $first, $last], fn($part) => ($part ?? '') !== '')));
    $state = match ($milestone) {
        null => 'En cours',
        'finished' => '<span class="tampon tampon-termine">Chantier terminé</span>',
        'resumed' => '<span class="tampon tampon-reprise">Reprise du chantier</span>',
    };
    $figures = "<li>$count\u{A0}publication" . ($count < 2 ? '' : 's') . '</li>';
    if ($newCount > 0) {
        $figures .= "<li><strong>$newCount\u{A0}nouveauté" . ($newCount < 2 ? '' : 's')
            . ' depuis votre dernière visite</strong></li>';
    }
    $toolbar = $count < 2 ? '' : toolbar_html($path, !$showsAll && $count > count($publications));

    $section = "<section class=\"clo clo-fiche\" lang=\"fr\" data-revision=\"$revision\" data-code=\"$code\""
        . " data-nouveautes=\"$path/nouveautes\" data-ordre=\"recent\" data-compte=\"$account\">\n"
        . "<div class=\"clo-barre clo-barre-client\">\n"
        . '<span class="clo-barre-nom">' . h($name) . "</span>\n"
        . "<form class=\"deconnexion\" method=\"post\" action=\"/compte-client/deconnexion\">$tokens"
        . "<button type=\"submit\" class=\"lien\">Déconnexion</button></form>\n"
        . '<nav class="clo-onglets" aria-label="Compte client"><ul>'
        . '<li><a href="/compte-client/" aria-current="true">Chantiers</a></li>'
        . '<li><a href="/compte-client/contrats">Contrats</a></li>'
        . '<li><a href="/compte-client/informations">Informations</a></li>'
        . '<li><a href="/compte-client/securite">Sécurité</a></li>'
        . "</ul></nav>\n</div>\n\n"
        . "<header class=\"cartouche\" id=\"cartouche\">\n"
        . '<div class="cartouche-logo"><img src="/compte-client/logo" alt="CLO" width="96" height="48"></div>' . "\n"
        . '<h1 class="cartouche-titre">' . h($title) . "</h1>\n<dl class=\"cartouche-cases\">\n"
        . "<div class=\"case case-client\"><dt>Client</dt><dd>$client</dd></div>\n"
        . '<div class="case case-adresse"><dt>Adresse</dt><dd>' . implode('<br>', $address) . "</dd></div>\n"
        . "<div class=\"case\"><dt>Chantier n°</dt><dd>$code</dd></div>\n"
        . '<div class="case"><dt>Début</dt><dd>' . day_html($startsOn) . "</dd></div>\n"
        . '<div class="case"><dt>Fin prévue</dt><dd>' . day_html($endsOn) . "</dd></div>\n"
        . "<div class=\"case case-etat\"><dt>État</dt><dd>$state</dd></div>\n</dl>\n</header>\n"
        . "<ul class=\"reperes\">$figures</ul>\n\n"
        . ($count > 0 ? tools_html($path) : '') . "\n$toolbar\n" . export_html($path) . "\n\n"
        . "<div class=\"publications\" id=\"publications\">\n";
    foreach ($publications as $publication) {
        $id = $publication[0];
        $section .= publication_html($publication, $answers[$id] ?? [], $photos[$id] ?? [], $path, $account, $baseline, $tokens);
    }
    $section .= "\n";
    if ($hasMore) {
        $next = "$path?apres=" . end($publications)[1];
        $section .= "<p class=\"pages pages-suivantes\"><a class=\"bouton\" href=\"$next\" hx-get=\"$next\""
            . ' hx-target="closest .pages" hx-swap="outerHTML" hx-select=".publications &gt; *">'
            . 'Publications plus anciennes</a></p>';
    }
    $section .= "\n</div>\n";
    if ($publications === []) {
        $section .= '<p class="vide">Aucune publication pour l’instant. Vous la verrez ici dès qu’elle paraîtra.</p>';
    }
    $section .= "\n<footer class=\"clo-pied\"><span><b>CLO</b></span> "
        . '<span><a href="/mentions-legales.html">Mentions légales</a></span> </footer>' . "\n</section>\n";

    return strtr(file_get_contents($_SERVER['CLO_LAYOUT']), [
        '<!--clo:titre-->' => h($title) . ' – CLO',
        '<!--clo:tete-->' => $head,
        '<!--clo:contenu-->' => $section,
    ]);
}

function tools_html(string $path): string
{
    return "<div class=\"outils-fiche\"><a class=\"bouton\" href=\"$path/galerie\">Photos</a>"
        . "<form class=\"recherche\" role=\"search\" action=\"$path/recherche\"><label class=\"pour-lecteur\""
        . ' for="recherche">Rechercher dans cette fiche</label><input type="search" id="recherche" name="q" value=""'
        . ' maxlength="200" placeholder="Rechercher"><button type="submit" class="bouton">Rechercher</button></form></div>';
}

function export_html(string $path): string
{
    return "<div class=\"export\"><a href=\"$path/pdf\">Exporter en PDF</a> <details class=\"export-choix\">"
        . "<summary>Choisir</summary><form method=\"get\" action=\"$path/pdf\">\n"
        . "<div class=\"champ\"><label for=\"export-du\">Du</label><input type=\"date\" id=\"export-du\" name=\"du\"></div>\n"
        . "<div class=\"champ\"><label for=\"export-au\">Au</label><input type=\"date\" id=\"export-au\" name=\"au\"></div>\n"
        . "<div class=\"champ\"><label for=\"export-n\">Publication n° <span class=\"indice\">vide\u{A0}: toutes</span></label>"
        . "<input type=\"number\" id=\"export-n\" name=\"n\" min=\"1\" inputmode=\"numeric\"></div>\n"
        . "<div class=\"champ\"><label><input type=\"checkbox\" name=\"commentaires\" value=\"non\"> Sans les commentaires</label></div>\n"
        . "<div class=\"champ\"><label><input type=\"checkbox\" name=\"photos\" value=\"non\"> Sans les photos</label></div>\n"
        . "<button type=\"submit\" class=\"bouton\">Exporter</button>\n</form></details></div>";
}

function toolbar_html(string $path, bool $offersEverything): string
{
    return '<nav class="outils" aria-label="Ordre des publications">'
        . "<a href=\"$path/ordre?ordre=recent\" aria-current=\"true\">Plus récentes d’abord</a>"
        . "<a href=\"$path/ordre?ordre=chronologique\">Ordre chronologique</a>"
        . ($offersEverything ? "<a href=\"$path?tout=1\">Tout afficher</a>" : '') . '</nav>';
}

function publication_html(
    array $publication, array $answers, array $photos, string $path, int $account, int $baseline, string $tokens
): string {
    [, $number, $author, $first, $last, $isEmployee, $datedAt, $body, $milestone, $version, $created, $editedAt,
        $editorFirst, $editorLast, $cancelledAt, $cancellerFirst, $cancellerLast, $reason] = $publication;
    $html = '<article class="publication' . ($cancelledAt === null ? '' : ' annulee')
        . "\" id=\"publication-$number\" data-numero=\"$number\" data-date=\"" . str_replace('.', '', (string) $datedAt)
        . "\" data-version=\"$version\" aria-labelledby=\"publication-$number-titre\">\n<div class=\"entree\">\n"
        . "<header class=\"entree-tete\">\n<h2 class=\"entree-numero\" id=\"publication-$number-titre\">"
        . "<a href=\"$path?n=$number#publication-$number\">n°\u{A0}$number</a></h2>\n"
        . '<p class="entree-date">' . time_html($datedAt) . "</p>\n<p class=\"entree-auteur\">"
        . author_html($first, $last, $isEmployee) . "</p>\n"
        . ($created > $baseline && $author !== $account ? '<span class="nouveau">Nouveau</span>' : '')
        . "\n</header>\n<div class=\"entree-corps\">\n";
    if ($cancelledAt !== null) {
        $html .= '<p class="mention-annulee"><strong>Annulée le ' . time_html($cancelledAt) . ' par '
            . h("$cancellerFirst $cancellerLast") . '</strong>' . ($reason === null ? '' : "\u{A0}: " . h($reason)) . '</p>';
    }
    $html .= "\n" . match ($milestone) {
        null => '',
        'finished' => '<p class="tampon tampon-termine">Chantier terminé</p>',
        'resumed' => '<p class="tampon tampon-reprise">Reprise du chantier</p>',
    } . "\n<div class=\"texte\">$body</div>\n" . photos_html($photos) . "\n";
    if ($editedAt !== null) {
        $html .= "<p class=\"mention-modifiee\"><a href=\"$path/publications/$number/versions\">Modifiée le "
            . time_html($editedAt) . ' par ' . h("$editorFirst $editorLast") . '</a></p>';
    }
    $html .= "\n\n</div>\n</div>\n<div class=\"commentaires\">\n";
    $form = "\" action=\"$path/publications/$number/commentaires\">$tokens<input type=\"hidden\" name=\"parent\" value=\"";
    if ($answers !== []) {
        $html .= comments_html($answers, 0, 0, $number, $path, $account, $baseline, $form);
    }
    return $html . "\n</div>\n" . form_html('Commenter', 'Votre commentaire', $number, 0, $form) . "\n</article>\n";
}

function photos_html(array $photos): string
{
    if ($photos === []) {
        return '';
    }
    $html = '<div class="photos">';
    foreach ($photos as [, $name, $width, $height, $caption, $renditions]) {
        $sizes = explode(',', $renditions);
        $shown = $largest = end($sizes);
        $sources = [];
        foreach (array_reverse($sizes) as $size) {
            if ($size >= 1000) {
                $shown = $size;
            }
            $sources[] = "/compte-client/photos/$name/$size.jpg "
                . ($width >= $height ? $size : max(1, intdiv($size * $width, max(1, $height)))) . 'w';
        }
        $caption = h($caption);
        $ratio = min(50, max(10, intdiv($width * 20 + intdiv($height, 2), max(1, $height))));
        $html .= "<figure class=\"photo r$ratio"
            . "\"><a href=\"/compte-client/photos/$name/$largest.jpg\""
            . ($caption === '' ? ' aria-label="Agrandir la photo"' : '') . "><img src=\"/compte-client/photos/$name/$shown.jpg\""
            . ' srcset="' . implode(', ', array_reverse($sources)) . '" sizes="(min-width: 62rem) 50rem, 100vw"'
            . " width=\"$width\" height=\"$height\" loading=\"lazy\" alt=\"$caption\"></a>"
            . ($caption === '' ? '' : "<figcaption>$caption</figcaption>") . '</figure>';
    }
    return $html . '</div>';
}

/** The answers to one comment, each with its own inside it. */
function comments_html(
    array $answers, int $parent, int $depth, int $publication, string $path, int $account, int $baseline, string $form,
    ?int $parentNumber = null
): string {
    $html = '';
    $siblings = $answers[$parent];
    ksort($siblings);
    foreach ($siblings as [$id, , , $number, $author, $first, $last, $isEmployee, $writtenAt, $body, $created]) {
        $html .= '<article class="commentaire ' . ($isEmployee ? 'de-clo' : 'du-client') . ($depth >= 3 ? ' profond' : '')
            . "\" id=\"commentaire-$publication-$number\"><div class=\"note\"><p class=\"note-tete\">"
            . author_html($first, $last, $isEmployee) . " <span class=\"note-numero\">$publication.$number</span> "
            . time_html($writtenAt) . ' '
            . ($depth >= 3 ? "<span class=\"en-reponse\">en réponse à $publication.$parentNumber</span> " : '')
            . ($created > $baseline && $author !== $account ? '<span class="nouveau">Nouveau</span>' : '') . '</p><p>'
            . str_replace(["\n\n", "\n"], ['</p><p>', '<br>'], h($body)) . '</p></div><div class="gestes">'
            . form_html('Répondre', 'Votre réponse', $publication, $number, $form)
            . ($author === $account
                ? "<a href=\"$path/commentaires/$publication.$number/supprimer\" class=\"perte\">Supprimer</a>"
                : '')
            . '</div>';
        if (isset($answers[$id])) {
            $html .= comments_html($answers, $id, $depth + 1, $publication, $path, $account, $baseline, $form, $number);
        }
        $html .= '</article>';
    }
    return $html;
}

/** @param string $form what is the same in every form under one publication */
function form_html(string $summary, string $label, int $publication, int $parent, string $form): string
{
    $id = "$publication-$parent";
    return "<details class=\"repondre\"><summary>$summary</summary><form method=\"post\" class=\"form-commentaire\""
        . " data-brouillon=\"commentaire-$id$form" . ($parent === 0 ? '' : $parent) . "\"><label for=\"texte-$id\">$label"
        . "</label><textarea id=\"texte-$id\" name=\"texte\" rows=\"3\" required maxlength=\"5000\"></textarea>"
        . '<button type="submit" class="bouton">Envoyer</button></form></details>';
}
