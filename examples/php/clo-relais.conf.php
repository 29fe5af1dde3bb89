<?php
// À déposer au-dessus de la racine du site, sous ce nom.
return [
    'adresse' => 'https://www.exemple.fr/compte-client/',
    'secret' => 'la valeur de CLO_RELAY_SECRET',
];
