def open_rounds(*, matter, grids, unit_id, limit_class, title, by, at): return {}
def event_for(by, loop_id): return None
def round_for(by, loop_id): return None
def open_events_by_grid(scope, matters): return {}
