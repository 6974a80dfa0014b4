"""Who may do what, by the roles of the directory."""

import pytest

from digests.newsroom.errors import NotAllowedError
from digests.newsroom.standing import NOBODY, OPERATOR, Act, standing
from tests.digests.newsroom.house import ADMIN, APPROVER, EDITOR, EMPLOYEE, HR, of
from tests.factories import NOW, person


def test_an_editor_works_on_the_items_of_their_desk_and_decides_nothing() -> None:
    editor = of(EDITOR)
    assert [act.value for act in Act if editor.may(act, "comms")] == [
        "suggest", "edit", "preview_as", "see_queue", "test",
    ]  # fmt: skip
    assert [act for act in Act if editor.may(act, "hr")] == [Act.SUGGEST]


def test_an_approver_may_do_everything_with_the_items_of_their_desk() -> None:
    assert {act for act in Act if not of(APPROVER).may(act, "comms")} == {Act.FEED}
    assert not of(APPROVER).may(Act.SEE_QUEUE, "hr")


def test_an_admin_may_do_everything_everywhere_also_where_no_desk_is_named() -> None:
    assert all(of(ADMIN).may(act, desk) for act in Act for desk in ("comms", "hr", "nobody's"))
    assert standing(ADMIN).anywhere(Act.APPROVE)
    assert of(ADMIN).desks_for(Act.APPROVE) == ("comms", "hr")


def test_the_admin_of_a_desk_says_which_feeds_fill_it_and_no_other() -> None:
    chief = standing(person(roles=("comms:admin",)), ("comms", "hr"))
    assert chief.desks_for(Act.FEED) == ("comms",)
    assert not chief.admin
    with pytest.raises(NotAllowedError, match="hr:admin"):
        chief.must(Act.FEED, "hr")


def test_everybody_may_suggest_and_nothing_else() -> None:
    anyone = of(EMPLOYEE)
    assert [act for act in Act if anyone.may(act, "comms")] == [Act.SUGGEST]
    assert [act for act in Act if anyone.anywhere(act)] == [Act.SUGGEST]
    assert anyone.desks_for(Act.EDIT) == ()


def test_whoever_left_may_nothing_whatever_their_roles_say() -> None:
    left = standing(person(roles=("admin", "comms:editor"), left_at=NOW), ("comms",))
    assert not any(left.may(act, "comms") or left.may(act, "") or left.anywhere(act) for act in Act)
    assert not NOBODY.may(Act.SUGGEST, "comms")


@pytest.mark.parametrize("role", ["comms", "editor", ":editor", "comms:chief", "comms:admin:x", "administrator", ""])
def test_what_is_no_role_of_ours_gives_nothing(role: str) -> None:
    assert not standing(person(roles=(role,))).anywhere(Act.SEE_QUEUE)


def test_roles_and_desks_are_told_apart_without_their_case() -> None:
    loud = standing(person(roles=(" Comms:Editor ", "ADMIN")), ("Comms",))
    assert loud.admin
    assert standing(person(roles=("Comms:Editor",)), ("Comms",)).may(Act.EDIT, "COMMS")
    assert standing(person(roles=("Comms:Editor",)), ("Comms",)).desks_for(Act.EDIT) == ("Comms",)


def test_several_roles_on_one_desk_add_up() -> None:
    both = of(HR)
    assert both.may(Act.EDIT, "hr")
    assert both.may(Act.APPROVE, "hr")


def test_a_desk_that_configuration_does_not_name_comes_after_those_it_does() -> None:
    several = standing(person(roles=("csr:editor", "hr:editor")), ("comms", "hr"))
    assert several.desks_for(Act.EDIT) == ("hr", "csr")


def test_what_belongs_to_no_desk_yet_is_for_whoever_may_do_it_on_any() -> None:
    assert of(HR).may(Act.EDIT, "")
    assert of(EDITOR).may(Act.SEE_QUEUE, "")
    assert not of(EMPLOYEE).may(Act.SEE_QUEUE, "")


def test_a_refusal_names_the_role_that_is_needed() -> None:
    with pytest.raises(NotAllowedError, match=r"'hr'.*role hr:approver"):
        of(EDITOR).must(Act.APPROVE, "hr")
    with pytest.raises(NotAllowedError, match=r"desk 'hr'\.$"):
        NOBODY.must(Act.SUGGEST, "hr")
    of(APPROVER).must(Act.APPROVE, "comms")


def test_the_command_line_runs_the_whole_house() -> None:
    assert all(OPERATOR.may(act, "comms") for act in Act)
    assert OPERATOR.person_id is None
