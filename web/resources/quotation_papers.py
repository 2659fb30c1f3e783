"""`/api/v1/quotations/{id}/pdf`: the paper of a quotation, of its present version or of an earlier one."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub.office import configuration
from hub.quotations import holding, rendering, revisions
from storage.quotations.rows import QuotationRow
from web.authentication import hub_of
from web.downloads import attached
from web.operations import Operation, agent_of, other
from web.queries import path_of
from web.resources.quotations import revision_of


async def pdf(request: Request) -> Response:
    return await _paper(request, None)


async def version_pdf(request: Request) -> Response:
    return await _paper(request, revision_of(path_of(request)["revision"]))


async def _paper(request: Request, revision: int | None) -> Response:
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
        row = await holding.seen(connection, agent, path_of(request)["id"])
        if revision is not None:
            row = await revisions.at(connection, agent, row.id, revision)
        office = await configuration.read(connection)
    drawn = await rendering.pdf(hub, row, office)
    return Response(drawn, 200, attached(_file_name(row)), "application/pdf")


def _file_name(row: QuotationRow) -> str:
    name = row.number or "draft"
    return f"{name}-v{row.revision}.pdf" if row.revision > 1 else f"{name}.pdf"


OPERATIONS: tuple[Operation, ...] = (
    other("GET", "/quotations/{id}/pdf", pdf, "Its paper", media="application/pdf", refusals=(404, 422, 503)),
    other(
        "GET",
        "/quotations/{id}/versions/{revision}/pdf",
        version_pdf,
        "The paper of one version",
        media="application/pdf",
        refusals=(404, 422, 503),
    ),
)
