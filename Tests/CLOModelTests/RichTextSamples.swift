/// HTML as the clipboard holds it, shortened: the names are invented.
enum Samples {
    static let word = """
        <html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
        <head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><title>Compte rendu</title>
        <!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
        <style><!-- /* Style Definitions */ p.MsoNormal, li.MsoNormal {margin:0cm; font-size:11.0pt;} --></style></head>
        <body lang=FR style='tab-interval:35.4pt;word-wrap:break-word'><!--StartFragment-->
        <h2 style='mso-list:l0 level1 lfo1'><span lang=FR>Réunion de chantier n°&nbsp;4<o:p></o:p></span></h2>
        <p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Présents&nbsp;:</b> M.&nbsp;Dupont,
        <i>Mme&nbsp;Moreau</i> <span style='mso-spacerun:yes'>  </span>(CLO)<o:p></o:p></p>
        <p class=MsoNormal><o:p>&nbsp;</o:p></p>
        <p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
        style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;
        </span></span></span><![endif]><span style='font-size:14.0pt;line-height:107%'>Dalle</span> coulée</p>
        <p class=MsoNormal><u>Reste</u>&nbsp;: <span style='display:none;mso-hide:all'>interne</span>enduit
        <a href="https://clo.fr/devis?n=4&amp;v=2"><span style='color:windowtext'>devis</span></a></p>
        <table class=MsoTableGrid border=1><tr><td width=200><p class=MsoNormal>Lot 1<o:p></o:p></p></td><td>
        <p class=MsoNormal><b>12&nbsp;000&nbsp;€</b></p></td></tr></table>
        <!--[if gte vml 1]><v:shape id="x"><v:imagedata src="file:///C:/x.png"/></v:shape><![endif]--><![if !vml]><img
        width=2 src="file:///C:/x.png" v:shapes="x"><![endif]><!--EndFragment--></body></html>
        """

    static let wordExpected =
        "<p><span class=\"taille-grand\"><strong>Réunion de chantier n°\u{A0}4</strong></span></p>"
        + "<p><strong>Présents\u{A0}:</strong> M.\u{A0}Dupont, <em>Mme\u{A0}Moreau</em> (CLO)</p><p><br></p>"
        + "<p><span class=\"taille-grand\">Dalle</span> coulée</p><p><u>Reste</u>\u{A0}: enduit "
        + "<a href=\"https://clo.fr/devis?n=4&amp;v=2\" rel=\"noopener nofollow\">devis</a></p><p>Lot 1</p>"
        + "<p><strong>12\u{A0}000\u{A0}€</strong></p>"

    static let googleDocs = """
        <meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1b2c"><h1 dir="ltr" \
        style="line-height:1.38;margin-top:20pt;"><span style="font-size:20pt;font-family:Arial,sans-serif;color:#000000;\
        background-color:transparent;font-weight:400;font-style:normal;text-decoration:none;white-space:pre-wrap;">\
        Avancement</span></h1><p dir="ltr"><span style="font-size:11pt;font-weight:400;font-style:normal;\
        text-decoration:none;white-space:pre;">La </span><span style="font-size:11pt;font-weight:700;">charpente</span>\
        <span style="font-size:11pt;font-weight:400;font-style:italic;text-decoration:underline;"> est posée.</span></p>\
        <br /><ul style="margin-top:0;"><li dir="ltr" style="list-style-type:disc;" aria-level="1"><p dir="ltr" \
        role="presentation"><span style="font-size:11pt;">Nord</span></p></li><ul><li dir="ltr" aria-level="2"><p \
        dir="ltr" role="presentation"><span style="font-size:11pt;">Pignon</span></p></li></ul></ul><a \
        href="https://clo.fr/" style="text-decoration:none;"><span style="color:#1155cc;">clo</span></a></b>\
        <br class="Apple-interchange-newline">
        """

    static let googleDocsExpected =
        "<p><span class=\"taille-tres-grand\">Avancement</span></p>"
        + "<p>La <strong>charpente</strong><em><u> est posée.</u></em></p><p><br></p>"
        + "<ul><li><p>Nord</p><ul><li><p>Pignon</p></li></ul></li></ul>"
        + "<p><a href=\"https://clo.fr/\" rel=\"noopener nofollow\">clo</a></p>"

    static let outlook = """
        <div class="elementToProof" style="font-family:Aptos,Calibri;font-size:12pt;color:rgb(0,0,0)">Bonjour,<br><br></div>
        <div style="font-size:12pt"><b>Les </b><font color="#ff0000" size="4"><b>fenêtres</b></font> arrivent le 3&nbsp;mars.
        </div><div><br></div><blockquote style="margin-left:0.8ex"><div>Merci&nbsp;!</div></blockquote>
        <div id="Signature"><p style="margin:0"><span style="font-size:8.0pt;color:gray">Karim Benali<br>
        <a href="tel:+33123456789">01 23 45 67 89</a> – <a href="mailto:karim@clo.fr?subject=Re">karim@clo.fr</a></span></p>
        <img src="cid:image001.png@01DB" width="120" alt="logo"></div>
        <hr tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt">\
        <b>De&nbsp;:</b> Sophie</font></div>
        """

    static let outlookExpected =
        "<p>Bonjour,</p><p><strong>Les </strong><span class=\"taille-grand\"><strong>fenêtres</strong></span>"
        + " arrivent le 3\u{A0}mars.</p><p><br></p><p>Merci\u{A0}!</p><p><span class=\"taille-petit\">Karim Benali</span><br>"
        + "<a href=\"tel:+33123456789\" rel=\"noopener nofollow\"><span class=\"taille-petit\">01 23 45 67 89</span></a>"
        + "<span class=\"taille-petit\"> – </span><a href=\"mailto:karim@clo.fr\" rel=\"noopener nofollow\">"
        + "<span class=\"taille-petit\">karim@clo.fr</span></a></p><p><strong>De\u{A0}:</strong> Sophie</p>"
}
