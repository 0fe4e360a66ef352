"""Pure knowledge of the yearly 政府信息公开工作年度报告: no network, no event loop, no chat.

A document becomes blocks (``read``), blocks become a report (``extract``), a report is judged (``rules``),
kept (``index``) and asked (``ask``); ``pipeline`` is the front door.
"""
