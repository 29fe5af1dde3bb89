/// One hostile text per line: after the OWASP cheat sheet of filter evasion and the published mutations against
/// HTML filters, with all that is odd in how tags, attributes, comments and references can be written.
let hostileTexts: [String] =
    #"""
    <script>alert(1)</script>
    <SCRIPT SRC=//evil.example/x.js></SCRIPT>
    <script/xss src=x></script>
    <<script>alert(1);//<</script>
    <script\x20type="text/javascript">alert(1);</script>
    <scr<script>ipt>alert(1)</scr</script>ipt>
    <script>a</script
    <script><!--<script></script>alert(1)</script>
    </script><script>alert(1)</script>
    <img src=x onerror=alert(1)>
    <img src="javascript:alert(1)">
    <img/src='x'/onerror=alert(1)>
    <img """><script>alert(1)</script>">
    <img src=`x`onerror=alert(1)>
    <img src onerror /" '"= alt=alert(1)//">
    <image src=x onerror=alert(1)>
    <body onload=alert(1)>
    <body background="javascript:alert(1)">
    <svg onload=alert(1)>
    <svg/onload=alert(1)>
    <svg><script>alert(1)</script></svg>
    <svg><script xlink:href="data:,alert(1)"/></svg>
    <svg><a xlink:href="javascript:alert(1)"><text y=20>x</text></a></svg>
    <svg><animate onbegin=alert(1) attributeName=x dur=1s>
    <svg><foreignObject><iframe srcdoc="<script>alert(1)</script>"></iframe></foreignObject></svg>
    <svg><style><img src=x onerror=alert(1)></style></svg>
    <svg><p><style><!--</style><img src=x onerror=alert(1)>-->
    <svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
    <math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
    <math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style><a title="</style><img src onerror='alert(1)'>"></style></h1>
    <math><annotation-xml encoding="text/html"><p><script>alert(1)</script></p></annotation-xml></math>
    <math href="javascript:alert(1)">clic</math>
    <math><mi//xlink:href="data:x,<script>alert(1)</script>">
    <math><head><mtext><template></template></body>
    <form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
    <form><form><button formaction="javascript:alert(1)">x</button></form></form>
    <form id=f action="javascript:alert(1)"><input type=submit></form><button form=f>x</button>
    <isindex action=javascript:alert(1) type=image>
    <noscript><p title="</noscript><img src=x onerror=alert(1)>">
    <noscript><style></noscript><img src=x onerror=alert(1)></style></noscript>
    <template><script>alert(1)</script></template>
    <template><p><template></p></template><img src=x onerror=alert(1)></template>
    <iframe src="javascript:alert(1)"></iframe>
    <iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;">
    <iframe><textarea></iframe><img src="" onerror="alert(1)">
    <frameset><frame src="javascript:alert(1)"></frameset>
    <object data="javascript:alert(1)"></object>
    <object><param name=x value=y><p>repli</p></object>
    <embed src="javascript:alert(1)">
    <applet code=x>repli</applet>
    <base href="javascript:alert(1)//">
    <link rel=stylesheet href="javascript:alert(1)">
    <meta http-equiv="refresh" content="0;url=javascript:alert(1)">
    <style>@import 'javascript:alert(1)';</style>
    <style><img src="</style><img src=x onerror=alert(1)//">
    <div style="background:url(javascript:alert(1))">x</div>
    <div style="width:expression(alert(1))">x</div>
    <p style="behavior:url(x.htc);font-weight:bold">x</p>
    <span style="font-size:calc(1px*1e9)">x</span>
    <span style="font-weight:bold;position:fixed;top:0;left:0;width:9999px">x</span>
    <a href="javascript:alert(1)">x</a>
    <a href="jav&#x0A;ascript:alert(1)">x</a>
    <a href=" &#14;  javascript:alert(1);">x</a>
    <a href="&#0000106&#0000097&#0000118&#0000097&#0000115&#0000099&#0000114&#0000105&#0000112&#0000116&#0000058alert(1)">x</a>
    <a href="javascript&colon;alert&lpar;1&rpar;">x</a>
    <a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>
    <a href="http://a.fr/&quot; onmouseover=&quot;alert(1)">x</a>
    <a href='http://a.fr/"><script>alert(1)</script>'>x</a>
    <a href="http://a.fr" href="javascript:alert(1)">x</a>
    <a href="javascript:alert(1)" href="http://a.fr">x</a>
    <a href=http://a.fr/onmouseover=alert(1)>x</a>
    <a href="http://a.fr" target=_blank rel=opener ping=//b onclick=alert(1)>x</a>
    <a href="https://a.fr/?a=1&b=2&lt;c>x</a>
    <a href="http://a.fr"><a href="http://b.fr">x</a>y</a>
    <a href="http://a.fr"><p>x</p><ul><li>y</a>
    <a name="x" id="y" href="tel:+33 1 23 45 67 89">x</a>
    <p id=x name=y class=z data-x=1 hx-get=/admin hx-trigger=load>x</p>
    <div hx-on:click="alert(1)" data-hx-get="/x">x</div>
    <span class="taille-grand annulee publication">x</span>
    <span class="taille-grand"><span class="taille-petit">x</span>y</span>
    <figure class="photo" data-photo="../../etc/passwd"></figure>
    <figure class="photo" data-photo="abcdefgh&quot; onclick=&quot;alert(1)"></figure>
    <figure class="photo" data-photo="abcdefgh">
    <figure class="photo" data-photo="abcdefgh"><script>alert(1)</script><figcaption onclick=x>y</figcaption></figure>
    <figure class="autre" data-photo="abcdefgh">x</figure>
    <p><figure class="photo" data-photo="abcdefgh"></figure></p>
    <ul><li><figure class="photo" data-photo="abcdefgh"></figure></li></ul>
    <marquee onstart=alert(1)>x</marquee>
    <video><source onerror="alert(1)"></video>
    <audio src=x onerror=alert(1)>
    <details open ontoggle=alert(1)><summary>x</summary>y</details>
    <select><option><style></option></select><img src=x onerror=alert(1)></style>
    <select><script>alert(1)</script></select>
    <textarea><script>alert(1)</script></textarea>
    <textarea></textarea><script>alert(1)</script>
    <title><script>alert(1)</script></title>
    <xmp><script>alert(1)</script></xmp>
    <plaintext><script>alert(1)</script>
    <noembed><img src=x onerror=alert(1)></noembed>
    <comment><img src="</comment><img src=x onerror=alert(1)//">
    <!--<img src="--><img src=x onerror=alert(1)//">
    <!--[if gte IE 4]><script>alert(1);</script><![endif]-->
    <!--><script>alert(1)</script>-->
    <!---><script>alert(1)</script>-->
    <!-- --!><script>alert(1)</script>-->
    <![CDATA[<script>alert(1)</script>]]>
    <!DOCTYPE html [<!ENTITY x "<script>">]>&x;
    <?php echo '<script>alert(1)</script>'; ?>
    <?xml version="1.0"?><html:script xmlns:html="http://www.w3.org/1999/xhtml">alert(1)</html:script>
    </p><p><b></p></b><i></b></i>
    <table><td><script>alert(1)</script><caption>x<tr><b>y</table>z
    <table><b><tr><td>x</b></table>
    <b><table><td></b><i></table>x
    <ul><p>x<li>y</ul>z</li></ol>
    <li>a<li>b</ul><ol><ul><ol>c
    &lt;script&gt;alert(1)&lt;/script&gt;
    &amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;
    &#60;script&#62;alert(1)&#60;/script&#62;
    &#x3c;img src=x onerror=alert(1)&#x3e;
    &notanentity; &copy &ampamp; &#xFFFFFFFF; &#0; &#xD800; &#128;
    < script>alert(1)</ script>
    <p/onclick=alert(1)>x
    <p onclick="alert(1)
    <p title="<b>x
    <a href="http://a.fr
    <b
    <
    </
    <!
    <!-
    <!--
    &
    """#.split(separator: "\n").map(String.init)
    + [
        // What cannot stand in a source file.
        "<a href=\"java\0script:alert(1)\">x</a>", "<scr\0ipt>alert(1)</scr\0ipt>", "<b\u{C}onclick=x>y</b>",
        "\u{FEFF}<p>x</p>", "<p>\u{202E}txt.exe</p>", "<p\u{A0}onclick=x>y</p>",
        "<\u{130}mg src=x>", "<\u{17F}cript>x</script>",
        "<a href=\"http://a.fr/\u{2028}x\">y</a>", "a\r\nb\rc\u{85}d\u{2029}e", "<a\nhref\n=\n'javascript:x'\n>y</a>",
        "<img src=\"x` `<script>alert(1)</script>\"` `>", "<p>\u{1F468}\u{200D}\u{1F469}\u{FE0F}\u{200F}</p>",
    ]
