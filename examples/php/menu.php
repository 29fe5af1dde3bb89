<header>
    <nav aria-label="Menu du site">
        <a href="/">Accueil</a> <a href="/contact.html">Contact</a> <a href="/compte-client.php/">Compte client</a>
    </nav>
</header>
