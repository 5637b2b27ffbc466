"""Task 7: a referral letter in Arabic with logo and signature, a letter head, and the PDF of it."""

from __future__ import annotations

import io
import re
import struct
import zlib

import pypdf
from playwright.sync_api import Page, expect

from .round import Round, attached, choose, entry, saved

FOCAL = "focal@demo.cfm"
LETTER, HEAD = "رسالة إحالة", "PAM Tchad avec logo"
GREETING = "السلام عليكم، نحيل إليكم ما يلي ونرجو ردكم."
SIGNATURE, ADDRESS = "توقيع مسؤول الآلية", "PAM Tchad, avenue Mobutu"
FIELDS = ("Case", "Shared summary", "Answer due on")
SIDE = 48
DRAWN = "(img) => img.complete && img.naturalWidth"


def logo() -> bytes:
    """A blue square as a PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        sum_ = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + sum_

    rows = (b"\0" + b"\x0a\x5f\xb4" * SIDE) * SIDE
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def test_a_letter_is_written_in_arabic(task: Round) -> None:
    page = task.begin_round()
    make_head(task, page)
    make_letter(task, page)
    task.steps.report(7)
    referral = task.client(FOCAL).list(
        "Referral", fields='["name","cfm_case","shared_summary"]', limit=1
    )[0]
    with task.seen_by(FOCAL, f"/app/print/referral/{referral['name']}") as seen:
        seen.locator("#format").select_option(LETTER)
        seen.wait_for_url("**print_lang=ar**")
        sheet = seen.frame_locator("iframe").first
        expect(sheet.locator("html")).to_have_attribute("dir", "rtl")
        for words in (
            ADDRESS,
            GREETING,
            SIGNATURE,
            referral["cfm_case"],
            referral["shared_summary"][:30],
        ):
            expect(sheet.locator("body")).to_contain_text(words)
        assert sheet.locator("img").first.evaluate(DRAWN) == SIDE
        address = seen.locator("#pdf").get_attribute("href")
        answer = seen.request.get(str(address))
        assert answer.ok, (address, answer.status, answer.text()[-3000:])
    (only, *_more) = pypdf.PdfReader(io.BytesIO(answer.body())).pages
    assert [(each.image.width, each.image.height) for each in only.images if each.image]
    assert referral["cfm_case"] in only.extract_text()


def make_head(task: Round, page: Page) -> None:
    task.tool("Letter heads")
    task.new()
    entry(page, "letter_head_name").fill(HEAD)
    entry(page, "source").select_option("Image")
    entry(page, "image").set_input_files([attached("logo.png", logo())])
    expect(page.locator("[data-field=image] .attach-name")).to_contain_text("logo")
    entry(page, "is_default").check()
    saved(page)
    entry(page, "footer").fill(ADDRESS)
    saved(page)


def make_letter(task: Round, page: Page) -> None:
    task.tool("Print formats")
    task.new()
    entry(page, "__newname").fill(LETTER)
    choose(page, "doc_type", task.tr("Referral"))
    choose(page, "default_print_language", "العربية")
    page.get_by_role("button", name=task.tr("Tick nothing")).click()
    lines = page.locator("#print-fields-list li")
    for at, label in enumerate(FIELDS):
        lines.filter(has_text=re.compile(rf"^\s*{task.tr(label)}\s*$")).locator("input").check()
        if not at:
            page.locator("[data-part=sentence]").click()
            page.locator(".tick-own textarea").fill(GREETING)
    page.locator("[data-part=signature]").click()
    page.locator(".tick-own [data-words]").last.fill(SIGNATURE)
    preview = page.frame_locator("#preview-page")
    expect(preview.locator("html")).to_have_attribute("dir", "rtl")
    expect(preview.locator("body")).to_contain_text(SIGNATURE)
    assert preview.locator("img").first.evaluate(DRAWN) == SIDE
    saved(page)
