"""A local WeChat for ``serve --dev``: the chat page, and the platform behind it.

It knows the bot only as the platform does: what a persona sends goes to the callback over the loopback as
encrypted XML, sealed by wechatpy (an independent peer), with 5 s patience and three tries; the reply is
opened and shown. Beside it stands the platform's API with its quotas and, on request, its faults.

- ``world``: personas, their chats, their quotas
- ``push``: a message on its way to the callback
- ``platform``: token, customer-service messages, media
- ``page``: what the browser talks to; static/ is the page itself
"""

from bot.simulator.page import Simulator

__all__ = ["Simulator"]
