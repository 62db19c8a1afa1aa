-- Made by sqlite3 .dump from a database at version 1 of the schema in MigrationTests.swift.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_migration (
    number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;
INSERT INTO schema_migration VALUES(1,'people',1704067200000);
CREATE TABLE house (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT;
INSERT INTO house VALUES(1,'本社');
INSERT INTO house VALUES(2,'支社');
CREATE TABLE friend (
    tenant_id INTEGER NOT NULL REFERENCES house (id), id INTEGER NOT NULL, name TEXT NOT NULL, photo BLOB,
    weight REAL, PRIMARY KEY (tenant_id, id))  STRICT, WITHOUT ROWID;
INSERT INTO friend VALUES(1,1,'太郎',X'00ff',70.500000000000000001);
INSERT INTO friend VALUES(1,2,'髙橋 花子',NULL,NULL);
INSERT INTO friend VALUES(2,1,'次郎',NULL,60.0);
COMMIT;
