-- What makes questions fast; made after the first events, which is quicker than before.

CREATE INDEX IF NOT EXISTS event_days ON event (end_day DESC NULLS LAST, start_day DESC NULLS LAST, id);
CREATE INDEX IF NOT EXISTS event_points ON event (x, y) WHERE x IS NOT NULL;
CREATE INDEX IF NOT EXISTS event_actors ON event USING gin (actor_codes);
