"""Many clients against one stage, and a checker that says whether the history they saw is true.

`clients` drives any `Workplace` (the real server over HTTP, or the naive allocator kept as a test double),
`checker` compares what clients were told with what is stored, `rig` starts and torments the real server.
"""
