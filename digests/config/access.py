"""How communicators sign in: by the company's own sign-in, besides the link that is mailed to them."""

from typing import Self

from pydantic import Field, field_validator, model_validator

from digests.config.written import Section, WholeAddress


class Oidc(Section):
    """The company's OpenID Connect provider; its client secret stands in BUDSTIKKE_OIDC_SECRET."""

    issuer: WholeAddress | None = None  # none: nobody signs in by it
    client_id: str = ""
    label: str = ""  # on the button; empty: "your company's sign-in"
    scopes: list[str] = Field(["openid", "email", "profile"])
    groups: str = "groups"  # the claim that lists somebody's groups
    roles: dict[str, str | list[str]] = Field({})  # by group: roles for as long as the session lasts

    @property
    def on(self) -> bool:
        """Whether there is one."""
        return bool(self.issuer)

    def held(self, groups: object) -> tuple[str, ...]:
        """The roles that somebody's groups give them; `groups` is what the claim holds, whatever that is."""
        named = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
        found = (self.roles.get(group, ()) for group in named if isinstance(group, str))
        return tuple(role for roles in found for role in ([roles] if isinstance(roles, str) else roles))

    @field_validator("issuer", mode="before")
    @classmethod
    def _none(cls, written: object) -> object:
        return written or None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.issuer and not self.client_id:
            raise ValueError("issuer needs client_id beside it: what the provider calls this newsroom")
        if "openid" not in self.scopes:
            raise ValueError('scopes need "openid" among them')
        return self
