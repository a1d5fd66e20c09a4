"""What takes place within an event, hour by hour: its days, rooms, people and sessions; schedule.xml in and out.

Not here: the event itself and its dates (`events/`), which knows nothing of this. An app of its own for Django, while
its tables stay those of `events`.
"""
