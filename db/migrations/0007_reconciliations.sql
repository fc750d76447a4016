CREATE TABLE "reconciliations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"day" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"equations" integer NOT NULL,
	"failed" text[] NOT NULL,
	"figures_sha256" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "reconciliations_day" ON "reconciliations" USING btree ("day","at");