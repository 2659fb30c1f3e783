"""`/api/v1/auth/totp`: the second step of a sign-in. Whoever gives a code has the try counted before it is looked at."""

from __future__ import annotations

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from hub import permissions
from hub.assembly import Hub
from hub.mail import post as mail
from hub.office import activity
from hub.permissions import Agent
from hub.team import second_factor, sign_in
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.people import Code, RecoveryCodes, Secret, SignedIn, TwoStep, TwoStepSetup
from storage.database import Connection
from storage.team import users
from storage.team.users import UserRow
from web import security
from web.answers import answer, read_json
from web.authentication import hub_of
from web.operations import Asked, NoQuery, agent_of, other, read
from web.resources.sign_in import Client, client_of, granted, ours


class SecondStep(Struct, forbid_unknown_fields=True, kw_only=True):
    """`half_token`: of the sign-in. `code`: of the authenticator app, or a recovery code."""

    half_token: Secret
    code: Code
    client: Client = "browser"


class Setup(Struct, forbid_unknown_fields=True, kw_only=True):
    """`half_token`: where the sign-in itself asks for it; whoever is signed in leaves it out."""

    half_token: Secret | None = None


class GivenCode(Struct, forbid_unknown_fields=True, kw_only=True):
    code: Code


async def state(connection: Connection, agent: Agent, _: Asked[NoQuery, None]) -> TwoStep:
    return await second_factor.state(connection, agent.id)


async def finish(request: Request) -> Response:
    hub = ours(request)
    given = await read_json(request, SecondStep)
    key, address = hub.settings.secret_key, security.peer(request.scope)
    async with hub.transactions.begin() as tx:
        user = await sign_in.half_signed_in(tx.connection, key, given.half_token)
        await second_factor.count_try(tx, user.id)
    async with hub.transactions.begin() as tx:
        user = await sign_in.half_signed_in(tx.connection, key, given.half_token)
        grant, codes = await sign_in.finish(tx, hub.vault, user, given.code, client_of(request), address)
    return granted(hub, grant, given.client, codes)


async def begin(request: Request) -> Response:
    hub = ours(request)
    given = await read_json(request, Setup)
    async with hub.transactions.begin() as tx:
        begun = await second_factor.begin(tx, hub.vault, await _asker(request, hub, tx, given.half_token))
    return answer(await second_factor.drawn(begun))


async def turn_on(request: Request) -> Response:
    hub, agent, given = await _counted(request)
    async with hub.transactions.begin() as tx:
        codes = await second_factor.confirm(tx, hub.vault, agent.id, given.code)
        await activity.note(tx, agent, "user.two_step_on", subject=agent.id, title=agent.name)
    return answer(RecoveryCodes(recovery_codes=codes))


async def turn_off(request: Request) -> Response:
    hub, agent, given = await _counted(request)
    async with hub.transactions.begin() as tx:
        if (await second_factor.state(tx.connection, agent.id)).required:
            raise Refusal("conflict", "An administrator requires two-step sign-in of everybody.")
        await second_factor.check(tx, hub.vault, agent.id, given.code)
        await second_factor.turn_off(tx, agent.id)
        await _told_off(tx, hub, agent, agent.id)
    return Response(status_code=204)


async def renew_codes(request: Request) -> Response:
    hub, agent, given = await _counted(request)
    async with hub.transactions.begin() as tx:
        await second_factor.check(tx, hub.vault, agent.id, given.code)
        codes = await second_factor.renew_codes(tx, agent.id)
    return answer(RecoveryCodes(recovery_codes=codes))


async def turn_off_for(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    """A colleague has lost the telephone and the recovery codes."""
    permissions.require_person(agent)
    if await users.get(tx.connection, asked.id) is None:
        raise Refusal("not_found", "There is no such person.")
    if await second_factor.turn_off(tx, asked.id):
        await _told_off(tx, asked.hub, agent, asked.id)


async def _counted(request: Request) -> tuple[Hub, Agent, GivenCode]:
    hub = hub_of(request)
    given = await read_json(request, GivenCode)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        permissions.require_person(agent)
        await second_factor.count_try(tx, agent.id)
    return hub, agent, given


async def _asker(request: Request, hub: Hub, tx: Transaction, half_token: str | None) -> UserRow:
    if half_token is not None:
        return await sign_in.half_signed_in(tx.connection, hub.settings.secret_key, half_token)
    agent = await agent_of(request, tx.connection)
    permissions.require_person(agent)
    row = await users.get(tx.connection, agent.id)
    assert row is not None
    return row


async def _told_off(tx: Transaction, hub: Hub, agent: Agent, user_id: str) -> None:
    user = await users.get(tx.connection, user_id)
    assert user is not None
    await activity.note(tx, agent, "user.two_step_off", subject=user_id, title=user.name)
    if hub.settings.mailing:
        await mail.post(tx, "two_step_off", user.email)


OPERATIONS = (
    read("/auth/totp", state, "Whether two-step sign-in is on", gives=TwoStep),
    other(
        "POST",
        "/auth/totp",
        finish,
        "The second step of a sign-in",
        takes=SecondStep,
        gives=SignedIn,
        roles=None,
        refusals=(401, 403, 409, 429),
    ),
    other(
        "POST",
        "/auth/totp/setup",
        begin,
        "A new secret for an authenticator app",
        takes=Setup,
        gives=TwoStepSetup,
        roles=None,
        refusals=(401, 403, 409),
    ),
    other(
        "PUT",
        "/auth/totp",
        turn_on,
        "Turn two-step sign-in on by its first code",
        takes=GivenCode,
        gives=RecoveryCodes,
        refusals=(409, 429),
    ),
    other("POST", "/auth/totp/off", turn_off, "Turn two-step sign-in off", takes=GivenCode, refusals=(409, 429)),
    other(
        "POST",
        "/auth/totp/recovery-codes",
        renew_codes,
        "New recovery codes",
        takes=GivenCode,
        gives=RecoveryCodes,
        refusals=(409, 429),
    ),
)
