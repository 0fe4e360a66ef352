"""The platform's side of things, and the only importers of wechatpy.

envelope: signature and AES. flat: XML and JSON that is one level deep. inbound: a request -> ``Push``.
messages: a push -> ``Incoming``. outbound: a reply -> the bytes to answer with. token, api: what we ask of
the platform.

What is taken from wechatpy and what isn't (its measured hazards are in wechat.md B): its typed messages and
events are used over fields that we have read and checked; its crypto, XML reading and reply rendering are
not, because they parse before they verify, compare in variable time, let ``]]>`` through and fail with
untyped errors. In the tests it is the independent peer that seals what we open and opens what we seal.
"""
