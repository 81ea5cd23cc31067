"""Into a store: a build's named graphs, each wholly as it was or wholly as it is built.

`source` reads a build, `loading` has the contract of a store and what is done with one, `directory` and
`server` are stores, `dialects` and `virtuoso` how servers differ, `shards` writes files for those who
load by hand.
"""
