"""Photos from a building site, in a real browser: chosen, shrunk, sent over a bad network, put in order, looked at."""

import contextlib
import re

import pytest
from playwright.sync_api import Error, expect

from support.browsing import LIVE, begin_publication, open_sheet, serious_findings, sideways, sign_in, small_targets
from support.demonstration import JULIE, KARIM, MARTIN
from support.pictures import FIXTURES, files, size_of, with_camera_data
from test_photos import png, unique

CODE = "CH-2026-002"
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 125_000, "uploadThroughput": 125_000}  # 1 Mbit/s
PIECES = re.compile(r"/envois/[^/]+\?debut=")
PUBLISH = re.compile("^Publier$")


def choose(view, pictures):
    """Through the field that the button opens; each picture a path, or (name, type, bytes)."""
    triples = [each if isinstance(each, tuple) else (each.name, "", each.read_bytes()) for each in pictures]
    payloads = [dict(zip(("name", "mimeType", "buffer"), triple)) for triple in triples]
    view.locator(".photos-du-formulaire input[type=file]").set_input_files(payloads)


def plates(view):
    return view.locator(".redaction .plaque")


def all_here(view, count):
    expect(view.locator(".redaction .plaque[data-etat=here]")).to_have_count(count, timeout=30_000)


def order(view) -> list[str]:
    return view.locator(".redaction .plaque input").evaluate_all("all => all.map(({ name }) => name)")


def publish(view, text):
    view.locator(".redaction").get_by_role("button", name=PUBLISH).click()
    return view.locator("article.publication", has_text=text).first


@pytest.fixture(autouse=True)
def no_drafts(apache_site):
    """Each test begins with an empty form, whatever the ones before have left unfinished."""
    with apache_site.database() as database:
        database.execute("DELETE FROM publication_draft")


@pytest.fixture
def writing(page, apache_site):
    """Julie's sheet on a telephone with the form open."""
    view = open_sheet(sign_in(page(apache_site, 360, 740, has_touch=True), JULIE), JULIE, CODE)
    begin_publication(view)
    return view


@pytest.fixture
def album(page, apache_site):
    """`album(text)`: a publication with three captioned photos, and the client's page that shows it."""

    def make(text, **options):
        julie = open_sheet(sign_in(page(apache_site), JULIE), JULIE, CODE)
        begin_publication(julie)
        julie.keyboard.type(text)
        choose(julie, files(3))
        all_here(julie, 3)
        for at, caption in enumerate(("Le mur nord", "La dalle", "Le toit"), 1):
            julie.get_by_label(f"Légende de la photo {at}").fill(caption)
        expect(publish(julie, text)).to_be_visible()
        martin = open_sheet(sign_in(page(apache_site, **options), MARTIN), MARTIN, CODE)
        return martin, martin.locator("article.publication", has_text=text).first

    return make


def test_photos_are_sent_small_upright_and_without_the_camera_s_data(writing):
    """B9, B11: 2,560 px, upright, no place, no serial number; the date of the picture stays"""
    large = writing.evaluate_handle(
        """async () => {
            const canvas = new OffscreenCanvas(4000, 3000);
            const context = canvas.getContext('2d');
            context.fillStyle = 'teal';
            context.fillRect(0, 0, 2000, 3000);
            return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer())];
        }"""
    )
    photo = with_camera_data(bytes(large.json_value()), orientation=6, taken="2026:11:20 10:15:00")
    writing.evaluate(
        """() => {
            const send = fetch;
            window.sent = [];
            window.fetch = (...all) => (all[1]?.body instanceof Blob && sent.push(all[1].body), send(...all));
        }"""
    )
    choose(writing, [("IMG_0001.JPG", "image/jpeg", photo)])
    all_here(writing, 1)
    read = "async () => Promise.all(sent.map(async each => [...new Uint8Array(await each.arrayBuffer())]))"
    pieces = [bytes(each) for each in writing.evaluate(read)]
    assert max(map(len, pieces)) <= 98_304
    arrived = b"".join(pieces)
    assert size_of(arrived) == (1920, 2560), "turned upright before it was shrunk"
    assert b"Telephone" not in arrived and b"2026:11:22" not in arrived
    assert b"2026:11:20 10:15:00" in arrived
    writing.locator(".redaction").get_by_role("button", name="Retirer la photo 1").click()


def test_what_a_browser_cannot_read_is_sent_as_it_is_and_what_is_no_picture_is_refused(writing):
    """The rest of the publication is kept"""
    writing.keyboard.type("Avec une photo d’iPhone")
    choose(writing, [FIXTURES / "quadrants.heic", ("devis.jpg", "image/jpeg", b"%PDF-1.7 un devis"), *files(1)])
    refused = plates(writing).nth(1)
    expect(refused.get_by_role("alert")).to_contain_text("devis.jpg", timeout=30_000)
    all_here(writing, 2)
    bar = writing.locator(".redaction .barre-envoi")
    bar.get_by_role("button", name=PUBLISH).click()
    expect(bar.get_by_role("alert")).to_contain_text("1 photo n’a pas pu être ajoutée")
    bar.get_by_role("button", name="Publier sans elle").click()
    entry = writing.locator("article.publication", has_text="Avec une photo d’iPhone").first
    expect(entry.locator("figure.photo")).to_have_count(2)


def test_photos_are_put_in_order_by_hand_and_by_keyboard(writing):
    """B8; what moved is said aloud"""
    writing.keyboard.type("Dans l’ordre")
    choose(writing, files(3))
    all_here(writing, 3)
    first, second, third = order(writing)
    handle = writing.locator(".plaque .poignee").first
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), plates(writing).nth(2).bounding_box()
    x, y = start["x"] + 20, start["y"] + 20
    writing.mouse.move(x, y)
    writing.mouse.down()
    for step in range(1, 9):
        writing.mouse.move(x, y + (end["y"] + end["height"] - y) * step / 8)
    writing.mouse.up()
    assert order(writing) == [second, third, first]

    writing.get_by_role("button", name=re.compile("Déplacer la photo 3 sur 3")).focus()
    writing.keyboard.press("ArrowUp")
    assert order(writing) == [second, first, third]
    expect(writing.locator("section.clo > .pour-lecteur")).to_have_text("Photo 2 sur 3.")
    expect(writing.get_by_role("button", name=re.compile("Déplacer la photo 2 sur 3"))).to_be_focused()
    writing.get_by_role("button", name="Avant : photo 2").click()
    assert order(writing) == [first, second, third]
    writing.get_by_role("button", name="Après : photo 1").click()

    writing.get_by_label("Légende de la photo 1").fill("Vient en premier")
    figures = publish(writing, "Dans l’ordre").locator("figure.photo img")
    expect(figures.first).to_have_attribute("alt", "Vient en premier")
    names = figures.evaluate_all("all => all.map(each => each.src.split('/').at(-2))")
    assert [f"photo:{name}" for name in names] == [second, first, third]


def test_photos_dragged_by_a_finger(writing):
    """Touch: the list moves, the page does not"""
    choose(writing, files(2))
    all_here(writing, 2)
    first, second = order(writing)
    handle = writing.locator(".plaque .poignee").first
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), plates(writing).nth(1).bounding_box()
    touch = writing.context.new_cdp_session(writing)
    x, y = start["x"] + 20, start["y"] + 20
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 9):
        point = {"x": x, "y": y + (end["y"] + end["height"] - y) * step / 8}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert order(writing) == [second, first]


def test_a_photo_stands_where_it_was_placed_in_the_text(writing, page, apache_site):
    """S11"""
    writing.keyboard.type("Avant la photo")
    choose(writing, files(2))
    all_here(writing, 2)
    writing.get_by_label("Légende de la photo 1").fill("Au milieu")
    plates(writing).first.get_by_role("button", name="Placer dans le texte").click()
    expect(writing.locator(".editeur-texte figure figcaption")).to_have_text("Au milieu")
    writing.locator(".editeur-texte > p").last.click()
    writing.keyboard.type("Après la photo")
    expect(publish(writing, "Avant la photo")).to_be_visible()
    martin = open_sheet(sign_in(page(apache_site), MARTIN), MARTIN, CODE)
    entry = martin.locator("article.publication", has_text="Après la photo").first
    expect(entry.locator(".texte > *")).to_have_count(3)
    expect(entry.locator(".texte > :nth-child(2) img")).to_have_attribute("alt", "Au milieu")
    expect(entry.locator(".photos figure.photo")).to_have_count(1)
    assert entry.locator("img").evaluate_all("all => all.every(each => each.srcset && each.width && each.loading === 'lazy')")


def test_photos_pasted_and_dropped_go_into_the_text(writing):
    photo = files(1)[0].read_bytes()
    writing.locator(".editeur-texte").evaluate(
        """(editor, bytes) => {
            const file = new File([new Uint8Array(bytes)], 'capture.jpg', { type: 'image/jpeg' });
            const data = new DataTransfer();
            data.items.add(file);
            editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        list(photo),
    )
    expect(writing.locator(".editeur-texte figure.photo-placee")).to_have_count(1)
    all_here(writing, 1)
    writing.get_by_role("button", name="Sortir du texte").click()
    expect(writing.locator(".editeur-texte figure")).to_have_count(0)
    writing.get_by_role("button", name="Retirer la photo 1").click()
    expect(plates(writing)).to_have_count(0)


def test_ten_photos_with_a_cut_in_the_middle_arrive_without_a_second_tap(page, apache_site):
    """B9: 1 Mbit/s, 300 ms, and a tunnel; « Publier » is tapped once, while they are on their way"""
    view = open_sheet(sign_in(page(apache_site, 360, 740), KARIM), KARIM, "CH-2026-001")
    begin_publication(view)
    view.keyboard.type("Dix photos sous la pluie")
    network = view.context.new_cdp_session(view)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    choose(view, files(10))
    view.locator(".redaction").get_by_role("button", name=PUBLISH).click()
    expect(view.locator(".redaction .form-etat")).to_contain_text("la publication partira d’elle-même")
    expect(view.locator(".plaque[data-etat=here]").nth(3)).to_be_attached(timeout=60_000)
    network.send("Network.emulateNetworkConditions", SLOW | {"offline": True})
    expect(view.locator(".plaque[data-etat=paused]").first).to_contain_text("Pas de réseau", timeout=20_000)
    network.send("Network.emulateNetworkConditions", SLOW)
    entry = view.locator("article.publication", has_text="Dix photos sous la pluie")
    expect(entry.locator("figure.photo")).to_have_count(10, timeout=90_000)
    expect(entry).to_have_count(1)


def test_a_reload_in_the_middle_goes_on_where_it_was(page, apache_site):
    """B9, B4: nothing is chosen again, nothing that has arrived is sent again, and it still publishes by itself"""
    view = open_sheet(sign_in(page(apache_site, 360, 740), KARIM), KARIM, "CH-2026-001")
    begin_publication(view)
    view.keyboard.type("Rechargée en route")
    network = view.context.new_cdp_session(view)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW | {"latency": 50})
    choose(view, files(4))
    view.locator(".redaction").get_by_role("button", name=PUBLISH).click()
    # Half of one is on the server.
    view.wait_for_function(
        "() => [...document.querySelectorAll('.plaque progress')].some(({ position }) => position >= 0.3)"
    )
    starts = []
    view.on("request", lambda request: starts.append(request.url) if "?debut=" in request.url else None)
    view.reload()
    entry = view.locator("article.publication", has_text="Rechargée en route")
    expect(entry.locator("figure.photo")).to_have_count(4, timeout=60_000)
    assert not all(url.endswith("debut=0") for url in starts[:2]), "one of the two goes on"
    expect(entry).to_have_count(1)
    kept = view.evaluate(
        """() => new Promise(resolve => {
            indexedDB.open('clo').onsuccess = ({ target: { result } }) => {
                const request = result.transaction('photos').objectStore('photos').count();
                request.onsuccess = () => resolve(request.result);
            };
        })"""
    )
    assert kept == 0, "the browser keeps nothing that has arrived"


def hold_pieces(view) -> list:
    """From now on nothing of a photo arrives, and nothing fails: a very slow network."""
    held = []
    view.route(PIECES, lambda route: held.append(route))
    return held


def let_go(view, held):
    view.unroute(PIECES)
    for route in held:
        with contextlib.suppress(Error):  # of a photo that was taken away meanwhile
            route.continue_()


def test_a_session_that_ends_on_the_way_costs_no_photo(writing, apache_site):
    """B4"""
    writing.keyboard.type("Malgré la session")
    held = hold_pieces(writing)
    choose(writing, files(2, start=6))
    expect(writing.locator(".plaque progress")).to_have_count(2, timeout=20_000)
    with apache_site.database() as database:
        database.execute("DELETE FROM session")
    let_go(writing, held)
    signed_out = writing.locator(".plaque[data-etat=signed-out]")
    expect(signed_out).to_have_count(2, timeout=20_000)
    sign_in(writing.context.new_page(), JULIE).close()
    retry = signed_out.get_by_role("button", name="Réessayer")
    retry.evaluate_all("all => all.forEach(each => each.click())")
    all_here(writing, 2)
    expect(publish(writing, "Malgré la session").locator("figure.photo")).to_have_count(2)


def test_a_photo_is_taken_away_while_it_travels_and_a_second_choice_of_it_is_noticed(writing):
    held = hold_pieces(writing)
    choose(writing, files(2, start=8))
    expect(writing.locator(".plaque progress")).to_have_count(2, timeout=20_000)
    with writing.expect_request("**/abandonner"):
        writing.get_by_role("button", name="Retirer la photo 1").click()
    expect(plates(writing)).to_have_count(1)
    let_go(writing, held)
    all_here(writing, 1)
    choose(writing, files(1, start=9))
    expect(writing.locator(".plaques-avis")).to_contain_text("est déjà là")
    expect(plates(writing)).to_have_count(1)


def test_the_lightbox_by_keyboard(album):
    """B10"""
    view, entry = album("Visite au clavier")
    links = entry.locator("figure.photo a")
    links.first.focus()
    view.keyboard.press("Enter")
    box = view.get_by_role("dialog", name="Photos")
    expect(box.locator(".visionneuse-legende")).to_have_text("Le mur nord")
    view.keyboard.press("ArrowRight")
    view.keyboard.press("ArrowRight")
    expect(box.locator(".visionneuse-compte")).to_have_text("3 / 3")
    expect(box.get_by_role("img", name="Le toit")).to_be_visible()
    view.keyboard.press("ArrowRight")
    expect(box.locator(".visionneuse-compte")).to_have_text("3 / 3")
    view.keyboard.press("+")
    expect(box.locator(".visionneuse-scene")).to_have_class(re.compile("agrandie"))
    view.keyboard.press("0")
    view.keyboard.press("Home")
    expect(box.locator(".visionneuse-legende")).to_have_text("Le mur nord")
    view.keyboard.press("ArrowRight")
    problems = serious_findings(view, "lightbox")
    view.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(links.nth(1)).to_be_focused()
    assert not problems, "\n".join(problems)


def test_the_lightbox_by_finger(album):
    """B10: swipe, double tap, pinch"""
    view, entry = album("Visite au doigt", width=360, height=740, has_touch=True)
    entry.locator("figure.photo a").first.tap()
    count = view.locator(".visionneuse-compte")
    scene = view.locator(".visionneuse-scene")
    expect(count).to_have_text("1 / 3")
    session = view.context.new_cdp_session(view)

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]})

    def swipe(start, end, y=370):
        touch("touchStart", (start, y))
        for step in range(1, 6):
            touch("touchMove", (start + (end - start) * step / 5, y))
        touch("touchEnd")

    swipe(300, 80)
    expect(count).to_have_text("2 / 3")
    swipe(80, 300)
    expect(count).to_have_text("1 / 3")
    touch("touchStart", (160, 370), (200, 370))
    for spread in (20, 50, 80):
        touch("touchMove", (160 - spread, 370), (200 + spread, 370))
    touch("touchEnd")
    expect(scene).to_have_class(re.compile("agrandie"))
    swipe(300, 80)
    # A large picture is moved, not left.
    expect(count).to_have_text("1 / 3")
    for _ in range(2):
        touch("touchStart", (180, 370))
        touch("touchEnd")
    expect(scene).not_to_have_class(re.compile("agrandie"))
    touch("touchStart", (180, 200))
    for y in (260, 330, 420):
        touch("touchMove", (180, y))
    touch("touchEnd")
    expect(view.get_by_role("dialog")).to_have_count(0)


def test_the_client_sees_new_photos_arrive(album, page, apache_site):
    """S8"""
    view, _ = album("Avant l’arrivée")
    julie = open_sheet(sign_in(page(apache_site), JULIE), JULIE, CODE)
    begin_publication(julie)
    choose(julie, files(1, start=5))
    all_here(julie, 1)
    julie.get_by_label("Légende de la photo 1").fill("Photo seule, sans un mot")
    julie.locator(".redaction").get_by_role("button", name=PUBLISH).click()
    expect(view.get_by_role("img", name="Photo seule, sans un mot").first).to_be_attached(timeout=LIVE)


@pytest.mark.parametrize("width", [360, 1280])
def test_photos_of_a_form_keep_nobody_out(page, apache_site, width):
    """B8, S5: axe, targets of 44 px on phones, nothing sideways at 320 px, in every state of a photo"""
    view = open_sheet(sign_in(page(apache_site, width, 740, reduced_motion="reduce"), JULIE), JULIE, CODE)
    begin_publication(view)
    choose(view, [*files(2), ("devis.jpg", "image/jpeg", b"%PDF-1.7")])
    expect(view.get_by_role("alert").filter(has_text="devis.jpg")).to_be_visible(timeout=30_000)
    all_here(view, 2)
    plates(view).first.get_by_role("button", name="Placer dans le texte").click()
    view.route("**/envois*/**", lambda route: route.abort())
    choose(view, files(1, start=3))
    expect(view.locator(".plaque[data-etat=paused]")).to_be_visible()
    problems = serious_findings(view, "photos")
    if width == 360:
        problems += small_targets(view) + sideways(view)
    assert not problems, "\n".join(problems)


def test_photos_are_moved_and_taken_out_without_javascript(page, apache_site):
    """B7"""
    view = sign_in(page(apache_site, 360, 740, java_script_enabled=False), JULIE)
    view.goto(f"/admin/fiches/{CODE}")
    view.locator("details.redaction summary").click()
    form = view.locator("form.form-publication")
    form.locator("textarea").fill("Trois photos, sans script.")
    form.locator("input[type=file]").set_input_files(
        [{"name": f"{n}.png", "mimeType": "image/png", "buffer": unique(png(60, 40))} for n in range(3)])
    form.get_by_role("button", name=PUBLISH).click()
    article = view.locator("article.publication", has_text="Trois photos, sans script.").first
    photos = article.locator("figure.photo img")
    before = photos.evaluate_all("all => all.map((image) => image.getAttribute('src'))")
    assert len(before) == 3
    article.get_by_role("link", name="Modifier").first.click()
    plate = view.locator("form.form-publication .plaque")
    assert small_targets(view) == [] and not sideways(view)
    plate.nth(2).get_by_label("Place").fill("1")
    plate.nth(1).get_by_label("Retirer").check()
    view.get_by_role("button", name="Enregistrer").click()
    after = photos.evaluate_all("all => all.map((image) => image.getAttribute('src'))")
    assert after == [before[2], before[0]]


def test_nothing_jumps_while_photos_come(album):
    """Room is kept for each photo before it is there."""
    martin, article = album("Rien ne saute.")
    martin.reload()
    moved = martin.evaluate(
        """async () => {
            let sum = 0;
            new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value)))
                .observe({ type: 'layout-shift', buffered: true });
            for (const image of document.querySelectorAll('article.publication figure.photo img')) {
                image.scrollIntoView({ block: 'end' });
                await image.decode();
                await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            }
            return sum;
        }"""
    )
    assert moved < 0.01


@pytest.mark.parametrize(("width", "density"), [(360, 2), (560, 2), (1280, 1)])
def test_plates_of_the_gallery_are_fetched_as_small_as_they_are_shown(page, apache_site, width, density):
    martin = sign_in(page(apache_site, width, device_scale_factor=density), MARTIN)
    martin.goto(f"/compte-client/fiches/{CODE}/galerie")
    image = martin.locator(".galerie figure.photo img[srcset*='1280']").first
    image.scroll_into_view_if_needed()
    image.evaluate("(image) => image.decode()")
    assert "/480." in image.evaluate("(image) => image.currentSrc")
