"""Into a store: a build's named graphs, each wholly as it was or wholly as it is built.

`source` reads a build, `loading` has the contract of a store and what is done with one, `directory` and
`server` are stores and `targets` finds the one that is meant, `dialects` and `rewrites` tell how they
differ, `shards` writes files for those who load by hand.
"""
