"""When the line is bad: blocked sockets, a computer that was offline, a session that ended."""

import re
from dataclasses import dataclass

from playwright.sync_api import WebSocketRoute, expect

from tests.browser.people import Come, Person

ARRIVES = 20_000
SINCE = re.compile(r"/notifications/since/")


def acknowledge_something(person: Person) -> str:
    """Something that happens elsewhere: whatever waits first is acknowledged; its address."""
    person.open("/inbox/?step=acknowledge")
    address = str(person.page.locator("td.what a").first.get_attribute("href"))
    person.open(address)
    with person.page.expect_navigation():
        person.page.locator("#item-lead button.primary").click()
    return address


def blocked(person: Person) -> None:
    """A network that refuses sockets."""

    def refuse(route: WebSocketRoute) -> None:
        route.close()

    person.context.route_web_socket(re.compile(r"/ws/"), refuse)


def test_where_sockets_are_blocked_the_page_says_so_and_asks_every_30_seconds(come: Come) -> None:
    """The clock of the browser is ours, so half a minute takes no time."""
    officer = come("officer")
    blocked(officer)
    officer.page.clock.install()
    with officer.page.expect_request(SINCE):
        officer.page.goto("/inbox/")
        officer.page.clock.run_for(20_000)
    line = officer.page.locator("[data-live-line]")
    expect(line).to_have_attribute("data-state", "polling")
    expect(line).to_contain_text("30 秒")
    asked: list[str] = []
    officer.page.on("request", lambda request: asked.append(request.url) if SINCE.search(request.url) else None)
    for _half_minute in range(3):
        with officer.page.expect_response(SINCE):
            officer.page.clock.run_for(30_000)
    assert 3 <= len(asked) <= 4


def test_a_page_that_asks_still_gets_its_news(come: Come) -> None:
    watching, working = come("officer"), come("head")
    blocked(watching)
    watching.page.clock.install()
    watching.page.goto("/inbox/?step=acknowledge")
    watching.page.clock.run_for(20_000)
    expect(watching.page.locator("[data-live-line]")).to_have_attribute("data-state", "polling")
    watching.mark()
    rows = watching.page.locator("td.what a").count()
    acknowledge_something(working)
    with watching.page.expect_response(SINCE):
        watching.page.clock.run_for(31_000)
    watching.page.clock.resume()
    expect(watching.page.locator("td.what a")).to_have_count(rows - 1, timeout=ARRIVES)
    assert watching.stayed()


@dataclass
class Cable:
    """The line of one browser. Chromium leaves open sockets alone when it plays being offline, so they are cut here:
    nothing arrives any more and nobody is told, as with a computer that sleeps."""

    person: Person
    cut: bool = False

    def lay(self) -> None:
        """Before the first page."""
        self.person.context.route_web_socket(re.compile(r"/ws/"), self._carry)

    def _carry(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(lambda message: None if self.cut else route.send(message))

    def pull(self) -> None:
        """Offline."""
        self.cut = True
        self.person.context.set_offline(True)

    def plug_in(self) -> None:
        """Online again."""
        self.cut = False
        self.person.context.set_offline(False)


def test_a_computer_that_was_offline_catches_up_completely(come: Come) -> None:
    """Three acts happen meanwhile; none is missed."""
    watching, working = come("officer"), come("head")
    cable = Cable(watching)
    cable.lay()
    watching.open("/inbox/?step=acknowledge")
    watching.mark()
    rows, unread = watching.page.locator("td.what a").count(), watching.unread()
    assert rows >= 3
    cable.pull()
    done = [acknowledge_something(working) for _ in range(3)]
    assert watching.page.locator("td.what a").count() == rows
    cable.plug_in()
    expect(watching.page.locator("td.what a")).to_have_count(rows - 3, timeout=ARRIVES)
    links = watching.page.locator("td.what a").all()
    assert not set(done) & {link.get_attribute("href") for link in links}
    assert watching.unread() >= unread
    assert watching.stayed()


def test_an_ended_session_is_said_on_the_page_that_is_open(come: Come) -> None:
    officer = come("officer")
    officer.open("/inbox/")
    officer.mark()
    officer.context.clear_cookies()
    officer.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(officer.page.locator("[data-live-line]")).to_have_attribute("data-state", "expired", timeout=ARRIVES)
    expect(officer.page.locator("[data-toasts]")).to_contain_text("登录")
    assert officer.stayed()
