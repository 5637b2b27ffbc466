"""One search for cases, the same for every screen and client: `global_search.search`.

`index` keeps a row of words for each case, referral, person and place that is not restricted, in the
transaction that changes them. `fulltext` asks the database for those words. What it answers are
candidates: `global_search` shows of them what the rights of the user open, read anew.
"""
