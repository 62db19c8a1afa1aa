"""A new table of regions: the diff, the addresses that go along, and the people who are asked."""

import re

import pytest
from playwright.sync_api import expect

from installation import PASSWORD, Installation, PostgreSQL, SQLite, request as get
from programs import REPOSITORY, MailCatcher
from test_browser import browser, sit_down  # noqa: F401

REGIONS = REPOSITORY / "Resources/Regions"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def anpi(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("regions")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder) if request.param == "sqlite" else PostgreSQL(), mails).prepare(people=3)
    anpi.run("tenant", "change", anpi.code, "--family", "yes")
    anpi.start().sign_in()
    yield anpi
    anpi.stop()
    anpi.close()
    mails.stop()


def home(anpi, place=None):
    """Stores this place as the administrator's 住所1, if there is one; returns what is stored then."""
    sheet = anpi.api("GET", "/me/profile")["profile"]
    if place:
        anpi.api("PUT", "/me/profile", sheet | {"home1Region": place, "home1City": "珠洲市", "home1Street": "1-2"})
        sheet = anpi.api("GET", "/me/profile")["profile"]
    return sheet["home1Region"], sheet["home1City"], sheet["home1Street"]


def signed_in(sit_down, has_script):  # noqa: F811
    reader = sit_down("B000001", has_script)
    reader.sign_in(PASSWORD)
    expect(reader.page).to_have_url(re.compile("/menu$"))
    return reader


def tables(folder, former):
    """輪島市 in the region beside its own, and 珠洲市 gone."""
    lines = (REGIONS / "municipalities.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    lines = [line.replace("\t390\t", "\t391\t") if line.startswith("1720400") else line
             for line in lines if not line.startswith("1720500")]
    (folder / "municipalities.tsv").write_text("".join(lines), encoding="utf-8")
    names = (REGIONS / "former_names.tsv").read_text(encoding="utf-8")
    (folder / "former_names.tsv").write_text(names + former, encoding="utf-8")
    return folder / "municipalities.tsv", folder / "former_names.tsv"


def test_addresses_go_along_with_a_new_table_or_their_people_are_asked(anpi, sit_down, tmp_path):  # noqa: F811
    split = "珠洲市\tすずし\tSuzu City\t\t17\t1720500\t1720400 1720200\t2030-03-31\ttest\n"
    file, former = tables(tmp_path, split)
    assert home(anpi, "17-390-1720400")[0] == "17-390-1720400"

    same = anpi.run("regions", "update", REGIONS)
    assert "in use already: nothing would be changed" in same and "--apply" not in same, same
    said = anpi.run("regions", "update", file, "--former", former)
    assert "moved    1720400 輪島市: region 390 to 391" in said, said
    assert "gone     1720500 珠洲市, now 1720200 七尾市, 1720400 輪島市" in said, said
    assert "1 addresses move from 1720400" in said and "Nothing was changed" in said, said
    assert home(anpi)[0] == "17-390-1720400"

    anpi.stop()
    said = anpi.run("regions", "update", file, "--former", former, "--apply")
    assert "1 addresses moved, 0 to be asked. Restart the server" in said, said
    again = anpi.run("regions", "update", file, "--former", former, "--apply")
    assert "Version 2 is this table already; there is no new one" in again and "Restart" not in again, again
    anpi.start().sign_in()
    assert home(anpi) == ("17-391-1720400", "珠洲市", "1-2")
    found = anpi.api("GET", "/regions?q=%E7%8F%A0%E6%B4%B2%E5%B8%82")["items"]
    assert [each["municipality"]["code"] for each in found] == ["1720200", "1720400"]
    assert found[0]["formerly"]["now"]["ja"] == "七尾市か輪島市"

    # Nobody but the person knows to which half of a municipality an address belongs.
    anpi.stop()
    back = anpi.run("regions", "update", REGIONS, "--apply")
    assert "1 addresses moved" in back, back
    anpi.start().sign_in()
    assert home(anpi, "17-390-1720500")[0] == "17-390-1720500"
    family = anpi.api("POST", "/me/family", {
        "makesCode": True, "name": "能登 母", "language": "ja", "addressRegion": "17-390-1720500"}, 201)
    assert family["addressQuestion"] is None
    anpi.stop()
    said = anpi.run("regions", "update", file, "--former", former, "--apply")
    assert "2 addresses in 1720500: their people are asked" in said and "2 to be asked" in said, said
    anpi.start().sign_in()
    assert home(anpi)[0] == "17-390"
    [question] = anpi.api("GET", "/me/profile")["addressQuestions"]
    assert question["kind"] == "home1" and question["gone"]["now"]["ja"] == "七尾市か輪島市", question
    assert "anpi_region_table_version 4" in get(anpi.url + "/metrics").text

    reader = signed_in(sit_down, True)
    page = reader.page
    expect(page.locator("main")).to_contain_text("ご家族の住所の地域を、もう一度選んでください")
    reader.look("regions-menu")
    page.get_by_role("link", name="家族情報メンテナンス").first.click()
    expect(page.locator("main")).to_contain_text("選び直しが必要")
    reader.look("regions-family")
    page.goto(f"/me/family/{family['id']}")
    expect(page.locator("main")).to_contain_text("住所：珠洲市は、いまは七尾市か輪島市です")
    reader.look("regions-family-asked")
    assert anpi.api("GET", f"/me/family/{family['id']}")["addressQuestion"]["gone"]["now"]["ja"] == "七尾市か輪島市"
    page.goto("/people?ask=1")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("B000001")
    reader.look("regions-people")
    page.goto("/me/profile")
    expect(page.locator("main")).to_contain_text("住所1：珠洲市は、いまは七尾市か輪島市です")
    reader.look("regions-asked")
    page.locator("button[name=lookup][value=home1]").click()
    page.locator("#q").fill("珠洲市")
    page.locator(".hits button").filter(has_text=re.compile("^七尾市")).click()
    page.get_by_role("button", name="確認画面へ進む").click()
    page.locator("main form button:not([name])").click()
    page.goto("/people?ask=1")
    expect(page.locator("main")).to_contain_text("当てはまる方はいません")
    assert "whole" in anpi.run("audit", "verify")


def test_a_save_before_the_restart_leaves_a_moved_address_where_it_is(anpi, tmp_path):
    file, former = tables(tmp_path, "珠洲市\tすずし\tSuzu City\t\t17\t1720500\t1720400 1720200\t2030-03-31\ttest\n")
    anpi.stop()
    anpi.run("regions", "update", REGIONS, "--apply")
    anpi.start().sign_in()
    assert home(anpi, "17-390-1720400")[0] == "17-390-1720400"
    family = anpi.api("POST", "/me/family", {
        "makesCode": True, "name": "能登 父", "language": "ja", "addressRegion": "17-390-1720400"}, 201)
    # The server runs on and knows the table before.
    said = anpi.run("regions", "update", file, "--former", former, "--apply")
    assert "2 addresses moved" in said, said
    sheet = anpi.api("GET", "/me/profile")["profile"]
    anpi.api("PUT", "/me/profile", sheet | {"home1Street": "9-9", "spareMail": "spare@example.jp"})
    answer = anpi.api("GET", f"/me/family/{family['id']}")
    anpi.api("PUT", f"/me/family/{family['id']}", {
        name: answer[name] for name in ("code", "name", "language", "addressRegion")} | {"addressStreet": "8-8"})
    rows = anpi.query("SELECT prefecture, region, municipality, street FROM address WHERE street = '9-9'") + anpi.query(
        "SELECT prefecture, region, municipality, street FROM family_address WHERE street = '8-8'")
    assert [[str(cell) for cell in row] for row in rows] == [
        ["17", "391", "1720400", "9-9"], ["17", "391", "1720400", "8-8"]]
    anpi.stop()
    anpi.start().sign_in()
    assert home(anpi) == ("17-391-1720400", "珠洲市", "9-9")
    anpi.api("DELETE", f"/me/family/{family['id']}", None, 204)


def tab_to(page, selector):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


@pytest.mark.parametrize("has_script", [True, False])
def test_a_region_is_found_with_keys_alone(anpi, sit_down, has_script):  # noqa: F811
    """R-147, R-149, R-151"""
    reader = signed_in(sit_down, has_script)
    page = reader.page
    page.goto("/me/profile")
    opener = "button[name=lookup][value=home1]"
    tab_to(page, opener)
    page.keyboard.press("Enter")
    if has_script:
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator(opener)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#q")).to_be_focused()
    else:
        expect(page.locator("#q")).to_be_visible()
        tab_to(page, "#q")
    page.keyboard.type("府中市")
    page.keyboard.press("Enter")
    expect(page.locator(".hits button")).to_have_count(2)
    # A screen reader hears how many there are, and each with its prefecture.
    expect(page.get_by_role("status")).to_contain_text("2件")
    expect(page.get_by_role("button", name="府中市 広島県")).to_have_count(1)
    if has_script:
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(page.locator(".hits button").nth(1)).to_be_focused()
    else:
        tab_to(page, ".hits li:nth-child(2) button")
    page.keyboard.press("Enter")
    expect(page.locator("input[data-region=home1]")).to_have_value(re.compile("広島"))
    if has_script:
        expect(page.locator(opener)).to_be_focused()


def test_the_map_leads_to_the_regions_of_a_prefecture(anpi, sit_down):  # noqa: F811
    reader = signed_in(sit_down, False)
    page = reader.page
    page.goto("/b/new")
    page.locator("button[name=pick][value=region]").first.click()
    expect(page.locator("#r17")).not_to_be_visible()
    page.get_by_role("link", name="石川 0件を選択").click()
    expect(page.locator("#r17")).to_be_visible()
    page.locator("#r17 input[value='390']").check()
    reader.look("pick-map")
    # No letter of 神奈川, 和歌山 and 鹿児島 is left out on a phone, and none sticks out of its tile.
    page.set_viewport_size({"width": 360, "height": 740})
    for name, words in (("p14", "神奈川"), ("p30", "和歌山"), ("p46", "鹿児島")):
        tile = page.locator(f".map .{name}")
        assert tile.locator("span").inner_text().replace("\n", "") == words
        outer, letters = tile.bounding_box(), tile.locator("span").evaluate(
            "span => { const r = document.createRange(); r.selectNodeContents(span);"
            " const b = r.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; }")
        assert letters[0] >= outer["x"] - .5 and letters[2] <= outer["x"] + outer["width"] + .5, (words, outer, letters)
        # The boxes of letters are higher than what is drawn of them.
        assert letters[1] >= outer["y"] - 4 and letters[3] <= outer["y"] + outer["height"] + 4, (words, outer, letters)


def test_a_broken_table_is_refused_with_file_and_line(anpi, tmp_path):
    file, _ = tables(tmp_path, "")
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:1000]), encoding="utf-8")
    # Names that are gone lead to municipalities that the file has lost.
    assert "which the table does not have" in anpi.run("regions", "update", file, status=None)
    former = tmp_path / "former_names.tsv"
    former.write_text(
        (REGIONS / "former_names.tsv").read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    refused = anpi.run("regions", "update", file, "--former", former, status=None)
    assert "more than a tenth; --force" in refused
    file.write_text("".join(lines[:3]) + "1\tx\n", encoding="utf-8")
    assert "municipalities.tsv, line 4" in anpi.run("regions", "update", file, status=None)
    assert "cannot be read" in anpi.run("regions", "update", tmp_path / "nothing", status=None)


def split_noto(folder):
    """能登 (390) in two: 輪島市 in 398, the rest in 399."""
    regions = (REGIONS / "regions.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    places = (REGIONS / "municipalities.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    noto = next(line for line in regions if line.startswith("390\t"))
    both = [noto.replace("390\t石川県能登\t", "398\t石川県能登北部\t"), noto.replace("390\t石川県能登\t", "399\t石川県能登南部\t")]
    (folder / "regions.tsv").write_text("".join(line for line in regions if line != noto) + "".join(both), encoding="utf-8")
    (folder / "municipalities.tsv").write_text("".join(
        line.replace("\t390\t", "\t398\t" if line.startswith("1720400") else "\t399\t") for line in places), encoding="utf-8")
    return folder


def test_rules_and_drafts_go_along_and_administrators_are_asked(anpi, sit_down, tmp_path):  # noqa: F811
    anpi.stop()
    anpi.run("regions", "update", REGIONS, "--apply")
    anpi.start().sign_in()
    rule = {"isActive": True, "minimum": "5+", "area": ["390", "372"], "addresses": ["home1"], "holdTime": 0,
            "suppression": 0, "promotesSilence": False}
    assert anpi.api("PUT", "/trigger-rule", rule)["gone"] == []
    draft = anpi.api("POST", "/broadcasts", {
        "kind": "safetyCheck", "subject": "能登の方へ", "body": "安否をお知らせください。",
        "targets": [{"kind": "region", "value": "390", "addresses": ["home1"]}]}, 201)["id"]
    folder = split_noto(tmp_path)
    said = anpi.run("regions", "update", folder)
    assert "gone     region 390 石川県能登" in said, said
    assert "1 rules and 1 drafts name region 390, now 398, 399: their administrators are asked" in said, said
    assert anpi.api("GET", "/trigger-rule")["area"] == ["372", "390"], "nothing was changed by looking"
    anpi.stop()
    said = anpi.run("regions", "update", folder, "--apply")
    assert "Rules and drafts: 2 moved, 2 for their administrators to look at." in said, said
    anpi.start().sign_in()
    saved = anpi.api("GET", "/trigger-rule")
    assert saved["area"] == ["372", "398", "399"] and saved["gone"] == [
        {"code": "390", "name": {"ja": "石川県能登", "en": "Noto, Ishikawa Prefecture"}}], saved

    reader = signed_in(sit_down, True)
    page = reader.page
    page.goto("/triggers")
    expect(page.locator("main")).to_contain_text("石川県能登は、いまはありません")
    expect(page.locator(".chips")).to_contain_text("石川県能登南部")
    reader.look("regions-rule-asked")
    page.goto(f"/b/{draft}/edit")
    expect(page.locator("main")).to_contain_text("石川県能登は、いまはありません")
    reader.look("regions-draft-asked")
    page.goto("/triggers?lang=en")
    expect(page.locator("main")).to_contain_text("Noto, Ishikawa Prefecture is gone")
    page.goto("/triggers?lang=ja")
    page.get_by_role("button", name="この地域のまま続ける").click()
    expect(page.locator("main")).not_to_contain_text("いまはありません")
    assert anpi.api("GET", "/trigger-rule")["gone"] == []

    # With exactly one successor nobody is asked.
    anpi.stop()
    said = anpi.run("regions", "update", REGIONS, "--apply")
    assert "1 rules and 1 drafts name region 398, now 390" in said and "0 for their administrators" in said, said
    anpi.start().sign_in()
    saved = anpi.api("GET", "/trigger-rule")
    assert saved["area"] == ["372", "390"] and saved["gone"] == [], saved
    assert "whole" in anpi.run("audit", "verify")
