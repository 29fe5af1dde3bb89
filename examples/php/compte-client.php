<?php
// Le compte client dans une page PHP du site. Dans clo.conf :
//
//     CLO_PATH_CLIENT  = /compte-client.php
//     CLO_RELAY_SECRET = …              (openssl rand -hex 32)
//
// L’adresse est celle par laquelle le serveur web mène au programme ; le secret est celui de clo.conf. Mieux vaut
// l’écrire dans un fichier hors de la racine du site, comme ici.
require __DIR__ . '/clo-relais.php';
$reglages = require __DIR__ . '/../clo-relais.conf.php';
$clo = new CloRelais($reglages['adresse'], $reglages['secret']);
?>
<!DOCTYPE html>
<html lang="fr">
    <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="stylesheet" href="/site/site.css">
        <?= $clo->tete ?>
    </head>
    <body>
        <?php require __DIR__ . '/menu.php'; ?>
        <main>
            <?= $clo->contenu ?>
        </main>
        <footer><p>CLO, entreprise générale du bâtiment</p></footer>
    </body>
</html>
