CREATE TABLE "portal_event_epoch" (
	"is_only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"epoch" bigint NOT NULL,
	CONSTRAINT "one_epoch" CHECK ("portal_event_epoch"."is_only")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_repeat_of_portal" ON "dispatch_repeats" USING btree ("portal_id") WHERE applied_at is null and portal_id is not null;--> statement-breakpoint
-- Written by hand: the one row. Never zero, which is the beginning.
INSERT INTO "portal_event_epoch" ("epoch") VALUES (floor(extract(epoch FROM now()))::bigint);
