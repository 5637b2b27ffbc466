"""Ways round the rights of a user that stay shut."""

from __future__ import annotations

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.services.files.file import save_file
from tests.engine.served import Client, Served

FIELDS = [
    {"fieldname": "title", "label": "Title", "fieldtype": "Data"},
    {"fieldname": "secret", "label": "Secret", "fieldtype": "Data", "permlevel": 1},
]
CLIMBS = [
    "/files/../../site_config.json",
    "/files/..%2f..%2fsite_config.json",
    "/files/....//....//site_config.json",
    "/private/files/../../site_config.json",
    "/private/files/..%2f..%2fsite_config.json",
    "/assets/frappe_embedded/../../../site_config.json",
    "/assets/frappe_embedded/..%2f..%2f__init__.py",
    "/assets/..%2f..%2fsite_config.json",
    "/api/method/download_file?file_url=/private/files/../../site_config.json",
]


@pytest.fixture(scope="module", autouse=True)
def sealed(served: Served) -> None:
    """Types that readers read but for a secret, do not see at all, and may only choose."""

    def make() -> None:
        get_doc({"doctype": "Role", "role_name": "Reader", "desk_access": 1}).insert()
        everything = dict.fromkeys(("read", "write", "create", "delete"), 1)
        reading = {"read": 1, "write": 1}
        for name, rights in (
            ("Sealed", reading),
            ("Closed", {}),
            ("Chosen", {"select": 1, "read": 0}),
        ):
            rows = [{"role": "System Manager", **everything}]
            rows.append({"role": "System Manager", "permlevel": 1, "read": 1, "write": 1})
            if rights:
                rows.append({"role": "Reader", "create": 0, "delete": 0, **rights})
            get_doc(
                {
                    "doctype": "DocType",
                    "name": name,
                    "module": "Custom",
                    "custom": 1,
                    "autoname": "prompt",
                    "search_fields": "title",
                    "fields": FIELDS,
                    "permissions": rows,
                }
            ).insert()
            get_doc({"doctype": name, "name": "one", "title": "t", "secret": "TOP"}).insert()
        save_file("proof.txt", b"words", "Closed", "one", is_private=1)

    served.work(make)
    served.add_user("reader@example.com", "Reader")


@pytest.fixture
def reader(served: Served) -> Client:
    return served.logged_in("reader@example.com")


@pytest.mark.parametrize("path", CLIMBS)
def test_no_address_leaves_its_folder(served: Served, path: str) -> None:
    for client in (served.guest(), served.logged_in("manager@example.com")):
        answer = client.get(path)
        assert answer.status in (403, 404)
        assert "encryption_key" not in answer.text


def test_a_file_cannot_be_made_on_a_climbing_address(reader: Client) -> None:
    body = {"file_url": "/private/files/../../site_config.json", "is_private": 1}
    assert reader.post("/api/method/upload_file", body).status == 417


def test_private_files_need_the_right_on_their_document(served: Served, reader: Client) -> None:
    url = served.work(lambda: local.db.get_value("File", {"file_name": "proof.txt"}, "file_url"))
    assert served.logged_in("manager@example.com").get(url).content == b"words"
    for client in (reader, served.guest()):
        assert client.get(url).status == 403
        assert client.get("/api/method/download_file", {"file_url": url}).status == 403
    taken = reader.post("/api/method/upload_file", {"file_url": url, "is_private": 1})
    assert taken.status == 403


def test_attaching_needs_the_right_to_write(reader: Client) -> None:
    attach = {"filename": "a.txt", "filedata": "x", "doctype": "Closed", "docname": "one"}
    assert reader.call("frappe.client.attach_file", **attach).status == 403
    body = (
        '--b\r\nContent-Disposition: form-data; name="doctype"\r\n\r\nClosed\r\n'
        '--b\r\nContent-Disposition: form-data; name="docname"\r\n\r\none\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nx\r\n--b--\r\n'
    )
    answer = reader.send(
        "POST", "/api/method/upload_file", body, Content_Type="multipart/form-data; boundary=b"
    )
    assert answer.status == 403


def test_a_shared_folder_is_read_by_all_and_changed_by_nobody(reader: Client) -> None:
    path = "/api/resource/File/Home%2FAttachments"
    assert reader.get(path).status == 200
    assert reader.send("PUT", path, {"file_type": "taken"}).status == 403
    assert reader.send("DELETE", path).status == 403


def test_counts_need_the_right_to_read(reader: Client) -> None:
    assert reader.call("frappe.client.get_count", doctype="Closed").status == 403
    assert reader.call("frappe.client.get_count", doctype="Sealed").json == {"message": 1}
    hidden = {"doctype": "Sealed", "filters": {"secret": ["like", "T%"]}}
    assert reader.call("frappe.client.get_count", **hidden).status == 417


def test_hidden_levels_leave_in_no_answer(reader: Client) -> None:
    answers = [
        reader.get("/api/resource/Sealed/one"),
        reader.get("/api/resource/Sealed", {"fields": '["*"]'}),
        reader.send("PUT", "/api/resource/Sealed/one", {}),
        reader.send("PATCH", "/api/v2/document/Sealed/one", {"title": "u"}),
        reader.call(
            "frappe.client.set_value", doctype="Sealed", name="one", fieldname="title", value="v"
        ),
        reader.get(
            "/api/method/frappe.desk.form.load.getdoc", {"doctype": "Sealed", "name": "one"}
        ),
        reader.call("frappe.client.get", doctype="Sealed", name="one"),
    ]
    for answer in answers:
        assert answer.status == 200, answer.text
        assert "TOP" not in answer.text


@pytest.mark.parametrize("key", ["filters", "order_by", "group_by"])
def test_hidden_levels_are_no_oracle(reader: Client, key: str) -> None:
    value = '[["secret", "like", "T%"]]' if key == "filters" else "secret"
    assert reader.get("/api/resource/Sealed", {key: value}).status == 417


def test_comments_are_signed_by_who_writes_them(reader: Client) -> None:
    comment = {
        "reference_doctype": "Sealed",
        "reference_name": "one",
        "content": "forged",
        "comment_email": "manager@example.com",
        "comment_by": "Manager",
    }
    answer = reader.call("frappe.desk.form.utils.add_comment", **comment)
    assert answer.json["message"]["comment_email"] == "reader@example.com"
    closed = {**comment, "reference_doctype": "Closed"}
    assert reader.call("frappe.desk.form.utils.add_comment", **closed).status == 403


def test_a_cmd_in_the_body_names_no_method(reader: Client) -> None:
    answer = reader.post("/api/method/ping", {"cmd": "frappe.auth.get_logged_user"})
    assert answer.json == {"message": "pong"}


def test_links_are_confirmed_only_for_what_the_user_sees(reader: Client) -> None:
    ask = {"doctype": "Closed", "docname": "one"}
    assert reader.call("frappe.client.validate_link", **ask).status == 403
    assert reader.call("frappe.client.validate_link", doctype="Sealed", docname="one").status == 200


def test_who_may_only_choose_is_told_no_fields(reader: Client) -> None:
    ask = {"docname": "one", "fields": ["title"]}
    answer = reader.call("frappe.client.validate_link", doctype="Chosen", **ask)
    assert answer.json["message"] == {"name": "one"}
    assert "permission to fetch values" in answer.messages[0]
    answer = reader.call("frappe.client.validate_link", doctype="Sealed", **ask)
    assert set(answer.json["message"]) == {"name", "title"}


def test_settings_are_not_deleted_by_who_may_not(served: Served, reader: Client) -> None:
    path = "/api/resource/System%20Settings/System%20Settings"
    assert reader.send("DELETE", path).status == 403
    rows = "select 1 from `tabSingles` where doctype = 'System Settings'"
    assert served.work(lambda: local.db.sql(rows))


def test_notices_are_for_the_one_to_whom_they_are_addressed(served: Served, reader: Client) -> None:
    def notice() -> None:
        get_doc(
            {
                "doctype": "Notification Log",
                "for_user": "manager@example.com",
                "subject": "only for you",
                "type": "Alert",
            }
        ).insert(ignore_permissions=True)

    served.work(notice)
    assert (
        "only for you"
        not in reader.get(
            "/api/resource/Notification Log".replace(" ", "%20"), {"fields": '["*"]'}
        ).text
    )


def test_exports_need_their_right_and_hold_no_formulas(served: Served, reader: Client) -> None:
    ask = {"doctype": "Sealed", "fields": '["name", "title"]', "file_format_type": "CSV"}
    assert reader.call("frappe.desk.reportview.export_query", **ask).status == 200
    closed = {**ask, "doctype": "Closed"}
    assert reader.call("frappe.desk.reportview.export_query", **closed).status == 403
    served.work(lambda: local.db.set_value("Sealed", "one", "title", "=1+1"))
    assert "'=1+1" in reader.call("frappe.desk.reportview.export_query", **ask).text
    parted = reader.call("frappe.desk.reportview.export_query", **ask, csv_delimiter=";").text
    assert parted.splitlines()[0] == '"Sr";"ID";"Title"' and ",\"'=1+1" not in parted


@pytest.mark.parametrize("filters", ['"x"', '[["Sealed", ["name"], "=", "x"]]', '{"rowid": "1"}'])
def test_a_search_with_filters_that_make_no_list_is_refused(reader: Client, filters: str) -> None:
    asked = {"doctype": "Sealed", "txt": "a", "filters": filters}
    assert 400 <= reader.call("frappe.desk.search.search_link", **asked).status < 500


def test_uploads_that_a_browser_could_run_are_downloaded(served: Served) -> None:
    served.work(lambda: save_file("page.html", b"<script>1</script>", None, None))
    answer = served.guest().get("/files/page.html")
    assert answer.status == 200
    assert answer.header("Content-Disposition").startswith("attachment")
    assert "sandbox" in answer.header("Content-Security-Policy")
