ALTER TABLE "access_rows" ADD COLUMN "role" text;--> statement-breakpoint
ALTER TABLE "access_rows" ADD COLUMN "entry_id" uuid;--> statement-breakpoint
CREATE INDEX "access_rows_open" ON "access_rows" USING btree ("at") WHERE "access_rows"."entry_id" is null;