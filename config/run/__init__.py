"""`python -m config.run`: the booth as one supervised group, which is what `make run` starts.

    options    what the environment asks for (HOST, PORT, SMILEBOOTH_DATA, ...)
    addresses  this machine's own addresses, and whether the port is free
    lock       one group per data folder
    prepare    database and demo event up to date
    parts      the group: Redis, web server, worker, beat
    child      one process: its log lines, its restart when it dies
    group      start in order, stop in reverse order
    leftovers  which processes there are, and how to end those of a run that was killed
    guard      a helper process that does so when the supervisor itself is killed
    output     one stream of lines, each with its origin
    banner     where to go, who signs in

Why our own: circus, supervisor and honcho were looked at. None of them ends the group when it is
itself killed with -9 (a worker would go on as an orphan), waits until a part answers, or merges
the logs with a name on each line and restarts what dies; around any of them these modules would
still be needed.
"""
