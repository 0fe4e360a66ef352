"""The pages of the small house, opened by a browser that keeps nothing."""

import pytest
from aiohttp import web

from bot.pages import routes
from bot.pages.guard import guard


@pytest.fixture
async def client(house, aiohttp_client):
    app = web.Application(client_max_size=64 * 1024, middlewares=[guard])
    app.add_routes(routes(house.desk))
    return await aiohttp_client(app)
