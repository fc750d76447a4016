ALTER TABLE "jlis_turns" ADD COLUMN "asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "jlis_turns" ADD COLUMN "asked_turn" timestamp (3) with time zone;