"""The words of the trade, one English term for each thing. Frozen types; they know no files, tables or chat.

===================  =======================  ==========================================================
English              Chinese                  meaning here
===================  =======================  ==========================================================
report               年度报告                 one organ's 政府信息公开工作年度报告 of one year
organ                行政机关                 who reports, as printed (西大沟镇人民政府)
division             行政区划                 the place it governs, by the statistics bureau's code
disclosure           主动公开                 publishing on one's own initiative
request              依申请公开               an application for information
carried in / out     上年结转 / 结转下年度    requests open at the start / the end of the year
review, litigation   行政复议, 行政诉讼       table four
publicity            公示                     posting for public notice
fact                 数量事实                 a quantity that the narrative states, with its sentence
cell                 单元格                   one of the form's 200 statutory numbers
finding              校验问题                 what a rule says about a draft
draft                送审稿                   a report not yet published
===================  =======================  ==========================================================

Blank, zero, absent, approximate and contradictory are five different things in all of them.
"""
