CREATE TABLE "jlis_lists" (
	"sha256" text PRIMARY KEY NOT NULL,
	"issuer_sha256" text NOT NULL,
	"this_update" timestamp (3) with time zone NOT NULL,
	"next_update" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"pieces" text[] NOT NULL
);
--> statement-breakpoint
ALTER TABLE "jlis_queries" ADD COLUMN "list_sha256" text;--> statement-breakpoint
CREATE INDEX "jlis_lists_newest" ON "jlis_lists" USING btree ("issuer_sha256","this_update");