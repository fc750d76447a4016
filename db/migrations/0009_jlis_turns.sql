CREATE TABLE "jlis_turns" (
	"id" integer PRIMARY KEY NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "jlis_turns_one_row" CHECK ("jlis_turns"."id" = 1)
);
--> statement-breakpoint
ALTER TABLE "jlis_queries" ADD COLUMN "no_answer_reason" text;--> statement-breakpoint
CREATE INDEX "jlis_queries_asked" ON "jlis_queries" USING btree ("asked_at");