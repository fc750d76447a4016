CREATE TABLE "status_publications" (
	"issuer_key_id" text PRIMARY KEY NOT NULL,
	"next_update" timestamp (3) with time zone,
	"noted_at" timestamp (3) with time zone NOT NULL
);
