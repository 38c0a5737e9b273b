"""The kind of owner as official patent statistics use it: 高校, 科研单位, 企业, 机关团体, 个人."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhishu.parties.linking.holder_name import HolderName
from zhishu.parties.party import is_person
from zhishu.rules.loading import Located
from zhishu.rules.schema import Fields, iso_date

OWNER_KINDS = {
    "university": "高校",
    "research_institute": "科研单位",
    "enterprise": "企业",
    "government": "机关团体",
    "individual": "个人",
    "unknown": "未知",
}


@dataclass(frozen=True)
class OwnerKindRules:
    """Kind of party -> kind of owner; body that a name ends with -> kind of owner."""

    kinds: Mapping[str, str]
    bodies: Mapping[str, str]

    def of(self, printed: str, name: HolderName, party_kind: str | None) -> str:
        """By the kind of the party it is linked to, else by the name; unknown where neither tells.

        A workshop or college behind a head office is counted as the head office is.
        """
        if party_kind and party_kind in self.kinds:
            return self.kinds[party_kind]
        if is_person(printed):
            return "individual"
        body = name.ending.body
        if name.branch and any(word in name.branch for word in ("医院", "学校", "幼儿园")):
            body = "hospital"
        return self.bodies.get(body, "unknown")


def read_owner_kinds(content: Located, *, where: str) -> OwnerKindRules:
    """The rules of `linking/owner_kinds.yaml` as loaded; raises RulebookError by line."""
    fields = Fields(content, where)
    fields.text("owner_kinds")
    fields.text("source")
    fields.truth("verified")
    iso_date(fields.text("issued_on"), where, fields.line("issued_on"))
    found = {}
    for part in ("kinds", "bodies"):
        inner = fields.inner(part)
        found[part] = {key: inner.choice(key, OWNER_KINDS) for key in inner.mapping}
    fields.done()
    return OwnerKindRules(found["kinds"], found["bodies"])
