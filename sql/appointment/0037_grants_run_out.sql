-- A grant that runs out leaves an entry in the access log, as one that is ended does. Those of before have none.

ALTER TABLE break_glass ADD COLUMN end_recorded boolean NOT NULL DEFAULT false;
UPDATE break_glass SET end_recorded = true WHERE ends_at <= now() AND NOT ended_early;

CREATE INDEX break_glass_to_record ON break_glass (ends_at) WHERE NOT end_recorded AND NOT ended_early;
