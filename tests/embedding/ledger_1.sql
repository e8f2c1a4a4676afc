BEGIN TRANSACTION;
CREATE TABLE caps (
    number   INTEGER PRIMARY KEY,
    scope    TEXT NOT NULL,
    bound    TEXT NOT NULL,
    currency TEXT NOT NULL
);
INSERT INTO "caps" VALUES(1,'day','20','USD');
CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at     TEXT NOT NULL,
    key    TEXT NOT NULL,
    kind   TEXT NOT NULL,
    data   TEXT NOT NULL
);
INSERT INTO "events" VALUES(1,'2026-01-01T00:00:00.000000+00:00','','caps','{"caps": [["day", "20", "USD"]]}');
INSERT INTO "events" VALUES(2,'2026-01-01T00:00:00.000000+00:00','entry-one','planned','{"state": "planned", "attempt": 0, "reserved": "0", "spent": null, "endpoint": "my-team/dream"}');
INSERT INTO "events" VALUES(3,'2026-01-01T00:00:00.000000+00:00','entry-one','begin','{"state": "submitting", "attempt": 1, "reserved": "2.4", "spent": null, "owner": "1-a", "until": "2026-01-01T00:01:40+00:00"}');
INSERT INTO "events" VALUES(4,'2026-01-01T00:00:00.000000+00:00','entry-one','accepted','{"state": "submitted", "attempt": 1, "reserved": "2.4", "spent": null, "ticket": {"v": 1, "service": "fal", "endpoint": "my-team/dream", "id": "job-one", "state": {"target": "my-team/dream", "status_url": "https://queue.fal.run/my-team/dream/requests/job-one/status", "response_url": "https://queue.fal.run/my-team/dream/requests/job-one", "cancel_url": "https://queue.fal.run/my-team/dream/requests/job-one/cancel"}, "intent": "entry-one", "account": null}, "evidence": ""}');
INSERT INTO "events" VALUES(5,'2026-01-01T00:00:00.000000+00:00','entry-one','result','{"state": "result", "attempt": 1, "reserved": "0", "spent": "0.1", "evidence": ""}');
INSERT INTO "events" VALUES(6,'2026-01-01T00:00:00.000000+00:00','entry-two','planned','{"state": "planned", "attempt": 0, "reserved": "0", "spent": null, "endpoint": "my-team/dream"}');
INSERT INTO "events" VALUES(7,'2026-01-01T00:00:00.000000+00:00','entry-two','begin','{"state": "submitting", "attempt": 1, "reserved": "2.4", "spent": null, "owner": "1-a", "until": "2026-01-01T00:01:40+00:00"}');
INSERT INTO "events" VALUES(8,'2026-01-01T00:00:00.000000+00:00','entry-two','accepted','{"state": "submitted", "attempt": 1, "reserved": "2.4", "spent": null, "ticket": {"v": 1, "service": "fal", "endpoint": "my-team/dream", "id": "job-two", "state": {"target": "my-team/dream", "status_url": "https://queue.fal.run/my-team/dream/requests/job-two/status", "response_url": "https://queue.fal.run/my-team/dream/requests/job-two", "cancel_url": "https://queue.fal.run/my-team/dream/requests/job-two/cancel"}, "intent": "entry-two", "account": null}, "evidence": ""}');
CREATE TABLE intents (
    number    INTEGER PRIMARY KEY,
    key       TEXT NOT NULL UNIQUE,
    service   TEXT NOT NULL,
    endpoint  TEXT NOT NULL,
    dedupe    TEXT UNIQUE,
    account   TEXT,
    batch     TEXT,
    arguments TEXT NOT NULL,
    leaves    TEXT NOT NULL,
    estimate  TEXT,
    currency  TEXT NOT NULL,
    state     TEXT NOT NULL,
    attempt   INTEGER NOT NULL,
    host      TEXT,
    job       TEXT,
    ticket    TEXT,
    reserved  TEXT NOT NULL,
    spent     TEXT,
    cost      TEXT,
    units     TEXT,
    failure   TEXT,
    evidence  TEXT NOT NULL,
    payload   TEXT,
    expires   TEXT,
    files     TEXT NOT NULL,
    created   TEXT NOT NULL,
    updated   TEXT NOT NULL,
    touched   TEXT NOT NULL,
    begun     TEXT,
    seconds   REAL,
    owner     TEXT,
    until     TEXT,
    UNIQUE (host, job)
);
INSERT INTO "intents" VALUES(1,'entry-one','fal','my-team/dream','first',NULL,'spring','{"prompt": "done", "safe": true}','{"/prompt": "58bf5b5478e5d1fb7441daeff9fd1ed60a4ad5fbfabc64715cd8608f3f59f6da", "/safe": "b5bea41b6c623f7c09f1bf24dcae58ebab3c0cdd90ad966bc43a45b44867e12b"}','2.4','USD','result',1,'fal','job-one','{"v": 1, "service": "fal", "endpoint": "my-team/dream", "id": "job-one", "state": {"target": "my-team/dream", "status_url": "https://queue.fal.run/my-team/dream/requests/job-one/status", "response_url": "https://queue.fal.run/my-team/dream/requests/job-one", "cancel_url": "https://queue.fal.run/my-team/dream/requests/job-one/cancel"}, "intent": "entry-one", "account": null}','0','0.1','0.1','1',NULL,'','{"video": {"url": "https://v3.fal.media/files/b/film.mp4"}}','2026-01-01T01:00:00.000000+00:00','[]','2026-01-01T00:00:00.000000+00:00','2026-01-01T00:00:00.000000+00:00','2026-01-01T00:00:00.000000+00:00','2026-01-01T00:00:00.000000+00:00',0.0,'1-a','2026-01-01T00:01:40.000000+00:00');
INSERT INTO "intents" VALUES(2,'entry-two','fal','my-team/dream','second',NULL,NULL,'{"prompt": "open", "safe": true}','{"/prompt": "35ff74aeea25311f4fe759a6b762c8cd41a79adb23dd5615b92cf215175a63e5", "/safe": "b5bea41b6c623f7c09f1bf24dcae58ebab3c0cdd90ad966bc43a45b44867e12b"}','2.4','USD','submitted',1,'fal','job-two','{"v": 1, "service": "fal", "endpoint": "my-team/dream", "id": "job-two", "state": {"target": "my-team/dream", "status_url": "https://queue.fal.run/my-team/dream/requests/job-two/status", "response_url": "https://queue.fal.run/my-team/dream/requests/job-two", "cancel_url": "https://queue.fal.run/my-team/dream/requests/job-two/cancel"}, "intent": "entry-two", "account": null}','2.4',NULL,NULL,NULL,NULL,'',NULL,NULL,'[]','2026-01-01T00:00:00.000000+00:00','2026-01-01T00:00:00.000000+00:00','2026-01-01T00:00:00.000000+00:00','2026-01-01T00:00:00.000000+00:00',NULL,'1-a','2026-01-01T00:01:40.000000+00:00');
CREATE TABLE money (
    scope    TEXT NOT NULL,
    currency TEXT NOT NULL,
    reserved TEXT NOT NULL,
    spent    TEXT NOT NULL,
    PRIMARY KEY (scope, currency)
) WITHOUT ROWID
;
INSERT INTO "money" VALUES('batch:spring','USD','0.0','0.1');
INSERT INTO "money" VALUES('day:2026-01-01','USD','2.4','0.1');
INSERT INTO "money" VALUES('endpoint:my-team/dream','USD','2.4','0.1');
INSERT INTO "money" VALUES('total','USD','2.4','0.1');
CREATE TABLE notices (
    number INTEGER PRIMARY KEY,
    job    TEXT NOT NULL,
    key    TEXT NOT NULL,
    digest TEXT NOT NULL,
    body   TEXT NOT NULL,
    UNIQUE (job, key, digest)
);
CREATE INDEX intents_due ON intents (expires IS NULL, expires, touched, number) WHERE state IN ('planned', 'submitting', 'submitted', 'unknown', 'result', 'downloading')
;
CREATE INDEX intents_state ON intents (state);
CREATE INDEX intents_endpoint ON intents (endpoint);
CREATE INDEX intents_batch ON intents (batch) WHERE batch IS NOT NULL;
CREATE INDEX notices_key ON notices (key);
CREATE INDEX events_key ON events (key);
CREATE TRIGGER events_stay BEFORE UPDATE ON events
        BEGIN SELECT raise(ABORT, 'the log is only appended to'); END;
CREATE TRIGGER events_last BEFORE DELETE ON events
        BEGIN SELECT raise(ABORT, 'the log is only appended to'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('events',8);
COMMIT;
