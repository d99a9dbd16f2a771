"""The web page of the embedded eAkte in a real browser.

With ``SCANSTATION_TEST_SHOTS=folder`` the pages are kept as pictures for a person to look at.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.wait import WebDriverWait

from tests.builders.eakte import CmisCaller, config_in, letter_pdf, made, running

CASE = "50.1-123/2026"
STATEMENTS = 24
_DAY = 86_400_000
_NOVEMBER_22 = 1_795_305_600_000
_SHOTS = os.environ.get("SCANSTATION_TEST_SHOTS", "")


@dataclass
class Site:
    """The server, its one-time codes so far, and a document to look for."""

    address: str
    codes: list[str]
    case_file: str
    document: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    codes: list[str] = []
    with running(config_in(tmp_path_factory.mktemp("Übungs eAkte")), codes) as server:
        caller = CmisCaller(server.address)
        case_file = caller.case_file(CASE)
        for number in range(STATEMENTS):
            file_statement(caller, case_file, number)
        application = file_application(caller, case_file)
        yield Site(server.address, codes, case_file, application)


def file_statement(caller: CmisCaller, case_file: str, number: int) -> None:
    filed = caller.document(
        case_file,
        f"{number:03} Kontoauszug.pdf",
        b"%PDF-1.4",
        caseNumber=CASE,
        documentClass="Kontoauszug",
        documentDate=str(_NOVEMBER_22 - number * _DAY),
        sender="Sparkasse Mühlenau",
        subject=f"Kontoauszug Nr. {number}",
        pages="1",
    )
    made(filed)


def file_application(caller: CmisCaller, case_file: str) -> str:
    pdf = letter_pdf(3)
    filed = caller.document(
        case_file,
        "Antrag.pdf",
        pdf,
        caseNumber=CASE,
        documentClass="Antrag",
        documentDate=str(_NOVEMBER_22),
        sender="Jörg Weißenbäcker",
        subject="Antrag <b>auf</b> Grundsicherung & mehr",
        pages="4",
        sha256=hashlib.sha256(pdf).hexdigest(),
        packageId="2a1c8a52-5d6a-4c3e-9a4e-6f1d0f2b7c11",
    )
    return str(made(filed)["cmis:objectId"])


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1360,900",
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
    ):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"intl.accept_languages": "en,de"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, Service("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


@pytest.fixture
def inside(site: Site, browser: webdriver.Chrome) -> webdriver.Chrome:
    """A browser that is logged in, in German, and shows the start page."""
    browser.get(f"{site.address}/?lang=de")
    if browser.find_elements(By.ID, "code"):
        log_in(browser, site.codes[-1])
    browser.get(f"{site.address}/?lang=de")
    return browser


def log_in(browser: webdriver.Chrome, code: str) -> None:
    form = browser.find_element(By.TAG_NAME, "html")
    browser.find_element(By.ID, "code").send_keys(code, Keys.ENTER)
    replaced(browser, form)


def replaced(browser: webdriver.Chrome, page: WebElement) -> None:
    """Wait until the browser has left the page that ``page`` (its html element) belongs to."""
    waiting = WebDriverWait(browser, 30)
    waiting.until(expected_conditions.staleness_of(page))
    waiting.until(lambda b: b.execute_script("return document.readyState") == "complete")


def follow(browser: webdriver.Chrome, *keys: str) -> None:
    """Press keys that lead to another page, and wait for it."""
    page = browser.find_element(By.TAG_NAME, "html")
    press(browser, *keys)
    replaced(browser, page)


def press(browser: webdriver.Chrome, *keys: str) -> None:
    for key in keys:
        browser.switch_to.active_element.send_keys(key)


def rows(browser: webdriver.Chrome) -> list[str]:
    return [row.text for row in browser.find_elements(By.CSS_SELECTOR, ".rows tbody tr")]


def console(browser: webdriver.Chrome) -> list[object]:
    return list(browser.get_log("browser"))  # type: ignore[no-untyped-call]


def heading(browser: webdriver.Chrome) -> str:
    return str(browser.find_element(By.TAG_NAME, "h1").text)


def shot(browser: webdriver.Chrome, name: str) -> None:
    if _SHOTS:
        browser.save_screenshot(str(Path(_SHOTS) / f"{name}.png"))


def paper_shows(browser: webdriver.Chrome) -> bool:
    """Say whether the viewer shows a sheet: mostly white, with ink on it."""
    picture = browser.find_element(By.CSS_SELECTOR, ".paper object").screenshot_as_png
    with Image.open(BytesIO(picture)) as image:
        grey = image.convert("L").crop((0, 80, image.width - 20, image.height - 20))
    shades = grey.histogram()
    total = grey.width * grey.height
    return sum(shades[240:]) > total // 2 and sum(shades[:100]) > total // 500


def test_the_code_opens_one_session_and_is_never_in_an_address(
    site: Site, browser: webdriver.Chrome
) -> None:
    browser.get(f"{site.address}/dokumente/{site.document}?lang=de")
    assert heading(browser) == "Anmelden"
    assert browser.switch_to.active_element.get_attribute("id") == "code"
    shot(browser, "login")
    log_in(browser, "FALSCH22")
    assert "stimmt nicht" in browser.find_element(By.CSS_SELECTOR, "[role=alert]").text
    shot(browser, "login-wrong")
    used = site.codes[-1]
    log_in(browser, used.lower().replace("-", " "))
    assert browser.current_url.startswith(f"{site.address}/dokumente/{site.document}")
    cookie = next(
        c for c in browser.get_cookies() if c["name"].startswith("eakte-") and c["httpOnly"]
    )
    assert cookie["sameSite"] == "Strict"
    assert used not in browser.current_url
    assert cookie["value"] not in browser.page_source

    button = browser.find_element(By.CSS_SELECTOR, "form[action='/abmelden'] button")
    page = browser.find_element(By.TAG_NAME, "html")
    button.click()
    replaced(browser, page)
    assert heading(browser) == "Anmelden"
    log_in(browser, used)
    assert browser.find_element(By.CSS_SELECTOR, "[role=alert]").is_displayed()
    assert site.codes[-1] != used


def test_case_files_are_paged(inside: webdriver.Chrome) -> None:
    first = rows(inside)
    shot(inside, "case-files")
    assert len(first) == 20
    inside.find_element(By.CSS_SELECTOR, "a[rel=next]").click()
    second = rows(inside)
    assert len(second) == 20
    assert not set(first) & set(second)
    inside.find_element(By.CSS_SELECTOR, "a[rel=prev]").click()
    assert rows(inside) == first


@pytest.mark.parametrize("words", ["Weißenbäcker", "WEISSENBAECKER jörg", "50.1-123"])
def test_search_finds_the_case_file(inside: webdriver.Chrome, words: str) -> None:
    press(inside, "/")
    assert inside.switch_to.active_element.get_attribute("id") == "q"
    press(inside, words)
    follow(inside, Keys.ENTER)
    found = rows(inside)
    assert len(found) == 1
    assert found[0].startswith(f"{CASE} Weißenbäcker, Jörg Grundsicherung")
    assert inside.find_element(By.ID, "q").get_attribute("value") == words


def test_search_by_sender_and_in_all_fields(site: Site, inside: webdriver.Chrome) -> None:
    inside.get(f"{site.address}/?q=jörg weißenbäcker&in=sender&art=documents")
    assert [row.split(" Antrag ")[0] for row in rows(inside)] == [
        "Antrag <b>auf</b> Grundsicherung & mehr"
    ]
    shot(inside, "search-sender")
    inside.get(f"{site.address}/?q=mühlenau nr. 19")
    assert len(rows(inside)) == 1
    assert rows(inside)[0].startswith("Kontoauszug Nr. 19")
    inside.get(f"{site.address}/?q=gibt es nicht 100%")
    assert rows(inside) == []
    assert inside.find_element(By.CSS_SELECTOR, ".empty").text == "Nichts gefunden."


def test_the_keyboard_alone_leads_to_a_document(site: Site, inside: webdriver.Chrome) -> None:
    press(inside, "/", CASE)
    follow(inside, Keys.ENTER)
    press(inside, "/", Keys.ARROW_DOWN)
    assert inside.switch_to.active_element.text == CASE
    follow(inside, Keys.ENTER)
    assert heading(inside) == f"Akte {CASE}"
    inside.find_element(By.TAG_NAME, "body").send_keys(Keys.ARROW_DOWN)
    press(inside, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP)
    row = inside.switch_to.active_element
    assert row.text == "Kontoauszug Nr. 23"
    assert row.value_of_css_property("outline-style") == "solid"
    shot(inside, "case-file")
    press(inside, Keys.HOME)
    follow(inside, Keys.ENTER)
    assert inside.current_url == f"{site.address}/dokumente/{site.document}"


def test_a_case_file_lists_its_documents_newest_first(site: Site, inside: webdriver.Chrome) -> None:
    inside.get(f"{site.address}/akten/{site.case_file}")
    assert inside.find_element(By.CSS_SELECTOR, ".range").text == "1–20 von 25"
    first = rows(inside)
    assert first[0].startswith("Antrag <b>auf</b> Grundsicherung & mehr Antrag 22.11.2026")
    inside.find_element(By.CSS_SELECTOR, "a[rel=next]").click()
    last = rows(inside)
    assert len(last) == 5
    assert last[-1].startswith("Kontoauszug Nr. 0 Kontoauszug 22.11.2026 Sparkasse Mühlenau 1")
    way = inside.find_element(By.CSS_SELECTOR, ".way").text.split("\n")
    assert way[0] == "Aktenplan"
    assert way[-1] == CASE


def test_the_browser_shows_the_pdf(site: Site, inside: webdriver.Chrome) -> None:
    inside.get(f"{site.address}/dokumente/{site.document}")
    WebDriverWait(inside, 60).until(paper_shows)
    shot(inside, "document")
    facts = inside.find_element(By.CSS_SELECTOR, ".side").text
    for expected in (CASE, "22.11.2026", "Jörg Weißenbäcker", "stimmt mit der des Absenders"):
        assert expected in facts
    assert not inside.find_elements(By.CSS_SELECTOR, "main b")
    for width in (1360, 700):
        inside.set_window_size(width, 900)
        fits = "return document.documentElement.scrollWidth <= window.innerWidth"
        assert inside.execute_script(fits)
    shot(inside, "document-narrow")
    inside.set_window_size(1360, 900)


def test_the_filing_plan_leads_down(site: Site, inside: webdriver.Chrome) -> None:
    inside.find_element(By.LINK_TEXT, "Aktenplan").click()
    inside.find_element(By.LINK_TEXT, "50 Soziales").click()
    shot(inside, "plan")
    inside.find_element(By.PARTIAL_LINK_TEXT, "50.1 Grundsicherung").click()
    assert any(
        row.startswith(f"{CASE} Weißenbäcker, Jörg Grundsicherung 25") for row in rows(inside)
    )


def test_english_by_the_browser_and_by_the_switch(site: Site, inside: webdriver.Chrome) -> None:
    inside.find_element(By.LINK_TEXT, "English").click()
    assert heading(inside) == "Case files"
    assert inside.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    inside.get(f"{site.address}/")
    assert heading(inside) == "Case files"
    inside.find_element(By.LINK_TEXT, "Deutsch").click()
    assert heading(inside) == "Akten"
    inside.delete_cookie("eakte-sprache")
    inside.get(f"{site.address}/")
    assert heading(inside) == "Case files"


def test_landmarks_labels_and_the_skip_link(inside: webdriver.Chrome) -> None:
    press(inside, Keys.TAB)
    skip = inside.switch_to.active_element
    assert skip.text == "Zum Inhalt springen"
    press(inside, Keys.ENTER)
    assert inside.switch_to.active_element.get_attribute("id") == "inhalt"
    for landmark in ("header", "main", "[role=search]", "nav[aria-label]"):
        assert inside.find_elements(By.CSS_SELECTOR, landmark), landmark
    unnamed = [
        control.get_attribute("outerHTML")
        for control in inside.find_elements(By.CSS_SELECTOR, "input, select, button, a")
        if control.get_attribute("type") != "hidden" and not control.accessible_name
    ]
    assert unnamed == []


def test_nothing_comes_from_elsewhere_and_nothing_is_refused(
    site: Site, inside: webdriver.Chrome
) -> None:
    console(inside)  # what earlier pages wrote
    inside.get(f"{site.address}/akten/{site.case_file}")
    script = "return performance.getEntriesByType('resource').map(e => e.name)"
    loaded = inside.execute_script(script)
    assert {f"{site.address}/static/eakte.css", f"{site.address}/static/eakte.js"} <= set(loaded)
    assert all(address.startswith(f"{site.address}/") for address in loaded)
    assert console(inside) == []


def test_an_unknown_document_is_a_page_in_words(site: Site, inside: webdriver.Chrome) -> None:
    inside.get(f"{site.address}/dokumente/gibt-es-nicht")
    assert heading(inside) == "Das ging nicht"
    shot(inside, "not-found")
