"""How the company's own sign-in is configured."""

import pytest
from pydantic import ValidationError

from digests.config.access import Oidc

ON = {"issuer": "https://login.example.com/", "client_id": "newsroom"}


def test_where_no_issuer_is_named_nobody_signs_in_by_it() -> None:
    assert not Oidc().on
    assert not Oidc(issuer="").on
    assert Oidc.model_validate(ON).on


def test_the_issuer_is_kept_as_it_is_written() -> None:
    assert Oidc.model_validate(ON).issuer == "https://login.example.com/"


@pytest.mark.parametrize(
    "wrong", [{"issuer": "login.example.com", "client_id": "n"}, {"issuer": "https://login.example.com"},
              ON | {"scopes": ["email"]}, ON | {"role": {}}]
)  # fmt: skip
def test_what_cannot_work_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Oidc.model_validate(wrong)


def test_groups_give_the_roles_that_are_named() -> None:
    oidc = Oidc.model_validate(ON | {"roles": {"press": "comms:editor", "it": ["admin", "hr:editor"]}})
    assert oidc.held(["press", "it", "cooks"]) == ("comms:editor", "admin", "hr:editor")
    assert oidc.held("press") == ("comms:editor",)
    assert oidc.held(None) == ()
    assert oidc.held([["press"], 7]) == ()
