"""`import content`, `check`, `schema queue` and `item` as an operator and an editor meet them."""

import json
from pathlib import Path

import pytest

from bot.cli.content import check, export_content, import_content, schema
from bot.cli.items import item
from digests.content import store
from digests.content.model import ItemState
from digests.db import Database
from digests.errors import InputError
from tests.bot.cli.command import CONFIG, Desk, desk

ROOT = Path(__file__).parents[3]
ITEM = """\
  - id: {id}
    url: https://www.example.com/{id}
    kind: news
    owner: comms
    title: {{en: "{title}"}}
    texts:
      - {{language: en, text: "About {id}."}}
    state: approved
"""


@pytest.fixture
def here(tmp_path: Path, database_url: str) -> Desk:
    return desk(tmp_path, database_url)


def queue_file(here: Desk, *ids: str, title: str = "News", more: str = "") -> str:
    path = here.folder / "queue.yaml"
    text = "items:\n" + "".join(ITEM.format(id=name, title=title) for name in ids) + more
    path.write_text(text, encoding="utf-8")
    return str(path)


def states(here: Desk) -> dict[str, ItemState]:
    database = Database(here.database_url)
    found = {found.id: found.state for found in database.read(store.load_items)}
    database.close()
    return found


def test_the_sample_company_goes_in_and_going_in_again_changes_nothing(here: Desk) -> None:
    folder = str(ROOT / "examples/queue")
    first = json.loads(here.run(import_content, folder, "--json").output)
    again = json.loads(here.run(import_content, folder, "--json").output)
    assert first == {"added": 44, "changed": 0, "left": 0, "refused": [], "conflicts": []}
    assert again == {"added": 0, "changed": 0, "left": 0, "refused": [], "conflicts": []}


def test_an_item_with_an_error_is_refused_and_the_rest_goes_in(here: Desk) -> None:
    path = queue_file(here, "a", "b", more="    expires: someday\n")
    result = here.run(import_content, path, "--json")
    assert result.exit_code == 2
    report = json.loads(result.output)
    assert report["added"] == 1
    assert [(found["line"], found["column"], found["file"]) for found in report["refused"]] == [(18, "expires", path)]
    assert "'someday' is not a time" in report["refused"][0]["why"]
    assert states(here) == {"a": ItemState.APPROVED}


def test_a_file_that_cannot_be_parsed_changes_nothing(here: Desk) -> None:
    queue_file(here, "a")
    (here.folder / "zebra.yaml").write_text("items: [\n", encoding="utf-8")
    (here.folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    result = here.run(import_content, str(here.folder))
    assert isinstance(result.exception, InputError)
    assert "zebra.yaml:2: error: this is not YAML" in str(result.exception)
    assert states(here) == {}


def test_a_dry_run_changes_nothing(here: Desk) -> None:
    result = here.run(import_content, queue_file(here, "a"), "--dry-run")
    assert result.output == "It would be: 1 added, 0 changed, 0 refused, 0 conflicts\n"
    assert states(here) == {}


def test_refusals_and_conflicts_are_told_to_people_too(here: Desk) -> None:
    here.run(import_content, queue_file(here, "a"))
    here.run(item, "withdraw", "a")
    path = queue_file(here, "a", more="    priority: urgent\n")
    assert f"  {path}:10: error: priority: 'urgent' is not known" in here.run(import_content, path).output
    Path(path).write_text(Path(path).read_text("utf-8").replace("approved\n    priority: urgent", "draft"), "utf-8")
    assert "  a, state: it was withdrawn" in here.run(import_content, path).output


def test_check_works_without_a_database_and_without_configuration(tmp_path: Path) -> None:
    alone = Desk(tmp_path, "sqlite:////nowhere/at/all.db")
    result = alone.run(check, queue_file(alone, "a"), BUDSTIKKE_SECRET_KEY="")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 items in order, 0 errors, 0 warnings\n"


def test_check_ends_with_2_on_an_error_and_0_on_a_warning(tmp_path: Path) -> None:
    alone = Desk(tmp_path, "")
    path = queue_file(alone, "a", more="    expires: 2020-01-01\n")
    assert alone.run(check, path).stdout == (
        f"{path}:10: warning: expires is in the past, so nobody gets it any more; "
        "choose a later day or take the item out [expired]\n"
    )
    assert alone.run(check, path).exit_code == 0
    path = queue_file(alone, "a", more="    expire: 2020-01-01\n")
    result = alone.run(check, path, "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout) == {
        "findings": [
            {
                "file": path,
                "line": 10,
                "level": "error",
                "rule": "unknown-key",
                "message": "expire is not a key; did you mean expires?",
            }
        ]
    }


def test_check_holds_the_queue_against_configuration_where_there_is_one(here: Desk) -> None:
    here.configure(CONFIG + '\n[content]\ndomains = ["other.example.com"]\n')
    assert "[foreign-domain]" in here.run(check, queue_file(here, "a")).stdout


def test_the_schema_is_printed_for_editors(here: Desk) -> None:
    assert here.run(schema, "queue").output == (ROOT / "docs/queue.schema.json").read_text(encoding="utf-8")


def test_what_is_exported_goes_in_again_and_comes_out_the_same(here: Desk) -> None:
    here.run(import_content, str(ROOT / "examples/queue"))
    path = here.folder / "out.yaml"
    assert here.run(export_content, str(path)).exit_code == 0
    first = path.read_bytes()
    again = json.loads(here.run(import_content, str(path), "--json").output)
    assert again == {"added": 0, "changed": 0, "left": 0, "refused": [], "conflicts": []}
    assert here.run(export_content).stdout.encode() == first


def test_a_folder_gets_a_file_for_each_desk(here: Desk) -> None:
    here.run(import_content, queue_file(here, "a", "b"))
    folder = here.folder / "desks"
    folder.mkdir()
    here.run(export_content, str(folder))
    assert [path.name for path in folder.iterdir()] == ["comms.yaml"]
    failed = here.run(export_content, str(here.folder / "nowhere" / "x.yaml"))
    assert isinstance(failed.exception, InputError)
    assert "cannot be written" in str(failed.exception)
