"""A small plan document in our own words, and the way from its bytes to a draft and a plan."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.builders import City
from workflow.models import ImportDraft, Job
from workflow.services import imports, job_runs, organisation
from workflow.services.imports.doubts import open_doubts, open_sentences
from workflow.services.imports.vague import open_words
from workflow.status import AgencyKind

PLAN_TEXT = """云川市人民政府办公室关于印发《2026年云川市政务公开工作要点》的通知

云政办发〔2026〕12号

各县区人民政府，市政府各部门：

《2026年云川市政务公开工作要点》已经市政府同意，现印发给你们，请认真贯彻落实。

云川市人民政府办公室

2026年8月28日

2026年云川市政务公开工作要点

一、总体要求

坚持以公开为常态，把群众关心的事讲清楚。

二、工作重点和责任分工

（一）把政策讲明白

1.办好政策问答。每项新政策同步发布问答，2026年12月底前完成第一批（市数据局牵头，会同市司法局落实）。

2.公开办事指南。办事指南逐条写明材料和时限，每季度至少更新一次（市数据局、市司法局分别牵头落实）。

3.开放会议旁听。邀请居民代表旁听会议。旁听意见写进会议纪要（各县区政府负责落实）。

（二）把渠道用起来

4.整理网上答复。共性问题整理成册（市信访办牵头，会同有关部门落实）。

5.办好培训。年内举办一次培训班。

三、保障措施

本要点公布后，各县区政府要在20个工作日内制定具体实施方案，在本县区网站公布。
"""


def upload(client: Any, text: str | bytes = PLAN_TEXT, name: str = "plan.txt", **fields: Any) -> Any:
    """Post a file to the upload page."""
    content = text.encode() if isinstance(text, str) else text
    return client.post("/imports/new/", {"document": SimpleUploadedFile(name, content), **fields})


def county_set(city: City, now: datetime) -> Any:
    """各县区政府, by kind."""
    return organisation.create_agency_set(
        city.jurisdiction,
        "各县区政府",
        actor=None,
        now=now,
        kind=AgencyKind.COUNTY_GOVERNMENT,
        aliases=["各县区人民政府"],
    )


def draft_of(city: City, now: datetime, text: str = PLAN_TEXT) -> ImportDraft:
    """The draft of a text, read by its job."""
    job = imports.receive(city.office.pk, "plan.txt", text.encode(), actor=city.clerk, now=now)
    job_runs.run_waiting(now=lambda: now)
    job.refresh_from_db()
    assert job.status == "done", job.error
    return ImportDraft.objects.get(pk=int(job.result_url.rstrip("/").rsplit("/", 1)[-1]))


def last_job() -> Job:
    """The newest job."""
    return Job.objects.order_by("-pk")[0]


class Clerk:
    """A person at the review page: every act carries the newest revision."""

    def __init__(self, draft: ImportDraft, city: City, now: datetime) -> None:
        self.pk, self.actor, self.now = draft.pk, city.clerk, now

    def __getattr__(self, verb: str) -> Any:
        def act(*args: Any, **kwargs: Any) -> Any:
            draft = ImportDraft.objects.get(pk=self.pk)
            known = {"revision": draft.revision, "actor": self.actor, "now": self.now}
            return getattr(imports, verb)(self.pk, *args, **(known | kwargs))

        return act

    @property
    def review(self) -> Any:
        """The working copy as it is now."""
        return imports.review_of(ImportDraft.objects.select_related("document").get(pk=self.pk))

    def item(self, number: str) -> Any:
        """The item of that number, now."""
        return next(item for item in self.review["items"] if item["number"] == number)


def settle_everything(clerk: Clerk) -> None:
    """Decide every blocking question of PLAN_TEXT."""
    clerk.set_party("市信访办", {"to": "create", "full_name": "云川市信访办公室", "kind": "department"})
    clerk.set_party("有关部门", {"to": "members", "names": ["市数据局", "市司法局"]})
    for item in clerk.review["items"]:
        if not item["clauses"]:
            clerk.waive_item(item["id"], "不是任务")
    settle_rest(clerk)


def settle_rest(clerk: Clerk) -> None:
    """Accept every doubt left, waive every sentence left, mark every vague word left."""
    for doubt in open_doubts(clerk.review):
        clerk.settle(doubt["key"], "按原文办理")
    if open_sentences(clerk.review):
        clerk.name_sentences("preamble")
    if open_words(clerk.review):
        clerk.mark_words("", "随进展报送说明")


# -- repairs, vague wording, sentences ---------------------------------------------------------------------------------

DAMAGED_TEXT = PLAN_TEXT.replace("2026年12月底前", "2026 年12月底前").replace("在20个工作日内", "在20 个工作日内")
"""The same plan with a space inside a date of its first item and inside the number of its last."""


def add_words(clerk: Clerk, *words: str, number: str = "二/（一）/2") -> list[str]:
    """Let an item have vague wording, as a reading gives it: each word where it stands first. The keys."""
    draft = ImportDraft.objects.select_related("document").get(pk=clerk.pk)
    item = next(item for item in draft.review["items"] if item["number"] == number)
    keys = [_add_word(draft, item, word) for word in words]
    draft.save(update_fields=["review"])
    return keys


def add_word_everywhere(clerk: Clerk, word: str) -> None:
    """Let every item that holds the word have it as vague wording."""
    draft = ImportDraft.objects.select_related("document").get(pk=clerk.pk)
    for item in draft.review["items"]:
        if word in item["text"]:
            _add_word(draft, item, word)
    draft.save(update_fields=["review"])


def _add_word(draft: ImportDraft, item: Any, word: str) -> str:
    place = draft.text.index(word, item["at"][0])
    key = f"vague:{item['id']}:{len(item['vague']) + 1}"
    item["vague"].append(
        {"key": key, "kind": "elastic_time", "word": word, "phrase": word, "at": [place, place + len(word)]}
        | dict.fromkeys(("how", "told", "remark", "by", "when"), "")
    )
    return key


def add_sentence(clerk: Clerk, number: str = "二/（一）/2") -> str:
    """Let the last sentence of an item be one nothing was made of; its key."""
    draft = ImportDraft.objects.select_related("document").get(pk=clerk.pk)
    item = next(item for item in draft.review["items"] if item["number"] == number)
    told = next(one for one in reversed(draft.reading["coverage"]["read_as"]) if one["at"][0] < item["at"][1])
    told["read_as"] = "unexplained"
    draft.review["sentences"] = [{"text": draft.text[slice(*told["at"])], "at": told["at"]}]
    draft.save(update_fields=["review", "reading"])
    return f"sentence:{told['at'][0]}"
