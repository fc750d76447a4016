CREATE TABLE "book_places" (
	"log_index" bigint PRIMARY KEY NOT NULL,
	"entry_id" uuid NOT NULL,
	CONSTRAINT "one_place_an_entry" UNIQUE("entry_id")
);
--> statement-breakpoint
INSERT INTO "book_places" ("log_index", "entry_id")
  SELECT "log_index", "id" FROM "book_entries" WHERE "log_index" IS NOT NULL;
--> statement-breakpoint
ALTER TABLE "book_entries" DROP CONSTRAINT "log_index_unique";--> statement-breakpoint
DROP INDEX "book_entries_waiting";--> statement-breakpoint
ALTER TABLE "book_entries" DROP COLUMN "log_index";