<?php
/**
 * Le compte client dans une page PHP du site. Déposez ce fichier à côté de « compte-client.php », qui montre l’emploi.
 *
 * La page PHP demande au compte client, pour le visiteur, ce que le visiteur lui a demandé, et met la réponse dans son
 * propre habillage : cookies, formulaires, fichiers, redirections et codes d’état passent tels quels. Il ne faut que
 * PHP 7.4 ou plus récent, avec « allow_url_fopen » (le réglage d’origine). Rien de PHP n’est nécessaire ailleurs.
 */

final class CloRelais
{
    /** À écrire dans le <head> de la page : son titre, les styles et scripts du compte client. */
    public string $tete = '';

    /** À écrire là où vient le contenu. */
    public string $contenu = '';

    /** Les en-têtes du visiteur qui sont transmis. */
    private const TRANSMIS = [
        'ACCEPT', 'ACCEPT_LANGUAGE', 'COOKIE', 'USER_AGENT', 'ORIGIN', 'REFERER', 'IF_NONE_MATCH', 'IF_RANGE', 'RANGE',
        'HX_REQUEST', 'HX_TARGET', 'HX_CURRENT_URL', 'CLO_JETON',
    ];

    /** Les en-têtes de la réponse qui ne valent qu’entre les deux serveurs. */
    private const ENTRE_NOUS = [
        'connection', 'keep-alive', 'transfer-encoding', 'trailer', 'upgrade', 'server', 'date', 'content-length',
        'content-encoding', 'x-powered-by',
    ];

    /**
     * Pose la question du visiteur. Ce qui n’est pas une page (photo, PDF, redirection, morceau de page) est envoyé
     * aussitôt, et le programme s’arrête là.
     *
     * @param string $adresse où le compte client répond, par exemple « https://www.exemple.fr/compte-client/ »
     * @param string $secret  la valeur de CLO_RELAY_SECRET dans clo.conf
     */
    public function __construct(string $adresse, string $secret)
    {
        $reponse = @fopen($adresse, 'rb', false, $this->question($secret));
        if ($reponse === false) {
            $this->enPanne();
            return;
        }
        $entetes = stream_get_meta_data($reponse)['wrapper_data'];
        $this->transmettre($entetes);
        if (!$this->estUnePage($entetes)) {
            while (ob_get_level() > 0) {
                ob_end_clean();
            }
            fpassthru($reponse);
            exit;
        }
        $page = stream_get_contents($reponse);
        $parties = explode("\n<!--clo:contenu-->\n", $page, 2);
        if (count($parties) !== 2) {
            echo $page;
            exit;
        }
        [$this->tete, $this->contenu] = $parties;
    }

    /** @return resource */
    private function question(string $secret)
    {
        $entetes = [
            'CLO-Relais: ' . $secret,
            'CLO-Fragment: page',
            'CLO-Adresse: ' . $_SERVER['REQUEST_URI'],
            'X-Forwarded-For: ' . $_SERVER['REMOTE_ADDR'],
            'X-Forwarded-Proto: ' . (in_array($_SERVER['HTTPS'] ?? '', ['', 'off'], true) ? 'http' : 'https'),
            'X-Forwarded-Host: ' . $_SERVER['HTTP_HOST'],
            'Accept-Encoding: identity',
            'Connection: close',
        ];
        foreach (self::TRANSMIS as $nom) {
            if (isset($_SERVER['HTTP_' . $nom])) {
                $entetes[] = str_replace('_', '-', $nom) . ': ' . $_SERVER['HTTP_' . $nom];
            }
        }
        $http = [
            'method' => $_SERVER['REQUEST_METHOD'],
            'protocol_version' => 1.1,
            'follow_location' => 0,
            'ignore_errors' => true,
            'timeout' => 60,
        ];
        if ($_SERVER['REQUEST_METHOD'] === 'POST') {
            [$type, $http['content']] = $this->corps();
            $entetes[] = 'Content-Type: ' . $type;
        }
        $http['header'] = $entetes;
        return stream_context_create(['http' => $http]);
    }

    /** @return array{string, string} type et contenu du formulaire envoyé */
    private function corps(): array
    {
        $type = $_SERVER['CONTENT_TYPE'] ?? 'application/octet-stream';
        if (stripos($type, 'multipart/form-data') !== 0 || !ini_get('enable_post_data_reading')) {
            return [$type, file_get_contents('php://input')];
        }
        // PHP a déjà lu ce formulaire-là, fichiers compris : on l’écrit de nouveau. De plusieurs fichiers sous un même
        // nom PHP ne garde que le dernier ; « enable_post_data_reading = Off » dans .user.ini l’en empêche.
        $limite = 'clo' . bin2hex(random_bytes(16));
        $corps = '';
        foreach ($_POST as $nom => $valeur) {
            $corps .= "--$limite\r\nContent-Disposition: form-data; name=\"$nom\"\r\n\r\n$valeur\r\n";
        }
        foreach ($_FILES as $nom => $fichier) {
            $estVide = $fichier['error'] !== UPLOAD_ERR_OK;
            $nomDeFichier = str_replace(['"', "\r", "\n"], '_', $fichier['name']);
            $corps .= "--$limite\r\nContent-Disposition: form-data; name=\"$nom\"; filename=\"$nomDeFichier\"\r\n"
                . "Content-Type: application/octet-stream\r\n\r\n"
                . ($estVide ? '' : file_get_contents($fichier['tmp_name'])) . "\r\n";
        }
        return ["multipart/form-data; boundary=$limite", $corps . "--$limite--\r\n"];
    }

    /** @param string[] $entetes */
    private function transmettre(array $entetes): void
    {
        header_remove('X-Powered-By');
        foreach ($entetes as $ligne) {
            if (preg_match('~^HTTP/[\d.]+ (\d{3})~', $ligne, $etat)) {
                http_response_code((int) $etat[1]);
                continue;
            }
            $nom = strtolower(strstr($ligne, ':', true) ?: $ligne);
            if (!in_array($nom, self::ENTRE_NOUS, true)) {
                header($ligne, $nom !== 'set-cookie');
            }
        }
        if (!$this->estUnePage($entetes)) {
            // La longueur d’un fichier est connue : le navigateur montre où il en est.
            foreach (preg_grep('~^content-length:~i', $entetes) as $ligne) {
                header($ligne);
            }
        }
    }

    /**
     * Ce que demandent les scripts du compte client eux-mêmes n’est pas une page.
     *
     * @param string[] $entetes
     */
    private function estUnePage(array $entetes): bool
    {
        return $_SERVER['REQUEST_METHOD'] !== 'HEAD' && !isset($_SERVER['HTTP_HX_REQUEST'])
            && ($_GET['fragment'] ?? '') !== '1' && !preg_grep('~^HTTP/[\d.]+ (204|30\d)~', $entetes)
            && (bool) preg_grep('~^content-type: *text/html~i', $entetes);
    }

    private function enPanne(): void
    {
        http_response_code(503);
        header('Retry-After: 5');
        $this->tete = '<title>Compte client – CLO</title>';
        $this->contenu = '<section class="clo" lang="fr"><h1>Le compte client est momentanément indisponible</h1>'
            . '<p>Rien n’est perdu. Réessayez dans quelques minutes.</p></section>';
    }
}
