"""Starts the product beside a double of WhatsApp's Cloud API, in one process, in a folder that is forgotten at the end."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile

from starlette.routing import BaseRoute, Mount

from channels.sandbox.mail import PostOffice
from channels.sandbox.model import Pace
from hub import settings
from hub.assembly import Hub
from hub.settings import Settings
from storage import migrations
from web import logs, running, sandbox, sandbox_line
from web.demo import people, seed
from web.demo.posts import PIM_ON_LINE
from web.routes import Route
from web.running import Program
from web.sandbox import Sandbox
from web.sandbox_courier import now_ms
from web.sandbox_line import LineSandbox
from web.sandbox_mail import MailSandbox

NUMBER = "100000000000042"  # ids as long as Meta's
BUSINESS = "200000000000042"
DISPLAY = "6620001234"
LINE_USER = "U00000000000000000000000000000042"
LINE_FRIEND = "U4af49806292a8b1e9f3c2d1e0b5a7c99"
LINE_WORDS = ("สวัสดีค่ะ สนใจวงแจ๊สสำหรับงานเลี้ยงบริษัทค่ะ", "ประมาณ 3 ชั่วโมง วันที่ 12 ธันวาคม มีคิวว่างไหมคะ")
PIMS_WORDS = "แอดไลน์แล้วนะคะ ส่งรูปสถานที่ทางนี้ได้เลยค่ะ"
LINE_AGO_MS = 4 * 60_000
MAILBOX = "office@bma-live.example"
APPS = (
    ("WhatsApp", "phone/"),
    ("LINE", "line/phone/"),
    ("Mail", "mail/phone/"),
)  # of the customers' phone, under our address
UNHURRIED = Pace(sent=350, delivered=1100, read=None)  # ms; customers read when their chat is opened on the phone page


def run(listener: socket.socket, host: str) -> int:
    logs.set_up(os.environ.get("LOG_LEVEL", "warning"))
    with tempfile.TemporaryDirectory(prefix="bma-demo-") as folder:
        post = mail_double()
        found = demo_settings(folder, host, running.port_of(listener), post)
        migrations.upgrade(found.database_url)
        return running.serve(found, {"web", "work"}, host, listener, Demo(found, post))


def mail_double() -> MailSandbox:
    password, run = secrets.token_hex(16), secrets.token_hex(4)
    return MailSandbox(PostOffice(MAILBOX, name="BMA Live Music", password=password, run=run))


def demo_settings(folder: str, host: str, port: int, post: MailSandbox) -> Settings:
    """Of our own making: what the environment says is for the real product."""
    inside = "127.0.0.1" if host in ("0.0.0.0", "::", "localhost") else host  # noqa: S104 (recognised, not bound)
    return settings.read(
        {
            "DATA_DIR": folder,
            "FILES_URL": files_url(inside, port),
            "WHATSAPP_APP_SECRET": secrets.token_hex(16),
            "WHATSAPP_VERIFY_TOKEN": secrets.token_hex(8),
            "WHATSAPP_ACCESS_TOKEN": secrets.token_hex(16),
            "WHATSAPP_PHONE_NUMBER_ID": NUMBER,
            "WHATSAPP_BUSINESS_ACCOUNT_ID": BUSINESS,
            "WHATSAPP_API_URL": f"http://{inside}:{port}",
            "LINE_CHANNEL_SECRET": secrets.token_hex(16),
            "LINE_CHANNEL_ACCESS_TOKEN": secrets.token_hex(16),
            "LINE_API_URL": f"http://{inside}:{port}/line",
            "LINE_DATA_API_URL": f"http://{inside}:{port}/line",
            "MAIL_IMAP_URL": f"{post.imap_url}?checked_by={MAILBOX.partition('@')[2]}",
            "MAIL_SMTP_URL": post.smtp_url,
            "MAIL_FROM": f"Office mail <{MAILBOX}>",
        },
        port=port,
    )


def files_url(inside: str, port: int) -> str:
    """LINE wants https addresses, and nobody here has a certificate: its double shows these as addresses of its page."""
    return f"https://{inside}:{port}"


class Demo(Program):
    def __init__(self, found: Settings, post: MailSandbox) -> None:
        self.post = post
        whatsapp = found.whatsapp
        self._version = whatsapp.api_version
        self.sandbox: Sandbox = sandbox.build(
            app_secret=whatsapp.app_secrets[0],
            phone_number_id=NUMBER,
            business=BUSINESS,
            display=DISPLAY,
            name="Bangkok line",
            webhook_url=f"{whatsapp.api_url}/api/v1/webhooks/whatsapp",
            token=whatsapp.access_token,
            pace=UNHURRIED,
        )
        line = found.line
        self.line: LineSandbox = sandbox_line.build(
            user=LINE_USER,
            secret=line.channel_secrets[0],
            name="Bangkok on LINE",
            token=line.access_token,
            webhook_url=f"{whatsapp.api_url}/api/v1/webhooks/line",
            run=secrets.token_hex(4),
        )
        self.line.platform.home = found.files_url or ""

    async def open(self, settings: Settings) -> Hub:
        await self.post.start()  # the mailbox is read as soon as the hub runs
        return await super().open(settings)

    def routes(self, hub: Hub) -> list[BaseRoute]:
        del hub
        app = self.sandbox.app
        # Meta's own paths, the double's, and the customers' phone: none of them is one of ours
        paths = (f"/{self._version}", "/whatsapp_business", "/sandbox", "/phone")
        phones = (Mount("/line", self.line.app), Mount("/mail", self.post.app))
        return [*(Route(f"{path}/{{rest:path}}", app) for path in paths), *phones]

    async def begun(self, hub: Hub, address: str) -> None:
        print("Seeding people and conversations …", flush=True)
        sign_ins = await seed.seed(hub, self.sandbox.cloud, NUMBER, self.post.office)
        await self.sandbox.start()
        await self.line.start()
        self.sandbox.courier.apps = apps(0)
        self.line.courier.apps = apps(1)
        self.post.program.apps = apps(2)
        await self._greet_on_line()
        print(told(address, sign_ins), flush=True)

    async def ended(self) -> None:
        await self.line.stop()
        await self.sandbox.stop()  # the mailbox goes with the process: it is read until the hub has stopped

    async def _greet_on_line(self) -> None:
        """Somebody writes there too, and Pim, who writes everywhere."""
        self.line.platform.customer(LINE_FRIEND, "Kanya R.")
        self.line.platform.customer(PIM_ON_LINE, "Pim Srisai")
        now = now_ms()
        for n, words in enumerate(LINE_WORDS):
            self.line.platform.writes(LINE_FRIEND, {"type": "text", "text": words}, now - LINE_AGO_MS + n * 20_000)
        self.line.platform.writes(PIM_ON_LINE, {"type": "text", "text": PIMS_WORDS}, now - LINE_AGO_MS)
        await self.line.courier.wake()


def apps(here: int) -> list[dict[str, str]]:
    """What is on the customers' phone, as seen from one of them."""
    up = "../" * (APPS[here][1].count("/"))
    return [{"name": name, "href": "" if n == here else f"{up}{path}"} for n, (name, path) in enumerate(APPS)]


def told(address: str, sign_ins: list[people.SignIn]) -> str:
    width = max(len(each.email) for each in sign_ins)
    people = "\n".join(f"    {each.email:<{width}}  {each.password}  {each.role}" for each in sign_ins)
    return f"""
BMA Social, with simulated customers:

    {address}
        the inbox. Sign in as one of
{people}

    {address}/phone/
        the customers' phone: write as one of them, and watch it arrive

    {address}/line/phone/
        the same on LINE

    {address}/mail/phone/
        the same by mail

All of it is forgotten when you stop it with Ctrl-C.
"""
