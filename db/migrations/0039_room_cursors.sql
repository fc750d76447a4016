CREATE TABLE "room_cursors" (
	"name" text PRIMARY KEY NOT NULL,
	"place" bigint NOT NULL
);
