"""The office's pages in English, each looked at on a phone and on a screen, and the ones that only a form leads to."""

import csv
import io

from playwright.sync_api import expect

from installation import PASSWORD
from test_browser import browser  # noqa: F401: a fixture
from test_login_pages import SeesEnglish
from test_office import Staff, anpi, sit_down  # noqa: F401: fixtures
from test_second_factor import set_up_app

MANUAL = "https://example.jp/manual"


class EnglishStaff(SeesEnglish, Staff):
    """Somebody of the office who reads English."""


def test_the_offices_pages_in_english(anpi, sit_down):  # noqa: F811
    """R-043, R-051 to R-068, R-190"""
    staff = sit_down(EnglishStaff, "A000104")
    page = staff.page
    staff.settle()
    staff.see("/office/policy", "/office/settings")
    anpi.run("office", "change", "A0001", "--second-factor", "yes")
    page.goto("/menu")
    page.get_by_role("button", name="2要素認証に進む").click()
    set_up_app(page)
    page.goto("/settings?lang=ja")
    page.get_by_label("マニュアルのURL").fill(MANUAL)
    page.get_by_role("button", name="確認画面へ進む").click()
    page.get_by_role("button", name="この内容で登録する").click()
    client = anpi.query("SELECT id FROM tenant WHERE code = '000002'")[0][0]
    person = anpi.query("SELECT id FROM person WHERE login_id = 'B000004'")[0][0]
    colleague = anpi.query("SELECT id FROM person WHERE login_id = 'A000103'")[0][0]
    accounts = f"/office/orgs/{client}/accounts"
    staff.see(
        "/menu", "/maintenance", "/office/policy", "/office/policy?name=none", "/office/settings",
        "/office/policy/import", "/office/orgs", f"/office/orgs/{client}", accounts, f"{accounts}/{person}",
        f"{accounts}/{person}/reset", "/office/drift", "/office/drift?p=2", "/office/news", "/office/news/new",
        "/office/help-desk", "/office/colleagues", f"/office/colleagues/{colleague}", "/security", "/help")

    page.goto("/office/policy?lang=en")
    assert page.locator("header a[href='/manual']").inner_text() == "Manual"
    for name in ("事業所01", "事業所04"):
        page.get_by_role("checkbox", name=f"Choose {name}").check()
    staff.see_words("office-policy-chosen")
    page.get_by_role("button", name="Register for all chosen (2)").click()
    staff.see_words("office-policy-confirm")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.locator("[role=status]")).to_contain_text("organizations: 2")
    staff.see_words("office-policy-registered")

    with page.expect_download() as download:
        page.get_by_role("link", name="Export as a file").click()
    lines = list(csv.reader(io.StringIO(open(download.value.path(), encoding="utf-8-sig").read())))
    for line in lines:
        if line[0] == "000012":
            line[2] = "Used"
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    page.goto("/office/policy/import")
    page.locator("#file").set_input_files(
        {"name": "policies.csv", "mimeType": "text/csv", "buffer": ("\ufeff" + text.getvalue()).encode()})
    page.get_by_role("button", name="See what would change").click()
    staff.see_words("office-import-diff")
    # Somebody else was faster: what would change is shown again before anything is registered.
    anpi.run("tenant", "change", "000012", "--second-factor", "no")
    page.get_by_role("button", name="Register these").click()
    staff.see_words("office-import-diff-again")
    staff.complaints = [line for line in staff.complaints if "status of 409" not in line]
    page.get_by_role("button", name="Register these").click()
    expect(page.locator("[role=status]")).to_contain_text("What the file sets is registered")

    page.goto(f"{accounts}/{person}")
    page.get_by_role("button", name="Issue a temporary password").click()
    staff.see_words("office-account-confirm")
    page.goto("/office/help-desk")
    page.locator("#name").fill("Minato desk")
    page.locator("#phone").fill("03-1111-2222")
    page.locator("#hours").fill("9-17")
    page.locator("main form button.btn").last.click()
    staff.see_words("office-help-desk-confirm")
    page.goto("/menu?lang=ja")
    staff.look("office-menu-with-manual")
    anpi.run("office", "change", "A0001", "--second-factor", "no")


def test_a_file_of_policies_that_is_too_large_is_answered_by_a_page_that_leads_back(anpi, sit_down):  # noqa: F811
    """R-067"""
    staff = sit_down(Staff, "A000102")
    page = staff.page
    staff.settle()
    policies = "SELECT tenant_id, effective_at, uses_second_factor FROM access_policy ORDER BY 1, 2"
    before = anpi.query(policies)
    page.goto("/office/policy/import")
    file = {"name": "policies.csv", "mimeType": "text/csv", "buffer": b"000012," * 400_000}
    page.locator("#file").set_input_files(file)
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.locator("main form[enctype] button").last.click()
    assert answer.value.status == 413 and answer.value.headers["content-type"].startswith("text/html")
    expect(page.locator("main")).to_contain_text("大きすぎる")
    staff.look("office-import-too-large")
    page.locator("main a[href='/office/policy/import']").click()
    expect(page.locator("#file")).to_be_visible()
    # Whoever is no browser is answered as programs are.
    program = page.request.post("/office/policy/import", headers={"Accept": "*/*"}, multipart={"file": file})
    assert program.status == 413 and program.json()["code"] == "bodyTooLarge", program.text()
    assert anpi.query(policies) == before
    staff.complaints = [line for line in staff.complaints if "status of 413" not in line]
