"""Work without a network: written, killed, restored, sent once; two people on one telephone; both versions shown."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.telephone import Network, Telephone, photo
from tests.journeys.test_case_story import county, enter  # noqa: F401 - a fixture

from gongzhi.cases.models import Case
from gongzhi.cases.public import note, photos_of
from gongzhi.patrol.models import PatrolEvent
from gongzhi.patrol.tests.steps import GRID
from gongzhi.web.tests import staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PIN, OTHER_PIN = "274916", "604185"
TEXTS = ("东街路灯坏了三盏。", "西街口污水外溢。", "广场健身器材松动。")


@pytest.fixture
def network(live_server):
    found = Network(live_server.url)
    yield found
    found.close()


@pytest.fixture
def telephone(playwright, tmp_path, network, browser_type_launch_args):
    found = Telephone(playwright, tmp_path / "browser", network.url, browser_type_launch_args)
    yield found
    found.end()
    assert not found.complaints, found.complaints


def first_time(page: Page, role: str, pin: str) -> None:
    """Sign in and choose a PIN, while there is a network."""
    enter(page, role)
    page.goto("/field/")
    page.get_by_label("请设置六位数字口令").fill(pin)
    page.get_by_label("再输一次口令").fill(pin)
    page.get_by_role("button", name="用这个口令加密").click()
    expect(page.get_by_role("heading", name="待发箱")).to_be_visible(timeout=15000)
    expect(page.locator('a[href^="#new/"]').first).to_be_visible()


def unlock(page: Page, pin: str) -> None:
    page.get_by_label(re.compile("的口令")).fill(pin)
    page.get_by_role("button", name="打开", exact=True).click()


def kept_by_the_worker(page: Page) -> None:
    """Wait until the page would open without a network."""
    page.wait_for_function(
        "navigator.serviceWorker.ready.then(() => caches.match('/field/', {ignoreVary: true})).then(Boolean)"
    )


def write_case(page: Page, text: str, number: int) -> None:
    page.get_by_role("link", name="登记诉求").click()
    page.get_by_label("匿名").check()
    page.get_by_label("反映内容").fill(text)
    page.get_by_label(re.compile("^照片")).set_input_files(photo(number))
    expect(page.get_by_alt_text("第 1 张照片")).to_be_visible()
    expect(page.get_by_text("已保存在这部手机上")).to_be_visible()


def states(page: Page) -> list[str]:
    return page.locator("[data-state]").evaluate_all("all => all.map(each => each.dataset.state)")


def test_written_without_a_network_killed_and_sent_once(county, telephone, network, check_axe, screenshot):  # noqa: F811
    page = telephone.start()
    first_time(page, "grid-worker", PIN)
    check_axe(page)
    kept_by_the_worker(page)
    network.cut()
    page.goto("/field/")
    unlock(page, PIN)
    for number, text in enumerate(TEXTS[:2]):
        write_case(page, text, number)
        put_in(page)
    write_event(page)
    put_in(page)
    expect(page.locator("[data-entry]")).to_have_count(3)
    check_axe(page)
    screenshot(page, "field-waiting")
    # The third is only being typed when the browser is killed.
    write_case(page, TEXTS[2], 2)
    telephone.kill()

    page = telephone.start()
    page.goto("/field/")
    unlock(page, PIN)
    expect(page.locator("[data-entry]")).to_have_count(4)
    page.locator("[data-entry]", has_text=TEXTS[2]).get_by_role("link", name="继续填写").click()
    expect(page.get_by_label("反映内容")).to_have_value(TEXTS[2])
    expect(page.get_by_alt_text("第 1 张照片")).to_be_visible()
    check_axe(page)
    put_in(page)
    assert Case.objects.count() == 0
    sent_though_answers_are_lost(page, network)
    screenshot(page, "field-sent")
    assert sorted(Case.objects.values_list("text", flat=True)) == sorted(TEXTS)
    assert [len(photos_of(case_id)) for case_id in Case.objects.values_list("loop", flat=True)] == [1, 1, 1]
    assert PatrolEvent.objects.get().text == "垃圾桶倒在路中间。"


def write_event(page: Page) -> None:
    page.get_by_role("link", name="上报事件").first.click()
    page.get_by_label("事项", exact=True).select_option("city.waste.street")
    page.get_by_label("网格", exact=True).select_option(GRID)
    page.get_by_label("什么情况").fill("垃圾桶倒在路中间。")


def put_in(page: Page) -> None:
    page.get_by_role("button", name="放进待发箱").click()
    expect(page.get_by_text("没有网络，内容都保存在本机")).to_be_visible()


def sent_though_answers_are_lost(page: Page, network: Network) -> None:
    """The network is back, and swallows answers: the server has the case, the telephone does not know.

    A browser by itself asks again where a connection breaks: that, too, files nothing twice.
    """
    network.losing = network.up = True
    enter(page, "grid-worker")
    page.goto("/field/")
    unlock(page, PIN)
    expect(page.get_by_text("是否送达尚不清楚").first).to_be_visible(timeout=15000)
    assert network.lost > 0
    assert Case.objects.count() == 1
    network.losing = False
    page.get_by_role("button", name="立即发送").click()
    expect(page.locator('[data-state="sent"]')).to_have_count(4, timeout=30000)


def test_two_share_a_telephone_and_a_matter_moves_on(county, telephone, network, check_axe, screenshot):  # noqa: F811
    case_id = staff.working(county)
    page = telephone.start()
    first_time(page, "town-handler", PIN)
    kept_by_the_worker(page)
    # A step is written while a colleague goes on with the same case.
    page.locator(f'a[href="#loop/{case_id}"]').click()
    check_axe(page)
    page.get_by_role("link", name="记录联系情况").click()
    page.get_by_label("沟通情况").fill("约好下午三点到现场。")
    network.cut()
    put_in(page)
    note(case_id=case_id, text="上午已到现场。", by=county.actor("town-head"), at=staff.long_ago(0))
    network.up = True
    handed_over(page)
    screenshot(page, "field-pin")
    check_axe(page)

    # Back with its writer, once the wait is over.
    enter(page, "town-handler")
    page.goto("/field/")
    page.evaluate(PATIENCE_OVER)
    unlock(page, PIN)
    expect(page.locator('[data-state="moved_on"]')).to_be_visible(timeout=15000)
    page.get_by_role("link", name="对照查看").click()
    expect(page.locator('[data-typed="text"]')).to_have_text("约好下午三点到现场。")
    expect(page.get_by_text("上午已到现场。").first).to_be_visible()
    check_axe(page)
    screenshot(page, "field-both")
    page.get_by_role("button", name="作为补充说明发送").click()
    expect(page.locator('[data-state="sent"]')).to_be_visible(timeout=15000)
    page.goto(f"/loop/{case_id}/")
    expect(page.get_by_text("约好下午三点到现场。").first).to_be_visible()
    signed_out_leaves_nothing_open(page)


def handed_over(page: Page) -> None:
    """Locked; wrong PINs cost time; another signs in, and neither sees nor sends what is not theirs."""
    page.get_by_role("button", name="锁定").click()
    for pin in ("111119", "111129"):
        unlock(page, pin)
        expect(page.get_by_role("alert")).to_contain_text("口令不对")
    unlock(page, "111139")
    expect(page.get_by_role("alert")).to_contain_text("输错次数太多")
    first_time(page, "grid-worker", OTHER_PIN)
    assert states(page) == []
    assert "约好下午三点" not in page.content()
    page.get_by_role("button", name="锁定").click()
    expect(page.get_by_text("还有别人加密保存的 1 条内容")).to_be_visible()
    assert "约好下午三点" not in stored(page)


def signed_out_leaves_nothing_open(page: Page) -> None:
    """Whoever signs out takes the work list along, and the kept pages; here all was sent."""
    page.goto("/field/")
    unlock(page, PIN)
    expect(page.locator('[data-state="sent"]')).to_be_visible(timeout=15000)
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-in/**")
    page.wait_for_function("caches.keys().then((names) => names.length === 0)")
    assert "西街口的垃圾桶" not in stored(page)
    assert page.evaluate(COUNTED) == {"accounts": 2, "entries": 1, "photos": 0, "work": 0}


def test_without_sealing_or_room_it_is_said_before_words_are_lost(
    county,  # noqa: F811
    telephone,
    network,
    settings,
    screenshot,
):
    # An address without TLS on a local network: nothing can be sealed, so nothing is stored, and the page says so.
    settings.ALLOWED_HOSTS = ["*"]
    page = telephone.start(named="gongzhi.example")
    enter(page, "grid-worker")
    page.goto("/field/")
    expect(page.get_by_text("当前地址不是安全连接")).to_be_visible()
    page.get_by_role("link", name="登记诉求").click()
    page.get_by_label("匿名").check()
    page.get_by_label("反映内容").fill("没有加密也能发送。")
    screenshot(page, "field-open")
    page.get_by_role("button", name="放进待发箱").click()
    expect(page.locator('[data-state="sent"]')).to_be_visible(timeout=15000)
    assert Case.objects.get().text == "没有加密也能发送。"
    assert page.evaluate("indexedDB.databases()") == []
    telephone.end()

    # No room left: it is said while the typing goes on, and the words stand there still.
    page = telephone.start()
    first_time(page, "grid-worker", PIN)
    page.get_by_role("link", name="登记诉求").click()
    page.evaluate(FULL)
    page.get_by_label("反映内容").fill("这里没有空间了。")
    expect(page.get_by_text("您现在写的内容没有保存")).to_be_visible()
    page.get_by_role("button", name="放进待发箱").click()
    expect(page.get_by_label("反映内容")).to_have_value("这里没有空间了。")
    screenshot(page, "field-full")


# A full telephone, played: every write is broken off, as a browser does that has no room.
FULL = """() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...what) {
        const asked = put.apply(this, what);
        this.transaction.abort();
        return asked;
    };
}"""
COUNTED = """() => new Promise((resolve) => {
    const asked = indexedDB.open("gongzhi-field");
    asked.onsuccess = async () => {
        const found = {};
        for (const name of asked.result.objectStoreNames)
            found[name] = await new Promise((told) => {
                const count = asked.result.transaction(name).objectStore(name).count();
                count.onsuccess = () => told(count.result);
            });
        asked.result.close();
        resolve(found);
    };
})"""
# What a minute of waiting would do.
PATIENCE_OVER = """() => new Promise((resolve) => {
    const asked = indexedDB.open("gongzhi-field");
    asked.onsuccess = () => {
        const shelf = asked.result.transaction("accounts", "readwrite").objectStore("accounts");
        shelf.getAll().onsuccess = (event) => {
            for (const each of event.target.result) shelf.put({ ...each, until: 0 });
            shelf.transaction.oncomplete = () => (asked.result.close(), resolve());
        };
    };
})"""


def stored(page: Page) -> str:
    """Return all that lies in the browser's database, as text; sealed bytes as what they would say in clear."""
    return page.evaluate(
        """async () => {
            const base = await new Promise((resolve) => {
                const asked = indexedDB.open("gongzhi-field");
                asked.onsuccess = () => resolve(asked.result);
            });
            const decoder = new TextDecoder();
            const told = (name, value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
                ? decoder.decode(value) : value;
            let text = "";
            for (const name of base.objectStoreNames) {
                const rows = await new Promise((resolve) => {
                    const asked = base.transaction(name).objectStore(name).getAll();
                    asked.onsuccess = () => resolve(asked.result);
                });
                text += JSON.stringify(rows, told);
            }
            base.close();
            return text;
        }"""
    )
